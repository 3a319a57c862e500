"""Makes slots of what was captured about timers, alarms and reminders."""

from typing import Any

from voice.clock import Clock
from voice.english import times_heard
from voice.skills import names
from voice.skills.skill import Captures


def read_alarm(clock: Clock, captures: Captures) -> dict[str, Any]:
    return _read_time(clock, captures, next_of_both=False)


def read_reminder(clock: Clock, captures: Captures) -> dict[str, Any]:
    said = dict(captures)
    slots: dict[str, Any] = {"text": said["text"]} if "text" in said else {}
    if (seconds := times_heard.seconds(captures)) is not None:
        return slots | {"seconds": seconds}
    return slots | _read_time(clock, captures, next_of_both=True)


def read_timer(captures: Captures) -> dict[str, Any] | None:
    name, seconds = names.name(captures), times_heard.seconds(captures)
    if name is None:
        return None
    return ({} if seconds is None else {"seconds": seconds}) | ({"name": name} if name else {})


def read_choice(captures: Captures) -> dict[str, Any] | None:
    """Read what to ask about or cancel: a kind, all of it, a name, a length, a time, words of a reminder."""
    said, name = dict(captures), names.name(captures)
    if name is None:
        return None
    slots: dict[str, Any] = {slot: said[slot] for slot in ("kind", "all", "text") if slot in said}
    if name:
        slots["name"] = name
    if (seconds := times_heard.seconds(captures)) is not None:
        slots["seconds"] = seconds
    if time := times_heard.time_of_day(captures):
        slots["time"] = str(time)
    return slots


def _read_time(clock: Clock, captures: Captures, next_of_both: bool) -> dict[str, Any]:
    """Read `time` and `day`.

    Where morning or evening was left open, an alarm takes the hour as said and a reminder whichever comes next; on a later
    day, a reminder before seven is for the afternoon."""
    day, time = dict(captures).get("day"), times_heard.time_of_day(captures)
    slots = {"day": day} if day else {}
    if time is None:
        return ({"time": "09:00"} if day and next_of_both else {}) | slots
    if not time.certain and _is_evening(clock, time, day, next_of_both):
        time = time._replace(hour=time.hour + 12)
    return {"time": str(time)} | slots


def _is_evening(clock: Clock, time: times_heard.Time, day: str | None, next_of_both: bool) -> bool:
    now = clock.today()
    if day == "today":
        return times_heard.moment(str(time), day, now) <= now
    if not next_of_both:
        return False
    if day:
        return time.hour < 7
    evening = str(time._replace(hour=time.hour + 12))
    return times_heard.moment(evening, None, now) < times_heard.moment(str(time), None, now)
