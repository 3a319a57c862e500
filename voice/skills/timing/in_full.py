"""Words requests for timers, alarms and reminders in full, from their slots."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from voice.english import times_said
from voice.english.times import WEEKDAYS


def in_full(skill: str, slots: Mapping[str, Any]) -> str:
    """The request that has these slots."""
    name = f"{slots['name']} " if slots.get("name") else ""
    if skill == "timer_set":
        many = f"{slots['count']} {name}timers" if "count" in slots else f"a {name}timer"
        return f"set {many} for {times_said.duration(slots['seconds'])}" if "seconds" in slots else f"set {many}"
    if skill == "alarm_set":
        return f"set {'a' if name else 'an'} {name}alarm for {when(slots).removeprefix('at ')}"
    return " ".join(filter(None, ("remind me", when(slots), f"to {slots['text']}" if "text" in slots else "")))


def when(slots: Mapping[str, Any], either_half: bool = False) -> str:
    """When something is to ring; `either_half`: the half of the day is left open."""
    if "seconds" in slots:
        return f"in {times_said.duration(slots['seconds'])}"
    parts = [f"at {twelve(time) if either_half else _in_halves(time)}"] if (time := slots.get("time")) else []
    if every := slots.get("every"):
        parts.append(times_said.days(every) if set(every) <= set(WEEKDAYS) else "monthly")
    elif "date" in slots:
        parts.append(f"on {times_said.calendar_day(day := date.fromisoformat(slots['date']))} {day.year}")
    elif "day" in slots:
        parts.append(f"on {slots['day']}" if slots["day"] in WEEKDAYS else slots["day"])
    return " ".join(parts)


def twelve(time: str) -> str:
    """A time with its half of the day left open."""
    return f"{int(time[:2]) % 12 or 12}:{time[3:]}"


def _in_halves(time: str) -> str:
    return f"{twelve(time)} {'am' if time < '12' else 'pm'}"
