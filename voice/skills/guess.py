"""Asks whether a deed is meant that was asked for behind a line which nobody could answer, and says what stays as it is.

    remind me to call Tom on friday · who was Einstein · no, thursday     "Do you mean: …?", and a yes does it
"""

from collections.abc import Mapping, Sequence
from typing import Any

from voice.english.consent import consent
from voice.messages import Match, SkillReply
from voice.skills.skill import Context, Skill
from voice.skills.timing import Timing

NAME = "guess"
LEFT = "All right, I left it."


def skill(timing: Timing) -> Skill:
    async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
        if "left" in slots:
            return SkillReply(LEFT)
        if not slots["requests"]:
            return SkillReply(f"Nothing was cancelled. {timing.all_set(context.place)}".rstrip())
        named = [timing.as_called(request, context.place) for request in slots["requests"]]
        return SkillReply(f"Do you mean: {', and '.join(named)}?")

    return Skill(NAME, dict, run, (LEFT,))


def asking(requests: Sequence[str], said: str) -> Match:
    """Ask whether these are meant; without any, say that nothing was cancelled."""
    return Match(NAME, {"requests": list(requests)}, said)


def answered(said: str, last: Match) -> Sequence[str] | None:
    """The requests that a yes is for, none for a no; None for words that are no answer."""
    meant, rest = consent(said)
    return None if rest or not meant else last.slots.get("requests", ()) if meant == "yes" else ()
