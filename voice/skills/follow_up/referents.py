"""Finds what somebody refers to behind the last request: "it", "that", "there", "then", "one", "both", "the first one".

    pause it · double that · how long is left on it        the timer, the lamp, the list, the result of a sum
    cancel the first one · move the later one · both       of the kind that was set or told of last
    move it to my packing list · add it again · what's left things that were just put on a list, or taken off
    what's the date there · how long until then            the place or the day that was asked about
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from voice.english import following, list_talk, timer_talk
from voice.english.consent import consent
from voice.english.numbers import ordinal
from voice.english.spellings import words
from voice.english.times import MONTHS, NEAR_DAYS
from voice.messages import Match
from voice.skills.home.errands import lacks_value
from voice.skills.lists.said import SHOPPING
from voice.skills.skill import Told

TIMERS = {"timer_set", "timer_status", "timer_cancel", "timer_change", "alarm_set", "reminder_set", "snooze"}
DEVICES = {"home", "lights"}
KINDS = {"timer_set": "timer", "alarm_set": "alarm", "reminder_set": "reminder"}
"""What each skill sets that sets a timer, an alarm or a reminder."""
WHERE = frozenset(("name", "area", "floor", "room"))
"""Slots that say which device is meant."""
TOLD_BY = {
    "timer": "how long is left on the newest timer", "alarm": "when is my newest alarm", "reminder": "show my newest reminder",
}  # fmt: skip
"""What is asked to hear of the one that was set last."""
LIST_NAMED = re.compile(r"\b(?:the|your) ([\w' -]+?) list\b")
OF_THINGS = (
    (("has", "remove"), list_talk.PUT_ON, "add {} to my {} list"),
    (("has", "add"), list_talk.DONE_WITH, "remove {} from my {} list"),
    (("has",), list_talk.TAKE_OFF, "remove {} from my {} list"),
)
"""What is said of things behind what was done or asked of them on a list, and the request that it is."""
NAMED = ("name", "seconds", "time", "either_half", "which")
"""Slots that say which of several is meant."""
NOT_ONE = {"all", "except", "skip", "day", "date", "every"}
"""Slots of what took away several, or a day of what repeats."""
ORDER = {"first": 0, "second": 1, "third": 2, "last": -1}


def family(skill: str) -> Set[str]:
    """The skills that are about the same things as one."""
    return next((some for some in (TIMERS, DEVICES) if skill in some), {skill})


def says_when(match: Match) -> bool:
    """Whether a request says at what time, or after how long, something is to ring."""
    return not {"seconds", "time"}.isdisjoint(match.slots)


def kind_of(last: Match) -> str:
    """What a request was about: "timer", "alarm" or "reminder"."""
    topic = last.skill if last.skill in KINDS else last.slots.get("topic", "")
    return KINDS.get(topic) or str(last.slots.get("kind", "timer")).replace("everything", "timer")


def with_kind(told: Sequence[Told], kinds: Set[str]) -> Sequence[Told]:
    """What was told last, where all that is set was asked for: "it" is the alarm where only that is set, or any of `kinds`."""
    last = told[-1].match
    if last.skill != "timer_status" or last.slots.get("kind") != "everything" or not kinds:
        return told
    of = {"kind": next(iter(kinds))} if len(kinds) == 1 else {"kinds": [kind for kind in KINDS.values() if kind in kinds]}
    return [*told[:-1], replace(told[-1], match=replace(last, slots={**last.slots, **of}))]


def any_of(told: Sequence[Told], reply: str) -> Sequence[str]:
    """What "it" may be where several things were told of: "timer" and "alarm", or the names of lists."""
    last, matches = told[-1].match, [one.match for one in told]
    if last.skill == "lists":
        lists = [one.slots.get("list", SHOPPING) for one in matches if one.skill == "lists"]
        return [f"{name} list" for name in dict.fromkeys(LIST_NAMED.findall(reply) if last.slots["do"] == "names" else lists)]
    kinds = [kind_of(one) for one in matches if one.skill == "timer_status"]
    return list(last.slots.get("kinds", dict.fromkeys(kinds)))


def nouns(last: Match) -> Iterator[str]:
    """What "it" may be: the result of a sum, or what the last request named, the longest first."""
    if last.skill == "arithmetic" or (last.skill == "date" and last.slots.keys() & {"date", "day"}):
        yield str(last.slots.get("value", "")) if last.skill == "arithmetic" else the_day(last)
        return
    if last.skill in ("stopwatch", "lists"):
        yield "the stopwatch" if last.skill == "stopwatch" else f"the {last.slots.get('list', SHOPPING)} list"
    kind = kind_of(last)
    if last.slots.get("called"):
        yield f"the {last.slots['called']} {kind}"
    elif last.skill in KINDS:
        yield f"the newest {kind}"
    elif found := following.OF_IT.search(" ".join(words(last.text))):
        named = found[1].split()
        yield from (f"the {' '.join(named[:count])}" for count in range(len(named), 0, -1))
    if last.skill in TIMERS:
        yield f"the {kind}"


def the_day(last: Match, beside: int = 0) -> str:
    """The day that was asked about, in words, or one so many days beside it."""
    if "date" not in last.slots:
        name = str(last.slots.get("day", "today"))
        return name if not beside else f"the day {'after' if beside > 0 else 'before'} {name}"
    day = date.fromisoformat(last.slots["date"]) + timedelta(days=beside)
    return f"the {ordinal(day.day)} of {MONTHS[day.month - 1]} {day.year}".lower()


def is_list_used_last(own: Match) -> bool:
    """Whether a request is about the list that was used last, where it names none: "remove the eggs", "remove the last one"."""
    one = own.slots.get("kind") == "everything" and "which" in own.slots
    named = "list" in own.slots or "list" in own.text.split()
    return one or (own.skill == "lists" and own.slots["do"] == "remove" and not named)


def is_device_before(own: Match, last: Match, said: str) -> bool:
    """Whether what would set the volume, or all lights, is about the device before: "turn on the lamp and set it to 40%"."""
    anywhere = own.skill in DEVICES and WHERE.isdisjoint(own.slots) and not WHERE.isdisjoint(last.slots)
    about = (own.skill == "volume" or anywhere) and last.skill in DEVICES
    return about and following.IT.search((following.with_it(said) if anywhere else said).lower()) is not None


def is_bare_name(own: Match, last: Match) -> bool:
    """Whether a request only names what is meant, behind one that said what to do: "turn off the lamp and the fan"."""
    return last.skill in DEVICES and own.skill in DEVICES and ("bare" in own.slots or lacks_value(own.slots))


def is_for_later(first: Match, then: Match, before: str) -> bool:
    """Whether a deed of the home is to be done when something rings, and not now: "wake me at seven and turn on the lights".

    `before`: what is said before it."""
    if (set_last := (first, *first.also)[-1].skill) not in KINDS or then.skill not in DEVICES:
        return False
    at_waking = set_last == "alarm_set" and "off" not in then.text.lower().split() and "wake" in before.lower()
    return at_waking or before.lower().rstrip().endswith(" then")


def is_of_timer_before(own: Match, last: Match) -> bool:
    """Whether one of several requests would set the volume, but is about the timer before: "set it to 15 and stop"."""
    volume = [one for one in (own, *own.also) if one.skill == "volume"]
    return last.skill in TIMERS and any(timer_talk.SETS_IT.fullmatch(" ".join(words(one.text))) for one in volume)


def is_about_last(own: Match, last: Match, said: str, ringing: bool) -> bool:
    """Whether a request that makes sense by itself is about what the one before was: "stop it", "put it off an hour"."""
    stops_it = own.skill == "stop" and " it" in said and not ringing
    moves = own.skill == "timer_change" and "kind" not in own.slots and last.skill in TIMERS and kind_of(last) != "timer"
    return stops_it or (moves and following.IT.search(said) is not None) or is_device_before(own, last, said)


def of_things(said: str, last: Match, reply: str) -> Iterator[str]:
    """What is said of a list, or of what was just put on it, as a request of its own: "tick it off", "what's left"."""
    name, items = last.slots.get("list", SHOPPING), ", ".join(last.slots.get("items", ()))
    if last.slots["do"] == "names" and (found := list_talk.OF_LISTS.fullmatch(said)):
        at, names = ORDER[found["which"]], LIST_NAMED.findall(reply)
        yield f"{found['deed']} my {names[at]} list" if at < len(names) else "what are my lists"
    elif list_talk.REST.fullmatch(said) or (last.slots["do"] in ("read", "count", "has") and list_talk.READ_IT.fullmatch(said)):
        yield f"what's on my {name} list"
    elif "position" in last.slots and last.slots["do"] == "read" and list_talk.GET_RID.fullmatch(said):
        yield f"remove {reply.rstrip('.').lower()} from my {name} list"
    elif list_talk.HOW_MANY.fullmatch(said):
        yield f"how many things are on my {name} list"
    elif text := next((text for dos, pattern, text in OF_THINGS if last.slots["do"] in dos and pattern.fullmatch(said)), ""):
        told = last.slots.get("list") or [SHOPPING, *LIST_NAMED.findall(reply)][-1]  # where none was named, that of the reply
        yield text.format(items, told) if items else ""
    elif last.slots["do"] in ("add", "move") and items and (other := list_talk.ELSEWHERE.fullmatch(said)):
        moves = other["no"] or other["instead"] or (other["deed"] or "").startswith(("move", "switch", "shift"))
        yield f"{f'move {items} from my {name} list' if moves else f'add {items}'} to my {other['list']} list"
    elif last.slots["do"] == "add" and reply.startswith("There is no ") and (
        list_talk.MAKE_ONE.fullmatch(said) or consent(said).meant == "yes"
    ):
        yield f"create a {name} list with {items}" if items else ""


def with_list(said: str, name: str) -> str:
    """Say "to my packing list" for "to packing"."""
    bare = rf"(?<=\w )(to|onto|on|in|from|off) (?:(?:the|my|our) )?({re.escape(name)})(?=(?: too| as well| please)*$)"
    return re.sub(bare, r"\1 my \2 list", said)


def of_day_or_place(said: str, last: Match) -> Iterator[str]:
    """A question about the day or the place that the last one was about: "what's the date there"."""
    place, told = last.slots.get("place"), next(nouns(last), "") if last.skill == "date" else ""
    if told and not place:
        if (until := following.UNTIL_THEN.fullmatch(said)) and until["unit"]:
            yield f"how many {until['unit']} until {told}"
        yield from (f"{asked} {told}" for pattern, asked in following.OF_DAY if pattern.fullmatch(said))
        if beside := following.DAY_BESIDE.fullmatch(said):
            yield f"what date is {the_day(last, 1 if beside[1] == 'after' else -1)}"
        if then := following.THEN.fullmatch(said):
            day = the_day(last, {"after": 1, "before": -1}.get(then["beside"] or "", 0))
            yield f"{then['sets']} {'' if day in NEAR_DAYS else 'on '}{day}{then['rest']}"
    if not place or last.skill not in ("time", "date"):
        return
    if found := following.AND_THE.fullmatch(said):
        yield f"what's the {found[1]} in {place}"
    elif following.OVER_THERE.search(said):
        asked = following.LEAD.sub("", said, count=1)
        texts = (asked, said, following.NOW.sub("", asked))
        yield from (following.OVER_THERE.sub(f"in {place}", text, count=1) for text in texts)
    elif following.AHEAD.search(said):
        yield following.THEY.sub(f"is {place}", said)
    elif following.DIFFERENCE.fullmatch(said):
        yield f"what's the time difference to {place}"


def one_of_kind(said: str, last: Match) -> Iterator[str]:
    """Name what "one", "both" and the like stand for: "cancel the first one" behind an alarm is "cancel the first alarm"."""
    kind, said = kind_of(last), following.TOO.sub("", said)
    if not timer_talk.DOES_TO_ONE.match(said):
        return
    if last.slots.get("all"):
        yield timer_talk.THEM.sub(f"all {kind}s", said)
    for pattern, noun in timer_talk.ONES:
        if pattern.search(said):
            yield pattern.sub(noun.format(kind=kind), said, count=1)


def the_other(said: str, last: Match) -> Match | None:
    """Cancel the other one behind one that was cancelled by mistake: "no, the other one"; None for any other words."""
    if last.skill != "timer_cancel" or last.slots.keys() & NOT_ONE or not timer_talk.THE_OTHER.fullmatch(said):
        return None
    kind = kind_of(last)
    slots: dict[str, Any] = {} if kind == "timer" else {"kind": kind}
    if last.slots.get("which") == "other" or last.slots.keys().isdisjoint(NAMED):
        return None
    apart = {**slots, "which": "newest"}  # the one that was put back
    return replace(last, slots={**slots, "which": "other", "except": apart}, text=f"cancel the other {kind}", also=())


def newest_of(last: Match) -> str:
    """The one that a request set, or else was about: "the newest alarm"."""
    return f"the {'newest ' if last.skill in KINDS else ''}{kind_of(last)}"


def a_kind(last: Match) -> str:
    """One of the kind that a request was about: "an alarm"."""
    return f"{'an' if kind_of(last) == 'alarm' else 'a'} {kind_of(last)}"


def without_last(found: Match, last: Match) -> Match:
    """What "the other" is: not the one that was just set, told or changed, or what is left of those that were cancelled."""
    kind = kind_of(last)
    if found.slots.get("which") != "other":
        return found
    if last.skill == "timer_cancel" or kind_of(found) != kind:
        return replace(found, slots={slot: value for slot, value in found.slots.items() if slot != "which"})
    named = {slot: last.slots[slot] for slot in NAMED if slot in last.slots}
    apart = {"which": "newest"} if last.skill in KINDS else named
    if not apart or apart.get("which") == "other":
        return found
    return replace(found, slots={**found.slots, "except": apart | ({} if kind == "timer" else {"kind": kind})})


def by_name(found: re.Match[str], names: Mapping[str, str], last: Match | None) -> str:
    """Say what a name alone stands for, that of something which is set: "stop pasta", "how long on the tea"; "" for none.

    `found`: a match of `timer_talk.OF_NAMED`; `names`: those that are set, with their kinds. A thing is also deleted from a
    list, unless timers were spoken of last.
    """
    part = "done" if found["done"] else "told"
    kind = names.get(found[part])
    if not kind or (found["removes"] and (last is None or last.skill not in TIMERS)):
        return ""
    before, behind = found.string[: found.start(part)], found.string[found.end(part) :]
    return f"{before}{'' if before.endswith(('the ', 'my ')) else 'the '}{found[part]} {kind}{behind}"
