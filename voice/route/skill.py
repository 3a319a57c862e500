"""Skill: a short intent that needs no model at all. It runs at home, so privacy is no matter."""

from collections.abc import Callable

from voice.messages import Match
from voice.route.signal_result import NO_OBJECTION, SignalResult

Matcher = Callable[[str], Match | None]


def look(match: Matcher, text: str, command: bool) -> SignalResult:
    """`command=False`: the recogniser says that this was no command."""
    found = match(text) if command else None
    if found is None:
        return SignalResult(None, NO_OBJECTION)
    return SignalResult(found.skill, "skill", tier="skill", reason=f"the {found.skill} skill can do this", match=found)
