"""Makes slots of what was captured about timers and alarms, and of which of them is meant."""

import re
from typing import Any

from voice.clock import Clock
from voice.english import dates_heard, times_heard
from voice.english.times import UNITS
from voice.skills.skill import Captures
from voice.skills.timing import names
from voice.skills.timing.when import read_bare, read_day, read_time

OTHERS = re.compile(r"\b(?:timer|alarm|reminder)s?\b")
"""What is set beside a reminder, and is no subject of it: the "timer and the" reminder."""
HAS_IT_DONE = re.compile(
    r"(?:(?:have|get|make) (?:the|my|it)|turn|switch|shut|open|close|lock|unlock|play|stop|pause|resume|start|dim|brighten|"
    r"raise|lower|set|mute|unmute|"
    r"arm|disarm|wake|remind|tell|announce|say|add|ring|call|message|text|send|order|activate|cancel|ignore)\b|.*\b(?:and|"
    r"then|every|after|before) \w"
)
"""What a timer does not do when it rings, so that it is not only for that: "a timer for ten minutes to turn off the
lights"."""
AS_SAID = ("kind", "all", "left", "ends", "text", "which", "part", "skip")
PARTS_OF_A_MINUTE = {15, 30, 45}
"""Seconds that are said without their unit: "ten minutes and thirty"."""
CALLED = re.compile(r"\b(?:called|named|(?:on|this|next|every) \w+days?|tomorrow|tonight)\b")
"""What no name of an alarm holds: "seven monday to friday called work", "the airport on friday" is not understood."""
PARTS = {"morning": "09:00", "afternoon": "15:00", "evening": "19:00", "night": "20:00"}
"""Names that are parts of the day: "an evening alarm for 6", "7 pm in the morning"."""


def read_alarm(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    said = dict(captures)
    for_timer, name = said.get("for_timer"), names.occasion(captures)
    if name in PARTS and said.keys() & {"hour", "compact"}:
        captures = [*captures, ("part_of_day", PARTS[name])]
    slots = read_time(clock, captures, wakes=None if for_timer else True)
    if name is None or slots is None or CALLED.search(name):
        return None
    if for_timer is True and not said.keys() & {"meridiem", "fixed_time", "offset"}:
        return None
    return slots | ({"name": name} if name else {})


def read_timer(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    if "until" in dict(captures):
        return _read_until(clock, captures)
    if ("then", "and") in captures:
        return _read_two(captures)
    if HAS_IT_DONE.match(str(dict(captures).get("purpose", ""))) or _is_of_two(captures):
        return None
    name, seconds, said = names.name(captures), times_heard.seconds(captures), dict(captures)
    if name is None or (seconds is None and "amount" not in said and names.holds_number(name)):
        return None  # "the sauce twenty five" holds a length
    more: dict[str, Any] = {"count": said["count"]} if "count" in said else {}
    if seconds is None and "amount" in said and "unit" not in said:
        more["amount"] = float(said["amount"]) if said["amount"] % 1 else int(said["amount"])
    if "bare_minutes" in dict(captures):
        return read_bare(captures) | ({"name": name} if name else {})
    length = [one for one in captures if one[0] not in ("name", "definite", "count")]
    if length == [("unit", 1)]:
        return None  # "a second timer" is one more
    named = ({"name": name} if name else {}) | ({"definite": True} if "definite" in said else {})
    return ({} if seconds is None else {"seconds": seconds}) | named | more


def _is_of_two(captures: Captures) -> bool:
    """Whether a number without a unit is another timer's: "ten minutes and twelve for the rice" is no time of 10:12."""
    said, order = dict(captures), [slot for slot, _ in captures]
    named = "odd" in said and "name" in order[order.index("odd") :]
    return named and said.get("unit") == UNITS["minute"] and said["odd"] not in PARTS_OF_A_MINUTE


def _read_two(captures: Captures) -> dict[str, Any] | None:
    """Read two timers: "five minutes and one for ten minutes", "five and ten minutes"."""
    at = captures.index(("then", "and"))
    first, second = list(captures[:at]), captures[at + 1 :]
    if first[0][0] == "short":
        first = [("amount", first[0][1]), ("unit", dict(second).get("unit", 0))]
    lengths = times_heard.seconds(first), times_heard.seconds(second)
    return {"seconds": lengths[0], "also": lengths[1]} if all(lengths) else None


def _read_until(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read a timer that runs until a time of day."""
    slots, now = read_time(clock, captures, wakes=None), clock.today()
    if slots and "unclear" in slots:
        return slots
    if not slots or "time" not in slots or "every" in slots:
        return None
    due = times_heard.moment(slots["time"], slots.get("day") or slots.get("date"), now)
    return {"seconds": (due - now).total_seconds()}


def read_choice(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read what to ask about or cancel: a kind, all of it, a name, a length, a time, a day, words of a reminder."""
    if ("apart", True) in captures:
        return _read_all_but(clock, captures)
    said, name = dict(captures), names.name(captures)
    if OTHERS.search(str(said.get("text", ""))):
        return None
    if name is None or (when := read_day(clock, captures)) is None:
        return None
    slots: dict[str, Any] = {slot: said[slot] for slot in AS_SAID if slot in said} | when
    if name:
        slots["name"] = name
    if (seconds := times_heard.seconds(captures)) is not None:
        slots["seconds"] = seconds
    return slots | _at(captures)


def _at(captures: Captures) -> dict[str, Any]:
    """The time of day by which one is told from the others."""
    time = times_heard.time_of_day(captures)
    return {"time": str(time)} | ({} if time.certain else {"either_half": True}) if time else {}


def _read_all_but(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read all of a kind but some: "all timers except the pasta timer"."""
    at = captures.index(("apart", True))
    but = read_choice(clock, [*(one for one in captures[:at] if one[0] == "kind"), *captures[at + 1 :]])
    slots = read_choice(clock, captures[:at]) if but else None
    return None if slots is None else slots | {"except": but}


def read_change(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read what to do to which timer: "add five minutes to the second timer", "move my alarm to eight"."""
    said = dict(captures)
    if said["change"] == "restore":
        return {"change": "restore"}
    if "on" in said:
        days = [str(value) for slot, value in captures if slot == "on"]
        on = days if days in (["ask"], ["never"]) else dates_heard.weekdays(days)
        return {"on": on} | {slot: said[slot] for slot in ("change", "kind", "which") if slot in said} | _at(captures)
    if said["change"] == "name":
        called, slots = names.name(captures, "called"), read_choice(clock, captures)
        return {"change": "name", "called": called} | slots if called and slots is not None else None
    if "kind" in said and said["change"] != "set":
        slots = read_choice(clock, captures)
        by = slots.pop("seconds", None) if slots else None
        return by and {"change": said["change"], "by": by} | (slots or {})
    between = next((at for at, (slot, _) in enumerate(captures) if slot == "then"), len(captures))
    first, second = captures[:between], captures[between:]
    length, timer = (second, first) if ("then", "by") in second or ("change", "set") in first else (first, second)
    if ("then", "instead") in captures:
        length, timer = first, [one for one in captures if one[0] == "kind"] + list(second[1:])
    if between == len(captures) and said["change"] not in ("add", "take", "set"):
        length, timer = (), captures
    elif between == len(captures) and "kind" not in said:  # "make the pasta timer ten minutes instead"
        length, timer = captures, [one for one in captures if one[0] in ("name", "which")]
    slots = read_choice(clock, timer)
    if slots is not None and "kind" in slots:
        clock_said = times_heard.time_of_day(length) is not None
        to = read_time(clock, length, wakes=slots["kind"] != "reminder" or not clock_said)
        if to and "time" in to and (said_time := times_heard.time_of_day(length)) and not said_time.certain:
            to = to | {"either_half": True}
        return None if to is None else slots | {"change": "set"} | ({"to": to} if to else {})
    by = said["minutes"] * 60 if "minutes" in said else times_heard.seconds(length)
    if slots is None or (said["change"] == "set" and by is None):
        return None
    bare = {"bare": True} if said["change"] == "set" and "minutes" in said else {}
    return {"change": said["change"]} | slots | ({} if by is None else {"by": by} | bare)


def read_snooze(captures: Captures) -> dict[str, Any]:
    said, seconds = dict(captures), times_heard.seconds(captures)
    if "minutes" in said:
        return {"seconds": said["minutes"] * 60}
    return {} if seconds is None else {"seconds": seconds}
