"""Three kinds of traffic, and where the whole router sends it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.corpora import plan
from benchmarks.listening.figures import counted
from benchmarks.routing.labelled import CLOUD, DEVICE, EITHER, FOLDER, Query, chance, queries
from benchmarks.routing.mishear import misheard
from voice.route import Router

MIXES: Mapping[str, Mapping[str, float]] = {
    "command-heavy home": {"skill": 0.70, "device": 0.22, "cloud": 0.08},
    "general questions": {"skill": 0.10, "device": 0.50, "cloud": 0.40},
    "kiosk visitors": {"skill": 0.03, "kiosk": 0.80, "device": 0.07, "cloud": 0.10},
}
"""Shares of each, set by hand: most of what a home assistant hears are commands, most visitors ask about the place."""

REQUESTS = 1_000
"""In each mix, drawn with repeats, as traffic repeats itself."""


def measure(router: Router, rate: float) -> dict[str, Any]:
    """For each mix: the tier accuracy, the share that stays at home, the requests on each tier.

    `rate` is of word errors in all but the commands: those are heard through a grammar, see `benchmarks.listening`.
    """
    return {name: _mix(router, name, shares, rate) for name, shares in MIXES.items()}


def _mix(router: Router, name: str, shares: Mapping[str, float], rate: float) -> dict[str, Any]:
    pools, draw = _pools(), chance(name)
    asked = [
        (str(pools[source][int(draw.integers(len(pools[source])))]), "device" if source == "kiosk" else source)
        for source in draw.choice(list(shares), size=REQUESTS, p=list(shares.values()))
    ]
    heard = [misheard(text, rate, draw) if rate and wanted != "skill" else text for text, wanted in asked]
    went = [router.route(text).tier for text in heard]
    return {
        "tier_right": counted(tier == wanted for tier, (_, wanted) in zip(went, asked, strict=True)),
        "local": counted(tier != "cloud" for tier in went),
        "tiers": dict(Counter(went)),
    }


def _pools() -> dict[str, Sequence[str]]:
    """Held-out requests by source."""
    held_out = queries("held_out")
    kiosk = kiosk_templates()
    return {
        "skill": [words for _, words, _, _ in plan.commands("held_out")],
        "device": [query.text for query in held_out if query.kind in DEVICE],
        "cloud": [query.text for query in held_out if query.kind in CLOUD],
        "kiosk": [query.text for query in held_out if query.kind in DEVICE and query.template in kiosk],
    }


def kiosk_templates() -> frozenset[str]:
    """The short questions of visitors: the last part of their file."""
    return frozenset((FOLDER / "short answer.txt").read_text().partition("# kiosk visitors")[2].splitlines())


def clear(split_queries: Sequence[Query]) -> list[Query]:
    """Requests with one right tier."""
    return [query for query in split_queries if query.kind != EITHER]
