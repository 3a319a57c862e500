"""Reads durations, clock times and days that were heard, and finds the moment they stand for.

What was heard is pairs of (slot, value) in spoken order; the slots are those of `duration`, `clock` and `day` in
`voice/skills/sentences/common.toml`.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from voice.english.times import NEAR_DAYS, UNITS, WEEKDAYS

Captured = Sequence[tuple[str, Any]]


class Time(NamedTuple):
    """A time of day."""

    hour: int
    """0..23"""
    minute: int
    certain: bool
    """False if it was not said whether morning or evening."""

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


def seconds(captured: Captured) -> int | float | None:
    """Read a duration; None where no unit was said.

    Amounts stand before their units, "half" before or behind one, a bare number behind the last unit.
    """
    total, pending, unit = Decimal(0), None, None
    for slot, value in captured:
        if slot == "amount":
            pending = Decimal(value)
        elif slot == "fraction" and unit is None:
            pending = Decimal(str(value))
        elif slot == "fraction":
            total += Decimal(str(value)) * (unit or 0)
        elif slot == "unit":
            total, pending, unit = total + (1 if pending is None else pending) * value, None, value
        elif slot == "odd":
            total += Decimal(value) * _below(unit)
    return None if unit is None else int(total) if total == int(total) else float(total)


def _below(unit: int | None) -> int:
    """The next smaller unit, as in "two minutes thirty"; 0 where there is none."""
    return next((size for size in UNITS.values() if size < (unit or 0)), 0)


def time_of_day(captured: Captured) -> Time | None:
    """Read a clock time; None where no hour was said.

    Minutes may be past or to the hour, morning or evening may be left open.
    """
    said = dict(captured)
    if (fixed := said.get("fixed_time") or said.get("part_of_day")) and "hour" not in said:
        return Time(int(fixed[:2]), int(fixed[3:]), True)
    if "hour" not in said:
        return None
    hour, half = said["hour"], said.get("meridiem") if 1 <= said["hour"] <= 12 else None
    if half == "night":
        half = "am" if hour == 12 or hour < 5 else "pm"
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    minutes = hour * 60 + said.get("minute", 0) + said.get("offset", 0) + said.get("past", 0) - said.get("to", 0)
    return Time(minutes // 60 % 24, minutes % 60, bool(half) or not 1 <= hour <= 11)


def moment(time: str, day: str | None, now: datetime) -> datetime:
    """Find the next moment when it is `time` ("HH:MM"), on `day` where one is given.

    It lies in the past where `day` is today and `time` is over.
    """
    hour, minute = int(time[:2]), int(time[3:5])
    due = _local(now, now.date() + timedelta(days=_days_ahead(day, now.date())), hour, minute)
    if due <= now and day is None:
        return _local(now, now.date() + timedelta(days=1), hour, minute)
    if due <= now and day in WEEKDAYS:
        return _local(now, now.date() + timedelta(days=7), hour, minute)
    return due


def _days_ahead(day: str | None, today: date) -> int:
    if day in WEEKDAYS:
        return (WEEKDAYS.index(day) - today.weekday()) % 7
    return NEAR_DAYS.index(day) if day in NEAR_DAYS else 0


def _local(now: datetime, day: date, hour: int, minute: int) -> datetime:
    """A wall-clock time, with the offset that holds on that day where `now` is in the machine's own zone."""
    wall = datetime(day.year, day.month, day.day, hour, minute)
    if now.utcoffset() == now.astimezone().utcoffset():
        return wall.astimezone()
    return wall.replace(tzinfo=now.tzinfo)
