"""When: durations, clock times and days out of what was captured, and the moment they stand for."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from voice.skills.skill import Captures

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS_AHEAD = {"today": 0, "tomorrow": 1, "day after tomorrow": 2}


class Time(NamedTuple):
    hour: int
    """0..23"""
    minute: int
    certain: bool
    """False: whether morning or evening was left open."""

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


def seconds(captures: Captures) -> int | float | None:
    """A duration: amounts before their units, "half" before or behind one, a bare number behind the last."""
    total, pending, unit = Decimal(0), None, None
    for slot, value in captures:
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
    """ "two minutes thirty": the next smaller unit."""
    return {86400: 3600, 3600: 60, 60: 1}.get(unit or 0, 0)


def time_of_day(captures: Captures) -> Time | None:
    """A clock time: hour and minutes, past or to; morning or evening where said."""
    said = dict(captures)
    if (fixed := said.get("fixed_time") or said.get("part_of_day")) and "hour" not in said:
        return Time(int(fixed[:2]), int(fixed[3:]), True)
    if "hour" not in said:
        return None
    hour, half = said["hour"], said.get("meridiem") if 1 <= said["hour"] <= 12 else None
    if half == "night":
        half = "am" if hour == 12 or hour < 5 else "pm"
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    minutes = (
        hour * 60 + said.get("minute", 0) + said.get("offset", 0) + said.get("past", 0) - said.get("to", 0)
    )
    return Time(minutes // 60 % 24, minutes % 60, bool(half) or not 1 <= hour <= 11)


def moment(time: str, day: str | None, now: datetime) -> datetime:
    """The next time it is `time` ("HH:MM"), on `day` where given; past when that is over for today."""
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
    return DAYS_AHEAD.get(day or "today", 0)


def _local(now: datetime, day: date, hour: int, minute: int) -> datetime:
    """A wall-clock time, with the offset that holds on that day where `now` is in the machine's own zone."""
    wall = datetime(day.year, day.month, day.day, hour, minute)
    if now.utcoffset() == now.astimezone().utcoffset():
        return wall.astimezone()
    return wall.replace(tzinfo=now.tzinfo)
