"""Stop and repeat."""

from collections.abc import Mapping
from typing import Any

from voice.messages import SkillReply
from voice.skills.skill import Context, Skill, as_captured


async def stop(slots: Mapping[str, Any], context: Context) -> SkillReply:
    return SkillReply("", effect="stop")


async def repeat(slots: Mapping[str, Any], context: Context) -> SkillReply:
    if not context.last_reply:
        return SkillReply("I haven't said anything yet.")
    return SkillReply(context.last_reply, effect="repeat")


def skills() -> list[Skill]:
    return [Skill("stop", as_captured, stop), Skill("repeat", as_captured, repeat)]
