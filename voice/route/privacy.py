"""Privacy removes the tiers that may not see the personal data in a request, whatever the other signals say."""

from collections.abc import Callable, Sequence

from voice import config
from voice.messages import Finding, Message
from voice.route.signal_result import NO_OBJECTION, SignalResult

Screen = Callable[[Sequence[Message]], Finding]
"""Finds personal data in the last line of a conversation, reading it with the lines before."""


def look(screen: Screen, messages: Sequence[Message], tiers: Sequence[config.Tier]) -> tuple[Finding, SignalResult]:
    """Find what is private and remove the tiers that may not see it. If the detector fails, everything counts as private."""
    try:
        found = screen(messages)
    except Exception as error:  # detectors fail in their own ways, and their texts may hold the user's words
        failed = f"whether it is private cannot be told ({type(error).__name__})"
        removes = {tier.name: failed for tier in tiers if not tier.trusted}
        return Finding(("unknown",), redactable=False), SignalResult(["unknown"], "stays at home", removes=removes)
    removes = {tier.name: why for tier in tiers if (why := refusal(tier, found))}
    return found, SignalResult(list(found.kinds), _verdict(found, removes, tiers), removes=removes)


def refusal(tier: config.Tier, found: Finding) -> str | None:
    """Say why a tier may not be asked; None: it may."""
    if not found.kinds or tier.trusted or tier.privacy == "allow":
        return None
    why = f"private ({', '.join(found.kinds).replace('_', ' ')})"
    if tier.privacy == "refuse":
        return why
    return None if found.redactable else f"{why}, and placeholders would not hide it"


def _verdict(found: Finding, removes: dict[str, str], tiers: Sequence[config.Tier]) -> str:
    if not found.kinds:
        return NO_OBJECTION
    outside = [tier for tier in tiers if not tier.trusted and tier.name not in removes]
    if not outside:
        return "stays at home"
    return "allowed" if any(tier.privacy == "allow" for tier in outside) else "placeholders"
