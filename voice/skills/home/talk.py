"""Makes whole requests of what is said of the house behind the last request for it.

    and the tv · ok then the floor lamp · the kitchen one      the same is done to something else
    and blue · louder · on again · too dark now · to fifty     something else is done to the same
    one more · ten percent less                                by another step

What a name alone would switch on is asked about behind a deed that cannot be done to it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from voice.english import following
from voice.english.numbers_heard import is_number
from voice.messages import Match
from voice.skills import guess
from voice.skills.follow_up.fragment import digits
from voice.skills.follow_up.referents import DEVICES
from voice.skills.home.before import UNDO
from voice.skills.home.deeds import is_dangerous
from voice.skills.home.errands import ASKS, WHERE, Errands, lacks_value
from voice.skills.home.house import names_of, plain
from voice.skills.home.lights import wanted
from voice.skills.meanings import Meanings
from voice.skills.reading.several import joined
from voice.skills.skill import Told

LEAD = re.compile(
    r"(?:(?:and|but|so|ok|okay|now|then|no|nope|also|actually|please|wait|oh|well|even|just|do|rather|"
    r"(?P<to>(?:make|set|put|turn|take|bring) (?:it|that|them)(?: back)?(?: (?:to|on|at))?))\b ?)+"
)
TAIL = re.compile(r"(?: (?:too|as well|also|again|please|instead|actually|rather|then|now|though|is fine|will do))+$")
ASKED_OF = re.compile(
    r"(?:(?:and|ok|okay|so|then|now|also|do|please|thanks|thank you) )*(?:(?:what|how) about |(?:the )?same (?:for|with|in) )?"
)
"""What is said before the name of something else."""
NAMED = re.compile(r"(?:(?:in|for|with|on) )?(?:the |my |our )?(?P<name>.+?)(?P<one> ones?)?")
OF_PLAYER = re.compile(
    r"(?:(?:and|ok|okay|please|then|(?P<no>no|not mine|sorry|i mean|i meant|actually)) )*(?:(?:of|on|for) )?(?:the |my )?"
    r"(?P<name>.+?)(?:'s)?(?: volume)?(?: (?:i mean|i meant|instead|too|as well|please))*"
)
"""A player that is named behind a change of the assistant's own volume."""
INSTEAD = re.compile(r"\b(?:i mean|i meant|instead)$")
PLACES = {"first": 0, "second": 1, "third": 2, "last": -1}
ONE_OF = re.compile(rf"\bthe (?P<which>{'|'.join(PLACES)})(?: one| light| lamp)?(?=$| (?:on|off|please|up|down)\b)")
"""One of several that were told of, by its place."""
LONGEST = 4
"""Words of what is done to the same."""
TEMPLATES = ("turn {thing} {said}", "make {thing} {said}", "set {thing} to {said}", "{said} {thing}")
MORE_OR_LESS = re.compile(r"(?:(?:a|just|bit|little|touch|lot|even|much|some|still) )*(?:more|less)")
"""What may mean more light or more dimming, behind a value that was set."""
WAYS_IN = {"open", "unlock"}
"""What is said to let somebody in; a door that is turned off is not opened."""
OF_ALL = re.compile(r"(?:all|both|everything|each)\b(?! the way)")
"""What is said of more than the last thing: "all off"."""
SWITCHED = re.compile(
    r"(?:(?:and|ok|okay|now|no|then|please|turn|switch|put) )*(?:both|all|everything|each)(?: of (?:them|those))? (?:back )?"
    r"(?P<to>on|off)(?: again| please| now| instead)*"
)
"""What is to become of all things that the last turn was about."""
SWITCHING = {"on", "off", "open", "close", "closed", "shut", "up", "down", "lock", "locked", "unlock", "start", "stop"}
"""Words without one of which nothing is switched: a lamp that is made light."""
GOES_ON = re.compile(r"carry on|continue|go on|keep playing|play(?: on)?|resume|unpause")
VERBS = {
    "cover": ("open", "close"), "valve": ("open", "close"), "lock": ("lock", "unlock"), "scene": ("activate", "activate"),
    "script": ("run", "run"),
}  # fmt: skip
"""Kind of device → how it is said what is done to it, where that is not to turn it on, or off."""
DONE = {
    "HassMediaPause": "pause", "HassMediaUnpause": "resume", "HassMediaPlayerMute": "mute", "HassMediaPlayerUnmute": "unmute",
    "HassVacuumStart": "start", "HassVacuumReturnToBase": "dock", "HassVacuumCleanArea": "vacuum",
}  # fmt: skip
"""Intent without a value → how it is said."""
STEP = re.compile(
    r"(?:(?:and|ok|okay|now|no|just|please|by|make it|only|even|(?P<more>another)) )*(?P<by>\d+)"
    r"(?: (?:percent|degrees?|points?))?"
    r"(?: (?P<way>more|less|higher|lower|up|down|warmer|hotter|cooler|colder|louder|quieter|brighter|dimmer|darker))?"
    r"(?: (?:please|again|too|then))*"
)
UP = {"higher", "up", "warmer", "hotter", "louder", "brighter"}
SCALES = {
    "brightness": "brightness_step", "volume_level": "volume_step", "volume_step": "volume_step",
    "brightness_step": "brightness_step", "temperature_step": "temperature_step",
}  # fmt: skip
"""Slot → the slot of a step on the same scale."""
NUMBERS = {"brightness", "volume_level", "position", "percentage"}
"""Slots of what is set to a number, so that another number alone may follow."""

class HomeTalk:
    def __init__(self, meanings: Meanings) -> None:
        self._certain = meanings.certain
        self._match = meanings.likeliest
        self._errands: Errands = meanings.home.errands

    def behind(self, said: str, told: Told, reply: str) -> Iterator[Match | None]:
        """What words mean behind a request for the home, which was answered with `reply`, the likeliest first."""
        last = told.match
        if wanted(last)["intent"] not in ASKS and not told.undo and following.TAKES_BACK.fullmatch(said):
            yield self._certain(UNDO)  # it says that it does not know how
        yield self._one_told_of(said, reply)
        yield self._more_or_less(said, last)
        yield self._same_thing(said, last)
        yield self._other_thing(said, last)

    def of_player(self, said: str, told: Told) -> Match | None:
        """The volume of a player behind that of the assistant: "the tv", "no, of the tv"; the slip is undone."""
        slots, found = told.match.slots, OF_PLAYER.fullmatch(said)
        if not found or len(found["name"].split()) > LONGEST or following.IT.search(said):
            return None
        match slots:
            case {"value": value}:
                text = f"set the {found['name']} volume to {value}"
            case {"change": "mute"}:
                text = f"mute the {found['name']}"
            case {"change": "up" | "down" as way}:
                text = f"turn the {found['name']} volume {way}"
            case _:
                return None
        player = self._certain(text)
        if player is None or player.skill not in DEVICES:
            return None
        slipped = found["no"] or INSTEAD.search(said)
        return joined([self._certain(told.undo), player]) if told.undo and slipped else player

    def as_before(self, said: str, last: Match) -> Iterator[str]:
        """The last deed done to something else: "turn off the tv"; nothing for what is no name of something."""
        slots = wanted(last)
        named = NAMED.fullmatch(following.TOO.sub("", said))
        if slots["intent"] in ASKS or not named:
            return
        things, name = self._errands.things(slots), named["name"]
        kind = things[0].domain if things else str(slots.get("domain", ""))
        is_room = any(one.is_called(name) for one in (*self._errands.house.areas, *self._errands.house.floors))
        if named["one"] and not is_room:
            name = f"{name} {plain(things[0].names[0]).split()[-1] if things else kind}"
        elif is_room and kind == "light":
            name = f"{name} lights"
        if is_room or any(one.is_called(name) for one in self._errands.house.entities):
            yield _said(slots, kind, f"the {name}")

    def _other_thing(self, said: str, last: Match) -> Match | None:
        """The last deed done to what is only named: "ok then the floor lamp"; asked about where that cannot be done to it."""
        lead = ASKED_OF.match(said)
        bare = TAIL.sub("", said[lead.end() if lead else 0 :])
        found = next(filter(None, map(self._certain, self.as_before(bare, last))), None)
        if found and found.skill in DEVICES:
            return found
        own = self._certain(bare)
        is_name = own is not None and own.skill in DEVICES and "bare" in own.slots
        if own is None or not is_name or wanted(last)["intent"] in ASKS:
            return None
        return guess.asking([f"turn on the {own.slots['name']}"], said)

    def _same_thing(self, said: str, last: Match) -> Match | None:
        """Something else done to what the last request was about: "and blue", "louder"."""
        lead, things = LEAD.match(said), self._errands.things(wanted(last))
        does = digits(TAIL.sub("", said[lead.end() if lead else 0 :]))
        thing = self.thing(last)
        if not does or not thing or len(does.split()) > LONGEST or following.IT.search(does) or not self._is_no_other(said):
            return None
        of_heat = lead and lead["to"] and things[0].domain == "climate"
        set_to = of_heat or not NUMBERS.isdisjoint(last.slots)
        if is_number(does.removeprefix("to ")) and not does.startswith("to ") and not set_to:
            return None
        if MORE_OR_LESS.fullmatch(does) or OF_ALL.match(does) or self._names_something(does):
            return None
        does = "resume" if things[0].domain == "media_player" and GOES_ON.fullmatch(does) else does.removeprefix("to ")
        templates = ("{thing} is {said}",) if does.startswith("too ") else TEMPLATES
        texts = (one.format(thing=thing, said=does) for one in templates)
        return next((one for one in map(self._certain, texts) if one and self._is_done_to(one, things)), None)

    def _more_or_less(self, said: str, last: Match) -> Match | None:
        """Ask whether "a bit more" behind a value is more light or sound, as it may be more of the way that it went."""
        lead, scale = LEAD.match(said), next((SCALES[one] for one in last.slots if one in NUMBERS & SCALES.keys()), None)
        does = TAIL.sub("", said[lead.end() if lead else 0 :])
        thing = self.thing(last)
        if not scale or not thing or not MORE_OR_LESS.fullmatch(does):
            return None
        up = does.endswith("more")
        steps: Mapping[str, Any] = {"brightness_step": 25 if up else -25, "volume_step": "up" if up else "down"}
        return guess.asking([_said({"intent": last.slots["intent"], scale: steps[scale]}, "", thing)], said)

    def _is_no_other(self, said: str) -> bool:
        """Whether words are no request of their own, or one that does not say what it is for: "louder"."""
        own = self._match(said)
        return own is None or (own.skill in {"volume", *DEVICES} and {*WHERE, "room"}.isdisjoint(own.slots))

    def _names_something(self, does: str) -> bool:
        """Whether words name another device or place: "on in the lounge"."""
        house = self._errands.house
        return any(f" {name} " in f" {does} " for name in names_of((*house.entities, *house.areas, *house.floors)))

    def _is_done_to(self, found: Match, things: object) -> bool:
        if found.skill not in DEVICES or found.slots.get("intent") in ASKS or "bare" in found.slots or lacks_value(found.slots):
            return False
        switches = found.slots.get("intent") in ("HassTurnOn", "HassTurnOff")
        if switches and SWITCHING.isdisjoint(found.text.split()):
            return False
        in_so_many_words = not WAYS_IN.isdisjoint(found.text.split())
        meant = self._errands.things(wanted(found))
        return meant == things and (in_so_many_words or not is_dangerous(wanted(found), meant))

    def by_a_step(self, said: str, last: Match) -> Match | None:
        """The last change by another step: "one more" behind "two degrees warmer" is one degree."""
        step, scale = STEP.fullmatch(digits(said)), next((SCALES[one] for one in last.slots if one in SCALES), None)
        if not step or not scale or not (step["way"] or step["more"]) or not (thing := self.thing(last)):
            return None
        if step["by"] == "1" and scale != "temperature_step":
            return None  # it means once more
        before, way = last.slots.get(scale), step["way"] or "more"
        was_down = before == "down" or (isinstance(before, int | float) and before < 0)
        if way == "less" and was_down:
            return None  # of what went down it may mean either
        up = way in UP or (way == "more" and not was_down)
        by = int(step["by"]) * (1 if up else -1)
        return self._certain(_said({"intent": last.slots["intent"], scale: by}, "", thing))

    def _one_told_of(self, said: str, reply: str) -> Match | None:
        """Something done to one of the things that were told of: "turn off the first one"."""
        which, line = ONE_OF.search(said), f" {plain(reply)} "
        at = {line.find(f" {name} "): name for name in names_of(self._errands.house.entities) if f" {name} " in line}
        names = [at[place] for place in sorted(at)]
        place = PLACES[which["which"]] if which else 0
        if not which or len(names) < 2 or place >= len(names):
            return None
        found = self._certain(ONE_OF.sub(f"the {names[place]}", said, count=1))
        return found if found and found.skill in DEVICES and "bare" not in found.slots else None

    def of_all(self, said: str, told: Sequence[Told], about: Callable[[str, Match], Iterator[Match]]) -> Match | None:
        """What is said of all things that the last turn was about: "turn them back on". `about` reads it of one of them."""
        if any(one.match.skill not in DEVICES for one in told):
            return None
        if following.BACK_ON.fullmatch(said) and all(one.undo == UNDO for one in told) and self._many_off(told):
            return joined([self._certain(UNDO) for _ in told])  # what was off before stays so
        said = f"turn them {switched['to']}" if (switched := SWITCHED.fullmatch(said)) else said
        if len(told) < 2 or not following.THEM.search(said):
            return None
        return joined([next(about(said, one.match), None) for one in told])

    def _many_off(self, told: Sequence[Told]) -> bool:
        """Whether several things were switched off, some of which may have been off before."""
        off = [wanted(one.match) for one in told]
        return all(one["intent"] == "HassTurnOff" for one in off) and sum(len(self._errands.things(one)) for one in off) > 1

    def thing(self, last: Match) -> str:
        """What the last request was about, as it is called; "" where that has no name."""
        slots = wanted(last)
        things = self._errands.things(slots)
        if len(things) == 1:
            return f"the {plain(things[0].names[0])}"
        if not things or any(one.domain != "light" for one in things) or not slots.keys().isdisjoint(("name", "but")):
            return ""
        place = slots.get("area") or slots.get("floor")
        return f"the {place} lights" if place else "all the lights"


def _said(slots: Mapping[str, Any], kind: str, thing: str) -> str:
    """A deed in words: "turn off the tv"; "" for one that is only done to one thing."""
    match slots:
        case {"intent": "HassTurnOn" | "HassTurnOff" as intent}:
            return f"{VERBS.get(kind, ('turn on', 'turn off'))[intent == 'HassTurnOff']} {thing}"
        case {"color": color}:
            return f"make {thing} {color}"
        case {"brightness": value}:
            return f"set {thing} to {value:g} percent"
        case {"brightness_step": step}:
            return f"{'brighten' if step > 0 else 'dim'} {thing}" + (f" by {abs(step):g} percent" if abs(step) != 25 else "")
        case {"intent": "HassLightSet", "temperature": kelvin}:
            return f"set {thing} temperature to {kelvin:g} kelvin"
        case {"position": value} | {"percentage": value}:
            return f"set {thing} to {value:g} percent"
        case {"volume_level": level}:
            return f"set {thing} volume to {level:g}"
        case {"volume_step": "up" | "down" as way}:
            return f"turn {thing} {way}"
        case {"volume_step": step}:
            return f"{'increase' if step > 0 else 'decrease'} {thing} volume by {abs(step):g} percent"
        case {"speed_step": step}:
            return f"{step} the speed of {thing}"
        case {"temperature_step": step}:
            return f"turn the heating {'up' if step > 0 else 'down'} {abs(step):g} degrees"
        case {"temperature": degrees}:
            return f"set {thing} to {degrees:g} degrees"
    verb = DONE.get(slots["intent"])
    return f"{verb} {thing}" if verb else ""
