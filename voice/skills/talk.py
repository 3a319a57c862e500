"""Stops talking, and says the last reply again."""

from collections.abc import Mapping
from typing import Any

from voice.messages import SkillReply
from voice.skills.skill import Context, Skill, as_captured

NOTHING_SAID = "I haven't said anything yet."


async def stop(slots: Mapping[str, Any], context: Context) -> SkillReply:
    return SkillReply("")  # whatever sounded fell silent at the wake word


async def repeat(slots: Mapping[str, Any], context: Context) -> SkillReply:
    return SkillReply(context.last_reply or NOTHING_SAID)


def skills() -> list[Skill]:
    return [Skill("stop", as_captured, stop), Skill("repeat", as_captured, repeat, (NOTHING_SAID,))]
