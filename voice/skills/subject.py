"""Tells what a request is about, which the next one may call "it": a timer, a list, a lamp, the result of a sum."""

from collections.abc import Iterator, Set
from datetime import date, timedelta

from voice.english import following
from voice.english.numbers import ordinal
from voice.english.spellings import words
from voice.english.times import MONTHS
from voice.messages import Match

TIMERS = {"timer_set", "timer_status", "timer_cancel", "timer_change", "alarm_set", "reminder_set", "snooze"}
DEVICES = {"home", "lights"}
KINDS = {"timer_set": "timer", "alarm_set": "alarm", "reminder_set": "reminder"}
"""What each skill sets that sets a timer, an alarm or a reminder."""
WHERE = frozenset(("name", "area", "floor", "room"))
"""Slots that say which device is meant."""


def family(skill: str) -> Set[str]:
    """The skills that are about the same things as one."""
    return next((some for some in (TIMERS, DEVICES) if skill in some), {skill})


def kind_of(last: Match) -> str:
    """What a request was about: "timer", "alarm" or "reminder"."""
    kind = KINDS.get(last.skill) or str(last.slots.get("kind", "timer"))
    return "timer" if kind == "everything" else kind


def nouns(last: Match) -> Iterator[str]:
    """What "it" may be: the result of a sum, or what the last request named, the longest first."""
    if last.skill == "arithmetic":
        yield str(last.slots.get("value", ""))
        return
    if last.skill == "date" and not last.slots.keys().isdisjoint(("date", "day")):
        yield the_day(last)
        return
    if last.skill == "stopwatch":
        yield "the stopwatch"
    if last.skill == "lists":
        yield f"the {last.slots.get('list', 'shopping')} list"
    kind = kind_of(last)
    if last.skill in KINDS:
        yield f"the newest {kind}"
    elif found := following.OF_IT.search(" ".join(words(last.text))):
        named = found[1].split()
        yield from (f"the {' '.join(named[:count])}" for count in range(len(named), 0, -1))
    if last.skill in TIMERS:
        yield f"the {kind}"


def the_day(last: Match, beside: int = 0) -> str:
    """The day that was asked about, in words, or one so many days beside it."""
    if "date" not in last.slots:
        name = str(last.slots["day"])
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


def is_of_timer_before(own: Match, last: Match) -> bool:
    """Whether one of several requests would set the volume, but is about the timer before: "set it to 15 and stop"."""
    volume = [one for one in (own, *own.also) if one.skill == "volume"]
    return last.skill in TIMERS and any(following.SETS_IT.fullmatch(" ".join(words(one.text))) for one in volume)


def is_about_last(own: Match, last: Match, said: str, ringing: bool) -> bool:
    """Whether a request that makes sense by itself is about what the one before was: "stop it", "put it off an hour"."""
    stops_it = own.skill == "stop" and " it" in said and not ringing
    moves = own.skill == "timer_change" and "kind" not in own.slots and last.skill in TIMERS and kind_of(last) != "timer"
    return stops_it or (moves and following.IT.search(said) is not None) or is_device_before(own, last, said)
