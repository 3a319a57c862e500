"""Switches the microphone off, and on again where that is typed: who is not heard cannot say it."""

from collections.abc import Mapping
from typing import Any

from voice.errors import SkillError, UsageError
from voice.messages import SkillReply
from voice.mute import Mute
from voice.skills.skill import Change, Context, Skill, as_captured

OFF = "The microphone is off. To turn it on, press M, or run voice unmute."
ON = "The microphone is on."


def skill(mute: Mute) -> Skill:
    async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
        try:
            mute.switch(slots["state"] == "off")
        except UsageError as error:
            raise SkillError("I can't switch the microphone off. Unplug it instead.") from error
        return SkillReply(OFF if mute.on else ON)

    def asked(slots: Mapping[str, Any], context: Context) -> str | None:
        return None if mute.on == (slots["state"] == "off") else f"Microphone {slots['state']}?"

    return Skill("microphone", as_captured, run, (OFF,), Change(asked))
