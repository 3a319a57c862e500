"""Availability removes tiers that failed a moment ago, and puts those that are starting last."""

from collections.abc import Callable, Mapping, Sequence

from voice import config
from voice.route.signal_result import NO_OBJECTION, SignalResult

State = Callable[[str], tuple[float, float | None]]
"""Takes a tier's name; gives the seconds until it may be asked again after failing, and those until it has started (None: it
has)."""


def look(tiers: Sequence[config.Tier], state: State) -> tuple[frozenset[str], SignalResult]:
    """Return the names of the tiers that are starting, and the result, which removes those that failed."""
    if not tiers:
        return frozenset(), SignalResult({}, "none is set up")
    states = {tier.name: state(tier.name) for tier in tiers}
    removes = {name: f"failed before, left alone for {left_s:.0f} s more" for name, (left_s, _) in states.items() if left_s}
    waking = {name: f"starting, ready in about {left_s:.0f} s" for name, (_, left_s) in states.items() if left_s is not None}
    waking = {name: why for name, why in waking.items() if name not in removes}
    return frozenset(waking), SignalResult({**removes, **waking}, _verdict(removes, waking), removes=removes)


def _verdict(removes: Mapping[str, str], waking: Mapping[str, str]) -> str:
    said = [f"removes {', '.join(removes)}"] * bool(removes) + [f"{', '.join(waking)} last"] * bool(waking)
    return "; ".join(said) or NO_OBJECTION
