"""Policy: tiers that the user's own rules leave out, now or for every request: offline, residency, the spend cap."""

from collections.abc import Callable, Sequence

from voice import config
from voice.route.signal_result import NO_OBJECTION, SignalResult

Overspent = Callable[[config.Tier, int], str | None]
"""Why a request of so many tokens may not go to a tier for the money's sake, for people; None: it may."""


def no_limit(tier: config.Tier, tokens: int) -> str | None:
    return None


def look(
    tiers: Sequence[config.Tier], offline: bool, residency: Sequence[str], overspent: Overspent, tokens: int
) -> SignalResult:
    """Which tiers the rules leave out, each with the first rule that does. `tokens`: of the request."""
    removes = {
        tier.name: why
        for tier in tiers
        if (why := away(tier, offline) or abroad(tier, residency) or overspent(tier, tokens))
    }
    return SignalResult(dict(removes), f"removes {', '.join(removes)}" if removes else NO_OBJECTION, removes=removes)


def away(tier: config.Tier, offline: bool) -> str | None:
    """Offline, nothing leaves the home network, whoever is trusted."""
    return "offline" if offline and not tier.is_at_home else None


def abroad(tier: config.Tier, residency: Sequence[str]) -> str | None:
    """Only tiers with a residency that is allowed, and those that are trusted."""
    if not residency or tier.trusted or tier.residency in residency:
        return None
    return f"residency {tier.residency or 'unknown'}, not {' or '.join(residency)}"
