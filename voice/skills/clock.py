"""Tells the time and the date."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from voice.clock import Clock
from voice.english import times_said
from voice.messages import SkillReply
from voice.skills.skill import Context, Skill, as_captured


def skills(clock: Clock, hours: int) -> list[Skill]:
    async def time(slots: Mapping[str, Any], context: Context) -> SkillReply:
        return SkillReply(f"It's {times_said.clock(clock.today(), hours)}.")

    async def date(slots: Mapping[str, Any], context: Context) -> SkillReply:
        today = clock.today().date()
        if slots.get("day") == "tomorrow":
            return SkillReply(f"Tomorrow is {times_said.calendar_day(today + timedelta(days=1))}.")
        return SkillReply(f"It's {times_said.calendar_day(today)}, {today.year}.")

    return [Skill("time", as_captured, time), Skill("date", as_captured, date)]
