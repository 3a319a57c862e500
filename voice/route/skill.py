"""Skill chooses a built-in skill if one can do what was asked. It needs no model and runs at home."""

from collections.abc import Callable

from voice.messages import Match
from voice.route.signal_result import NO_OBJECTION, SignalResult

Matcher = Callable[[str], Match | None]


def look(match: Matcher, text: str) -> SignalResult:
    """Match the text with the skills."""
    if (found := match(text)) is None:
        return SignalResult(None, NO_OBJECTION)
    return SignalResult(found.skill, "skill", tier="skill", reason=f"the {found.skill} skill can do this", match=found)
