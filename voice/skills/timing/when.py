"""Reads when something is to ring: a time of the clock, the day it is on, or minutes without their unit."""

from datetime import date, timedelta
from typing import Any

from voice.clock import Clock
from voice.english import dates_heard, times_heard
from voice.english.times import NEAR_DAYS, WEEKDAYS
from voice.english.times_that_are_none import day_fault, time_fault
from voice.skills.skill import Captures

NIGHT_ENDS = times_heard.NIGHT_ENDS // 60
LEAST_BARE_MINUTES = 5
"""From here on, "in ten" is in ten minutes."""


def read_time(clock: Clock, captures: Captures, wakes: bool | None) -> dict[str, Any] | None:
    """Read `time`, and `day`, `date` or `every`; None where they make no sense, and `unclear` where there is no such time.

    `wakes`: it is the time of an alarm; None: it is the next one, in whichever half of the day. Midnight on a day ends it."""
    slots, time = read_day(clock, captures), times_heard.time_of_day(captures)
    if fault := day_fault(captures, clock.today().date()):
        return {"unclear": fault}
    if slots is not None and (fault := time_fault(captures)):
        return slots | {"unclear": fault}
    if slots is None or (time is None and {"hour", "compact"} & dict(captures).keys()):
        return None
    if time is None:
        over = slots.get("day") == "today" and clock.today().hour >= times_heard.DAY_STARTS
        return ({"time": f"{times_heard.DAY_STARTS:02}:00"} if slots and not wakes and not over else {}) | slots
    said, now = dict(captures), clock.today()
    day = "later" if "every" in slots else slots.get("day") or slots.get("date")
    next_one = wakes is None and not day
    time = times_heard.next_half(time, now) if next_one else times_heard.meant_half(time, now, day, bool(wakes))
    at_night = any(str(said.get(slot)).startswith("night") for slot in ("meridiem", "part_today"))
    of_night = at_night or said.get("fixed_time") == "00:00"
    if of_night and time.hour < NIGHT_ENDS and not (slots.get("day") == "today" and now.hour < time.hour):
        slots = _a_day_on(slots, now.date())
    return {"time": str(time)} | slots


def read_day(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read `day` or `date`, and `every`; None where there is no such day."""
    day = dates_heard.day_said(captures, clock.today().date())
    if day is None:
        return None
    every = dates_heard.days_repeated(captures)
    return {"every": every} if every else day


def _a_day_on(slots: dict[str, Any], today: date) -> dict[str, Any]:
    """The day after the one said: the small hours of a night, and the midnight of a day, are on the next."""
    if "every" in slots:
        return {"every": [day for day in WEEKDAYS if WEEKDAYS[WEEKDAYS.index(day) - 1] in slots["every"]] or slots["every"]}
    day = slots.get("day") or slots.get("date")
    if day in WEEKDAYS:
        return {"day": WEEKDAYS[(WEEKDAYS.index(day) + 1) % 7]}
    if day in NEAR_DAYS[:-1]:
        return {"day": NEAR_DAYS[NEAR_DAYS.index(day) + 1]}
    return {"date": (dates_heard.day_of(day, today) + timedelta(days=1)).isoformat()} if day else {}


def read_bare(captures: Captures) -> dict[str, Any]:
    """Read minutes that were said without their unit; fewer may be hours."""
    minutes = dict(captures)["bare_minutes"]
    return {"seconds": minutes * 60} if minutes >= LEAST_BARE_MINUTES else {}
