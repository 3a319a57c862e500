"""Words requests for timers, alarms and reminders anew, with something else in them: the answer to "For what time?"."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from voice.english import timer_lengths, times_said
from voice.english.timer_days import DAY
from voice.english.times import MONTHS, WEEKDAYS

DAY_SAID = re.compile(rf"\b(?:today|tonight|tomorrow|{'|'.join(WEEKDAYS)}|{'|'.join(MONTHS).lower()}|the \w+|every|day)\b")


def again_timer(slots: Mapping[str, Any], said: str) -> str:
    """The timer for another length, or with a unit where it lacked one."""
    said = f"{slots['amount']} {said}" if "amount" in slots and timer_lengths.UNIT.fullmatch(said) else said
    what = f"{slots['name']} timer" if slots.get("name") else "timer"
    return f"set {slots['count']} {what}s for {said}" if "count" in slots else f"set a {what} for {said}"


def again_alarm(slots: Mapping[str, Any], said: str) -> str:
    """The day stays that was said before the time was asked for. What repeats is not set for one day instead."""
    if "every" in slots and "time" in slots:
        return ""
    on = "" if DAY_SAID.search(said) else day_of(slots)
    return f"set an alarm for {on} at {said.removeprefix('at ')}" if on and "time" not in slots else f"set an alarm for {said}"


def day_of(slots: Mapping[str, Any]) -> str:
    """The day that was said, in words; "" for none."""
    if "date" in slots:
        return f"on {times_said.calendar_day(date.fromisoformat(slots['date']))}"
    return f"every {' and '.join(slots['every'])}" if "every" in slots else str(slots.get("day", ""))


def again_change(slots: Mapping[str, Any], said: str) -> str:
    """The change by the length, or to the time, that was asked for."""
    kind = slots.get("kind", "timer")
    which = " ".join(str(slots[slot]) for slot in ("which", "time", "day") if slot in slots)
    part = {"am": "morning ", "pm": "evening ", "night": "night "}.get(str(slots.get("part")), "")
    if "on" in slots and slots["on"] != ["ask"]:
        return ""
    if "on" in slots:
        days = " and ".join(f"{day}s" for day in DAY.findall(said)) or "every day" * ("day" in said or "daily" in said)
        return f"repeat the {which or 'newest'} {kind} only on {days}" if days else ""
    if kind == "timer":
        timer, said = f"{slots.get('name', '')} timer".strip(), said.removeprefix("by ")
        by = {"add": f"add {said} to the {which} {timer}", "take": f"take {said} off the {which} {timer}"}
        return "" if "by" in slots else by.get(slots["change"], "")
    return "" if slots["change"] != "set" else f"move the {which} {part}{kind} to {said.removeprefix('to ')}"
