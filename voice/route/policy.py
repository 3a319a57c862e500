"""Policy removes tiers by the user's own rules: offline mode, data residency and the spending limit."""

from collections.abc import Callable, Sequence

from voice import config
from voice.route.signal_result import NO_OBJECTION, SignalResult

Overspent = Callable[[config.Tier, int], str | None]
"""Says why a request of so many tokens would cost too much at a tier, for people; None: it would not."""


def look(
    tiers: Sequence[config.Tier], offline: bool, residency: Sequence[str], overspent: Overspent, tokens: int
) -> SignalResult:
    """Remove the tiers that a rule forbids, each with the first such rule. `tokens`: the length of the request."""
    removes = {
        tier.name: why for tier in tiers if (why := away(tier, offline) or abroad(tier, residency) or overspent(tier, tokens))
    }
    return SignalResult(dict(removes), f"removes {', '.join(removes)}" if removes else NO_OBJECTION, removes=removes)


def away(tier: config.Tier, offline: bool) -> str | None:
    """Say why a tier may not be asked offline: nothing leaves the home network then, whoever is trusted. None: it may."""
    return "offline" if offline and not tier.is_at_home else None


def abroad(tier: config.Tier, residency: Sequence[str]) -> str | None:
    """Say why a tier's residency forbids it; None: it is an allowed one, or the tier is trusted."""
    if not residency or tier.trusted or tier.residency in residency:
        return None
    return f"residency {tier.residency or 'unknown'}, not {' or '.join(residency)}"
