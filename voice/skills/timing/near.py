"""Tells in which half of the day, and on which day, a time is meant that is said in the place of another."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from voice.english import times_heard
from voice.english.times import WEEKDAYS

DAYS = ("day", "date", "every")
"""Slots that say on which days."""


def next_due(slots: Mapping[str, Any], now: datetime) -> datetime:
    """When something with these slots rings next."""
    every = [day for day in slots.get("every", ()) if day in WEEKDAYS]
    if every:
        return times_heard.next_of(slots["time"], every, now)
    return times_heard.moment(slots["time"], slots.get("day") or slots.get("date"), now)


def nearest(time: times_heard.Time, old: datetime, skill: str, daily: bool, now: datetime) -> datetime:
    """The moment nearest to the old one, of those that are still to come; `daily`: on its day."""
    days = [old.date() + timedelta(days=ahead) for ahead in ((0,) if daily else (-1, 0, 1))]
    moments = [times_heard.moment(f"{one:%H:%M}", day.isoformat(), now) for day in days for one in halves(time, old)]
    return min([one for one in moments if one > now] or moments, key=lambda one: far(one, old, skill))


def day_of(near: datetime, old: datetime, slots: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The day of a moment, where the days that were said do not tell it."""
    time = f"{near:%H:%M}"
    if "every" in slots or (near.date() == old.date() and not slots.keys().isdisjoint(DAYS)):
        return {}
    if times_heard.moment(time, None, now) == near:
        return {"day": "today" if near.date() == now.date() else "tomorrow"} if {"day", "date"} & slots.keys() else {}
    return {"date": near.date().isoformat()}


def halves(time: times_heard.Time, old: datetime) -> list[datetime]:
    hour = time.hour % 12
    return [old.replace(hour=one, minute=time.minute) for one in (hour, hour + 12)]


def far(one: datetime, old: datetime, skill: str) -> tuple[bool, float, bool]:
    """How far a time is from the old one, a reminder's in the small hours farther; of two as far, the one by day is nearer."""
    apart = abs(one - old)
    asleep = skill == "reminder_set" and one.hour < times_heard.DAY_BEGINS and apart > times_heard.SOON
    return asleep, apart.total_seconds(), not 7 <= one.hour < 22
