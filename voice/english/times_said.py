"""Says durations, clock times and days, for replies."""

from collections.abc import Sequence
from datetime import date, datetime

from voice.english.numbers import ordinal
from voice.english.numbers_said import counted, listed
from voice.english.times import MONTHS, NEAR_DAYS, UNITS, WEEKDAYS

MANY = 3
"""Weekdays left out from which those that are left are told instead."""
DAYS = {WEEKDAYS: "every day", WEEKDAYS[:5]: "on weekdays", WEEKDAYS[5:]: "at weekends"}


def duration(seconds: float) -> str:
    """Say a duration: "ten minutes", "one hour and 30 minutes"; to the second, three units at most."""
    rest = round(seconds)
    if not rest:
        return f"{seconds:.1g} seconds" if seconds else "no time"
    parts = []
    for name, size in UNITS.items():
        count, rest = divmod(rest, size)
        if count:
            parts.append(counted(count, name))
    return listed(parts[:3])


def clock(time: datetime, hours: int) -> str:
    """Say a time of day: "7:05 pm", "7 pm", "noon", or "19:05" where the clock has 24 hours."""
    if hours == 24:
        return f"{time.hour}:{time.minute:02}"
    if time.minute == 0 and time.hour in (0, 12):
        return "noon" if time.hour else "midnight"
    minute = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minute} {'am' if time.hour < 12 else 'pm'}"


def day(when: date, today: date) -> str:
    """Say a day: "today", "tomorrow", "yesterday", "on Friday", "on Friday, the 5th of December"."""
    ahead = (when - today).days
    if ahead in (0, 1):
        return NEAR_DAYS[ahead]
    if ahead == -1:
        return "yesterday"
    return f"on {_weekday(when)}" if abs(ahead) < 7 else f"on {calendar_day(when)}"


def days(names: Sequence[str]) -> str:
    """Say on which weekdays: "every day", "on weekdays", "every Monday and Thursday", "every day except Sunday"."""
    without = [day for day in WEEKDAYS if day not in names]
    some = f"day except {_names(without)}" if len(without) < MANY else _names(names)
    return DAYS.get(tuple(names)) or f"every {some}"


def _names(days: Sequence[str]) -> str:
    return listed([day.capitalize() for day in days])


def calendar_day(when: date) -> str:
    """Say the weekday and the date: "Friday, the 5th of December"."""
    return f"{_weekday(when)}, the {ordinal(when.day)} of {MONTHS[when.month - 1]}"


def _weekday(when: date) -> str:
    return WEEKDAYS[when.weekday()].capitalize()
