"""Puts a request for the home into the words of the package's sentences, where those do not know it as it was said.

Slips of the keyboard, short names ("the vacuum" for the only one there is) and other ways to say the same (`rephrase.toml`).
None of this is listened for in speech: it would only make the words there are harder to hear.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice.skills.home.house import House, Thing, names_of, plain
from voice.skills.home.lights_said import lights_said
from voice.skills.home.sentences import SKILL
from voice.skills.sentences import Templates, built_in

if TYPE_CHECKING:
    from voice.skills.matcher import Matcher

LEAST = 3
"""Letters of the shortest word that is mended, always to a longer one or to one as long."""
TURNS = 2
"""How often a request is said anew: "check if the light is on in the hall", then "is the light on in the hall"."""
WORDS = {
    "colour": "color", "colours": "color", "lighting": "lights", "adjust": "set", "film": "movie", "video": "movie",
    "teh": "the", "hte": "the", "that": "the", "this": "the", "stick": "turn", "bung": "turn", "whack": "turn", "knock": "turn",
    "chuck": "turn", "crank": "turn", "bump": "turn", "temp": "temperature",
}  # fmt: skip
"""Words that mean the same to a home."""
OFF = re.compile(r"\b(turn|switch|shut|power) of\b")
POLITE = re.compile(r" (?:please|kindly)\b|\b(?:please|olly|nah|fully) |(?: (?:mate|love|ta|then))+$")
IS = re.compile(
    r"(?<=\w)'s (?=(?:a bit |a little |way |far |still )?(?:too|much)\b|(?:un)?locked$|open$|closed$|shut$|on$|off$)"
)

SHORT = {"switch", "input_boolean", "fan", "cover", "climate", "vacuum", "lawn_mower", "valve"}
"""Kinds of device that are also called by their name without its last word: "the immersion" for the heater."""
HANGINGS = {"awning", "blind", "curtain", "shade", "shutter"}
"""Classes of cover of which the only one is called by the last word of its name: "the blinds"."""
KINDS: Mapping[str, tuple[str, ...]] = {
    "vacuum": ("vacuum", "vacuum cleaner", "robot vacuum", "robot vacuum cleaner", "robot", "hoover", "roomba"),
    "climate": ("thermostat", "heating", "heat", "heater"),
    "fan": ("fan",),
    "lawn_mower": ("lawn mower", "mower"),
}
"""Kind of device → what the only one of a house is called."""
SAME = (
    ("tv", "telly", "television"), ("coffee machine", "coffee maker", "coffee pot"), ("lamp", "light"), ("vacuum", "hoover"),
    ("hallway", "hall"), ("living room", "lounge", "sitting room", "front room"), ("office", "study"), ("garden", "yard"),
)  # fmt: skip
"""Words for the same in a name."""
ABOUT = {
    "light", "lights", "lamp", "lamps", "bright", "brighter", "dimmer", "darker", "dark", "brightness", "brighten", "dim",
    "lighter", "lumens", "luminosity", "color", "gloomy", "lock", "locked", "anything", "everything", "music", "song",
    "songs", "movie", "film",
    "video", "episode", "album", "track", "podcast", "audio", "audiobook", "playback", "play", "playing",
    "louder", "quieter", "loud", "quiet", "softer", "mute", "volume", "sound",
    "coffee", "kettle", "water", "vacuum", "vacuuming", "hoovering", "clean", "cleaning", "cleanup", "sweep", "mop", "warmer",
    "hotter", "cooler", "colder", "cold", "chilly", "hot", "warm", "freezing", "boiling", "heat", "heating", "temperature",
    "temp", "thermostat", "garage", "degrees", "blinds", "blind", "curtains", "curtain", "shades", "shutters", "drapes", "door",
    "window", "fan", "tv", "telly", "television", "see", "intensity", "ambience", "ambiance", "mood",
    "atmosphere", "vibe", "romantic", "cosy", "cozy", "relaxing", "festive", "moody", "colors", "hurts", "white", "red",
    "orange", "yellow", "green", "blue", "purple", "pink",
}  # fmt: skip
"""What a request is about that a home may understand, beside its own names."""
SMALL = {"the", "my", "our", "a", "is", "it"}
"""With one of these alone, a short name is no request."""
VAGUE = re.compile(
    r"(?!.*\d)(?:(?:can|could|would|will) (?:you|we|i) |i (?:want|need|would like) (?:you )?to )?(?:"
    r"(?:change|adjust|set|make|switch|turn|put|raise|lower|alter|modify|fix|tune|play with|do something (?:about|with))"
    r"(?: on| to| up| down)? (?:(?:all )?(?:the|my|our|these|this) (?:[\w']+ ){0,2}?(?:lights?|lamps?|brightness|ambi[ae]nce)|"
    r"(?:all |room |hue )?(?:lights|lamps|brightness))"
    r"(?: (?:to|on|for|so|in|of|into|at|up|down|a|more|less|like|as|mode|level|here|nice|nicely|better|suitable) .{1,60}|"
    r" (?!bulbs?$|bill$)[\w']+)?|"
    r"(?:set|start|create|make|use|try|give me|i want|i need|let's have|put on|get)(?: up)?(?: the| some| an?)? "
    r"(?!traffic|street)(?:(?:\w+ )?(?:mood|atmosphere|ambi[ae]nce|vibe)|\w+ lights?)(?: (?:in|for|on) .{1,40})?|"
    r"(?:set|change|adjust|make|turn) light (?:for|so|as|like|to|darker|lighter|more|less|a) .{1,40}|"
    r"(?:i want|i'd like|i need) (?:the |my )?(?:lights?|lamps?) to be \w+|"
    r"make it (?:\w+ )?(?:romantic|cosy|cozy|relaxing|festive|moody)(?: in here| here)?|"
    r"(?:change|switch|go|set|turn)(?: it)? (?:to|on) (?:\w+ ){1,2}light(?: (?:setting|settings|mode))?|"
    r"(?:alternate|rotate|vary|mix|shuffle|randomi[sz]e)(?: up)? (?:the |my )?(?:lights?(?: colors?)?|colors? of the lights)|"
    r"(?:flash|blink|pulse|cycle|strobe|flicker|sync)(?: the| my| all)? (?:lights|lamps)(?: .{1,40})?|"
    r"(?:party|disco|mood|romantic|reading|study|movie|dinner|relaxing|sleep|bedtime|festive|gaming|natural) lights?"
    r"(?: (?:in|for) .{1,40})?|lights? for .{1,40})"
)
"""Something is to be done about lights, but what is not said: "set the lights so that I can read"."""
ROOM = re.compile(
    r"\b((?:dining|guest|spare|laundry|utility|drawing|store|family|play|game|tv|sun|bath|bed|living|kids'?|kid's|master) ?"
    r"(?:bed)?rooms?|basement|cellar|attic|loft|corridor|landing|stairs|staircase|porch|patio|terrace|balcony|pantry|"
    r"conservatory|library|closet|foyer|entrance|shed|yard|backyard|kitchen|hall|hallway|lounge|den|study|office|garage|nursery|"
    r"toilet|garden)\b"
)
"""What is a room in most houses; one that this house has goes by its own name."""
OF_LIGHT = re.compile(
    r"(?:dim|brighten)\b.*|(?:lower|raise|turn|switch|increase|decrease|reduce|change|set|make|adjust|put|light)\b.*"
    r"\b(?:lights?|lamps?|brightness|color|brighter|dimmer|darker)\b.*"
)
BOUND = re.compile(
    r"\b(?:lights?|lamps?) (?:on|off)\b|"
    r"\b(?:if|when|whenever|unless|until|once|before|after|while|except|but|not|and|or|never|later|tomorrow|tonight|minutes?|hours?|"
    r"every|car|phone|screen|laptop|monitor|at (?:noon|night|sunset|sunrise|dusk|dawn))\b|^\w+ (?:on|off)\b| (?:on|off)$"
)
"""A condition or a time, of which what is asked back would know nothing, or a lamp to be switched that there is not."""


class Rephrase:
    """The ways to say a request anew, for one house."""

    def __init__(self, house: House, sentences: Iterable[str], here: bool) -> None:
        """`sentences`: templates, whose words are known too. `here`: whether it is known which room this is."""
        things = (*house.entities, *house.areas, *house.floors)
        names = names_of(things)
        ours = _file()
        texts = [*sentences, *ours["rules"].values(), *(text for block in ours["ways"] for text in block["sentences"])]
        said = " ".join(re.sub(r"[{<]\w+(?::\w+)?[>}]", " ", text.lower()) for text in texts)
        common = set(re.findall(r"[a-z']+", said))
        self._known = common.union(*(name.split() for name in names))
        self._near = _slips(word for name in names for word in name.split() if len(word) > LEAST)
        self._parted = _parted(word for name in names for word in name.split())
        self._joined = {name.replace(" ", ""): name for name in names if " " in name}
        self._short = _short_names(things, set(names), common)
        every = sorted([*self._short, *names], key=len, reverse=True)
        self._about = ABOUT.union(*(name.split() for name in every)) - SMALL
        self._named = re.compile(rf"\b(?:{'|'.join(map(re.escape, every))})\b") if every else None
        areas = names_of(house.areas)
        there = [*areas, *(short for short, name in self._short.items() if name in areas)]
        # what is dark anywhere gets brighter, but a dark room gets light: see the lights' own sentences
        areas_said = "|".join(map(re.escape, there)) or "(?!)"
        self._here = here
        self._targets = {name: _kind(house, self._short.get(name, name)) for name in every}
        self._placed = re.compile(rf"(?P<asked>(?!.*\bdark\b).+) in (?:the |my |our )?(?P<area>{areas_said})")

    def ways(self, text: str, in_any_order: bool = True) -> Iterator[str]:
        """Say a request in other ways, nearer and nearer to the sentences there are; first word by word, if that is wanted."""
        said = IS.sub(" is ", POLITE.sub("", OFF.sub(r"\1 off", plain(text)))).replace("i would like", "i'd like")
        said = self._parted.sub(lambda found: found[0].replace(" ", ""), said)
        said = " ".join(self._mended(WORDS.get(word, word)) for word in said.split())
        if self._about.isdisjoint(said.split()):
            return
        seen = {plain(text)}
        lights = lights_said(said, self._targets, self._here) if in_any_order else ()
        for way in chain(lights, self._all(said)):
            for one in (way, self._in_full(way)):
                if one not in seen:
                    seen.add(one)
                    yield one

    def _all(self, said: str) -> Iterator[str]:
        """Say it anew; then what is asked for in a room, as anywhere: "it's gloomy in the hall"; then what is vague."""
        yield from self._anew(said)
        if there := self._placed.fullmatch(said):
            for way in self._anew(there["asked"]):
                yield from (f"{way} in the {there['area']}", way.replace("the lights", f"the {there['area']} lights"))
        named = self._named and self._named.search(said)
        if BOUND.search(said):
            return
        if not named and (room := ROOM.search(said)) and OF_LIGHT.fullmatch(said):
            yield f"change the lights in the unknown room {room[0]}"
        if VAGUE.fullmatch(said):
            yield from (f"change the {one} lights".replace("  ", " ") for one in ([named[0]] if named else []) + [""])

    def _anew(self, text: str) -> Iterator[str]:
        """Give a request, then what is said for it instead."""
        yield text
        waiting = [text]
        for _ in range(TURNS):
            waiting = [_filled(dict(found.captures)) for one in waiting for found in _matcher().find(one)]
            yield from waiting

    def _mended(self, word: str) -> str:
        """Mend a slip: "kichen", "backdoor"."""
        if word in self._known or word.isdigit():
            return word
        if (name := self._joined.get(word)) or len(word) < LEAST:
            return name or word
        if (owner := word.removesuffix("'s")) in self._known:
            return owner
        near = {one for part in _parts(word) for one in self._near.get(part, ())}
        return near.pop() if len(near) == 1 else word

    def _in_full(self, text: str) -> str:
        """Put whole names in for short ones, unless nothing else was said."""
        if self._named is None or set(self._named.sub("", text).split()) <= SMALL:
            return text
        return self._named.sub(lambda found: self._short.get(found[0], found[0]), text)


def _kind(house: House, name: str) -> str:
    """What goes by a name: "light", "area" or "floor", or "" for another device."""
    if any(one.is_called(name) for one in house.areas):
        return "area"
    if any(one.is_called(name) for one in house.floors):
        return "floor"
    return "light" if any(one.domain == "light" and one.is_called(name) for one in house.entities) else ""


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("rephrase.toml").read_text(encoding="utf-8"))


@cache
def _matcher() -> "Matcher":
    from voice.skills.matcher import matcher

    ways, ours = _file(), built_in((), ()).rules
    rules = ways["rules"] | {name: ours[name] for name in ("before", "after", "what_is")}
    each = [{"slots": {"say": block["say"]}, "sentences": [text]} for block in ways["ways"] for text in block["sentences"]]
    return matcher(Templates({SKILL: each}, rules, ways["lists"]))[1]


def _filled(captures: dict[str, object]) -> str:
    return str(captures["say"]).format(**captures)


def _short_names(things: Iterable[Thing], taken: set[str], common: set[str]) -> dict[str, str]:
    """What can only mean one thing, though it is not its name → its name."""
    meant = defaultdict[str, set[str]](set)
    full = dict[str, str]()
    for thing in things:
        for short in _shorter(thing, common):
            meant[short].add(thing.id)
            full[short] = plain(thing.names[0])
    return {short: full[short] for short, ids in meant.items() if len(ids) == 1 and short not in taken}


def _shorter(thing: Thing, common: set[str]) -> Iterator[str]:
    yield from KINDS.get(thing.domain, ())
    for name in filter(None, map(plain, thing.names)):
        short = name.rpartition(" ")[0]
        if (thing.domain in SHORT and short and short not in common) or (thing.domain == "light" and ROOM.fullmatch(short)):
            yield short
        if thing.device_class in HANGINGS:
            yield name.rpartition(" ")[2]
        if thing.domain != "light":
            yield name.removesuffix("s") if name.endswith("s") else f"{name}s"
        for same in SAME:
            yield from (name.replace(one, other) for one in same if f" {one} " in f" {name} " for other in same if one != other)


def _slips(words: Iterable[str]) -> dict[str, set[str]]:
    """What a word looks like when letters of it are missing → the words that it may be."""
    near = defaultdict[str, set[str]](set)
    for word in words:
        for part in _parts(word):
            near[part].add(word)
    return near


def _parted(words: Iterable[str]) -> re.Pattern[str]:
    """Find words of names that were written as two: "bed room"."""
    cuts = {f"{word[:at]} {word[at:]}" for word in words for at in range(3, len(word) - 2)}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(cuts)))})\b" if cuts else "(?!)")


def _parts(word: str) -> set[str]:
    """A word, and what is left of it without any one letter but the first: equal where two words differ in one slip."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}
