"""Repeats an alarm or a reminder on other days, or at another time of day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from voice.english import times_heard
from voice.english.times import WEEKDAYS
from voice.errors import SkillError
from voice.skills.timing.store import Entry

ON_WHICH_DAYS = "On which days? Say, for instance: every weekday at seven am."


def on_other_days(one: Entry, change: str, days: Sequence[str], now: datetime) -> Entry:
    """The same on some days more ("also"), not on some ("without"), on no others ("only"), or when it rings next ("once")."""
    if one.kind == "timer" or (change in ("without", "once") and not one.every):
        raise SkillError(f"That {one.kind} rings only once, so there are no days to change.")
    if change == "once":
        return replace(one, every=(), time="")
    old = one.every or (WEEKDAYS[one.due.weekday()],)
    if change == "without":
        days = [day for day in old if day not in days]
    elif change == "also":
        days = [day for day in WEEKDAYS if day in (*old, *days)]
    if not days:
        raise SkillError(f"Then it would never ring. To end it, say: cancel the {one.kind}.")
    return _anew(one, days, one.time or f"{one.due:%H:%M}", now)


def moved(one: Entry, slots: Mapping[str, Any], now: datetime) -> Entry:
    """The same at another time of day, or on another day where there is but one."""
    to = slots.get("to", {})
    every = to.get("every") or ([to["day"]] if to.get("day") in WEEKDAYS and len(one.every) == 1 else [])
    if not every and to.keys() & {"day", "date"}:
        raise SkillError(f"I can't move a single time of what repeats. Say, for instance: skip the next {one.kind}.")
    if not to:
        by = timedelta(seconds=slots["by"] * (1 if slots["change"] == "add" else -1))
        time = datetime.strptime(one.time, "%H:%M") + by
        if time.date() != datetime.strptime("", "").date():
            raise SkillError("That would be on another day.")
        return _anew(one, one.every, f"{time:%H:%M}", now)
    time_said = to.get("time") or one.time
    if "either_half" in to:
        times = (times_heard.moment(time, None, now) for time in (time_said, times_heard.other_half(time_said)))
        time_said = f"{times_heard.nearest(one.due, list(times), now):%H:%M}"
    return _anew(one, every or one.every, time_said, now)


def _anew(one: Entry, days: Sequence[str], time: str, now: datetime) -> Entry:
    """The same on these days at this time; what was left out of the old days stays left out."""
    left_out = bool(one.every) and one.due > now and one.due != times_heard.next_of(one.time, one.every, now)
    start = max(now, one.due - timedelta(days=1)) if left_out else now
    return replace(one, every=tuple(days), time=time, due=times_heard.next_of(time, days, start))
