"""Reads durations and clock times that were heard, and finds the moment they stand for; `dates_heard` finds the day.

What was heard is pairs of (slot, value) in spoken order; the slots are those of `duration` and `clock` in
`voice/skills/sentences/common.toml`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, NamedTuple

from voice.english import dates_heard
from voice.english.times import UNITS_HEARD, WEEKDAYS

Captured = Sequence[tuple[str, Any]]

CLOCK = {"hour", "compact", "fixed_time"}
"""Slots of which a time of the clock has one."""

NOON = 12 * 60
NIGHT_ENDS = 5 * 60
"""Minutes of the day: "at night" is the evening from here on, and the small hours before."""
DAY_BEGINS = 7
"""The hour from which nearly everybody is up."""
DAY_STARTS = 9
"""The hour of what is for a day and of no time of day."""
SOON = timedelta(hours=3)
"""Somebody who speaks now will most likely still be up so much later."""


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
        elif slot == "unit" and value >= (unit or value + 1):
            return None  # "five minutes and ten minutes" are two
        elif slot == "unit":
            total, pending, unit = total + (1 if pending is None else pending) * value, None, value
        elif slot == "odd":
            total += Decimal(value) * _below(unit)
    total = round(total, 3)
    return None if unit is None else int(total) if total == int(total) else float(total)


def _below(unit: int | None) -> int:
    """The next smaller unit, as in "two minutes thirty"; 0 where there is none."""
    return next((size for size in UNITS_HEARD.values() if size < (unit or 0)), 0)


def time_of_day(captured: Captured) -> Time | None:
    """Read a clock time; None where no hour was said.

    Minutes may be past or to the hour, morning or evening may be left open. Which half of the day is said holds for the time
    itself: "a quarter to twelve tonight" is before midnight.
    """
    said = dict(captured)
    if (clock := _clock(said)) is None:
        return None
    minutes = clock + said.get("offset", 0) * said.get("side", 1)
    half = _half(said) if "fixed_time" not in said and 60 <= clock < 13 * 60 else None
    if half:
        minutes %= NOON
        late = minutes >= NIGHT_ENDS if half == "night" else half == "pm"
        minutes += NOON if late else 0
    elif _is_named(said) or clock >= 13 * 60 or clock < 60:
        half = "certain"
    elif minutes < 60 or minutes >= NOON:
        half, minutes = "certain", NOON + minutes % NOON
    return Time(minutes // 60 % 24, minutes % 60, bool(half))


def _clock(said: dict[str, Any]) -> int | None:
    """Minutes of the day as they were said, without what is past or to them; None where no time was said."""
    if "hour" in said:
        return int(said["hour"]) * 60 + int(said.get("minute", 0))
    if "compact" in said:
        return _compact(str(said["compact"]))
    named = said.get("fixed_time") or said.get("part_of_day") or said.get("every_part")
    return int(named[:2]) * 60 + int(named[3:5]) if named else None


def _compact(figures: str) -> int | None:
    """Minutes of the day of a time in one figure: "630", "1830" and "6.30"; None for any other figure."""
    hour, minute = figures.split(".") if "." in figures else (figures[:-2], figures[-2:])
    if not hour or len(minute) != 2 or int(hour) > 24 or int(minute) > 59:
        return None
    return int(hour) * 60 + int(minute)


def _is_named(said: dict[str, Any]) -> bool:
    """Whether the time is a name ("noon", "in the evening") instead of an hour."""
    return "hour" not in said and "compact" not in said


def _half(said: dict[str, Any]) -> str | None:
    """The half of the day that was said: "am", "pm" or "night"."""
    if part := None if _is_named(said) else said.get("every_part") or said.get("part_of_day"):
        return "am" if part < "12" else "pm" if part < "20" else "night"
    half = str(said["meridiem"]).split()[0] if "meridiem" in said else None
    return "pm" if half in ("afternoon", "evening") else half


def moment(time: str, day: str | None, now: datetime) -> datetime:
    """Find the next moment when it is `time` ("HH:MM"), on `day` (a name or an ISO date) where one is given.

    It lies in the past where `day` is today, or a date, and `time` is over.
    """
    hour, minute = int(time[:2]), int(time[3:5])
    due = _local(now, dates_heard.day_of(day, now.date()), hour, minute)
    if due <= now and day is None:
        return _local(now, now.date() + timedelta(days=1), hour, minute)
    if due <= now and day in WEEKDAYS:
        return _local(now, now.date() + timedelta(days=7), hour, minute)
    return due


def next_half(time: Time, now: datetime) -> Time:
    """Put a time that may be of either half of the day into the one that comes next."""
    if time.certain:
        return time
    halves = (time, time._replace(hour=(time.hour + 12) % 24))
    return min(halves, key=lambda half: moment(str(half), None, now))


def meant_half(time: Time, now: datetime, day: str | None = None, wakes: bool = False) -> Time:
    """Put a bare hour ("at three") into the half of the day that people mean. The reply tells which, as it says "am" or "pm".

    - One for today is the next one that is still to come.
    - An alarm (`wakes`) is for the morning: "at eight" is 8 am. For hours before five, when hardly anybody rises, it is the
      next one: at noon, "three" is 3 pm, in the evening 3 am. On a later day ("tomorrow", or every day) it is the morning's
      again, as who names the small hours with a day has a flight to catch.
    - All else (`wakes` false) is for when people are up: hours before seven are the afternoon's. Others are the next one or,
      on a later day, the morning's. What is at most three hours ahead is meant whenever that is: at 1:30, "two" is 2 am.
    """
    if time.certain:
        return time
    late = time._replace(hour=(time.hour + 12) % 24)
    if day == "today":
        return late if moment(str(time), day, now) <= now else time
    if wakes:
        return time if day or time.hour >= NIGHT_ENDS // 60 else next_half(time, now)
    soonest = next_half(time, now)
    if not day and moment(str(soonest), None, now) - now <= SOON:
        return soonest
    if time.hour < DAY_BEGINS:
        return late
    return time if day else soonest


def other_half(time: str) -> str:
    """The same time in the other half of the day."""
    return f"{(int(time[:2]) + 12) % 24:02}{time[2:]}"


def nearest(old: datetime, moments: Sequence[datetime], now: datetime) -> datetime:
    """The moment whose time of day is nearest to the old one, of those to come: six pm is moved to seven pm."""
    hour = old.hour + old.minute / 60
    to_come = [one for one in moments if one > now] or moments
    return min(to_come, key=lambda one: abs(one.hour + one.minute / 60 - hour))


def next_of(time: str, days: Iterable[str], now: datetime) -> datetime:
    """Find the next moment when it is `time` on one of these weekdays."""
    return min(moment(time, day, now) for day in days)


def comes_twice(due: datetime, now: datetime) -> bool:
    """Tell whether the clocks are put back over a moment, so that they show its time again."""
    return _local(now, due.date(), due.hour, due.minute, fold=1).utcoffset() != due.utcoffset()


def _local(now: datetime, day: date, hour: int, minute: int, fold: int = 0) -> datetime:
    """A wall-clock time, with the offset that holds on that day where `now` is in the machine's own zone.

    A time that the clocks skip becomes the one at which they arrive instead: 1:30 is 2:30 where 1:00 is followed by 2:00.
    """
    wall, machines = datetime(day.year, day.month, day.day, hour, minute), isinstance(now.tzinfo, timezone)
    machines = machines and now.utcoffset() == now.astimezone().utcoffset()
    first, second = (
        side.astimezone() if machines else side.replace(tzinfo=now.tzinfo).astimezone(UTC).astimezone(now.tzinfo)
        for side in (wall.replace(fold=fold), wall.replace(fold=1 - fold))
    )
    return first if first.replace(tzinfo=None, fold=0) == wall else max(first, second, key=datetime.timestamp)
