"""Three kinds of traffic, and where the whole router sends it."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.corpora import plan
from benchmarks.listening.figures import counted
from benchmarks.routing.labelled import CLOUD, DEVICE, EITHER, FOLDER, Query, chance, queries
from benchmarks.routing.mishear import misheard
from voice import config
from voice.messages import Route
from voice.route import Router

MIXES: Mapping[str, Mapping[str, float]] = {
    "command-heavy home": {"skill": 0.70, "device": 0.20, "cloud": 0.08, "private": 0.02},
    "general questions": {"skill": 0.10, "device": 0.50, "cloud": 0.37, "private": 0.03},
    "kiosk visitors": {"skill": 0.03, "kiosk": 0.80, "device": 0.06, "cloud": 0.10, "private": 0.01},
}
"""Shares of each, set by hand: most of what a home assistant hears are commands, most visitors ask about the place."""

AT_HOME = ("kiosk", "private")
"""Sources whose requests the device is to answer."""

REQUESTS = 1_000
"""In each mix, drawn with repeats, as traffic repeats itself."""

TIERS = (
    config.Tier(name="large", where="cloud", base_url="https://cloud.invalid/v1", model="70b", price_in=0.6, price_out=0.8),
    config.Tier(name="small", where="device", base_url="http://localhost:8080/v1", model="3b", ttft_budget_ms=100),
)
"""A 70B at about what hosts ask for it, US dollars a million tokens, and a small model at home."""


def measure(router: Router, rate: float) -> dict[str, Any]:
    """For each mix: the tier accuracy, the share that stays at home, the requests on each tier, and the money.

    `rate` is of word errors in all but the commands: those are heard through a grammar, see `benchmarks.listening`.
    """
    return {name: _mix(router, name, shares, rate) for name, shares in MIXES.items()}


def _mix(router: Router, name: str, shares: Mapping[str, float], rate: float) -> dict[str, Any]:
    pools, draw = _pools(), chance(name)
    asked = [
        (str(pools[source][int(draw.integers(len(pools[source])))]), source)
        for source in draw.choice(list(shares), size=REQUESTS, p=list(shares.values()))
    ]
    heard = [(misheard(text, rate, draw) if rate and source != "skill" else text, source) for text, source in asked]
    went = [(router.route(text, explain=True), "device" if source in AT_HOME else source) for text, source in heard]
    leaked = [route.tier == "cloud" for (route, _), (_, source) in zip(went, heard, strict=True) if source == "private"]
    return {
        "tier_right": counted(route.tier == wanted for route, wanted in went),
        "local": counted(route.tier != "cloud" for route, _ in went),
        "private_sent_away": counted(leaked),
        "tiers": dict(Counter(route.tier for route, _ in went)),
        "usd": _money([route for route, _ in went]),
    }


def _money(routes: Sequence[Route]) -> dict[str, float]:
    """US dollars for the requests as routed, and had all gone to the cloud; at home the machine and its power are counted."""
    spent = {"cloud": 0.0, "device": 0.0, "skill": 0.0, "lan": 0.0}
    everything = 0.0
    for route in routes:
        price = {one.where: one.usd for one in route.alternatives}
        spent[route.tier] += price.get(route.tier, 0.0)
        everything += price["cloud"]
    home = spent["device"]
    saved = 100 * (1 - (spent["cloud"] + home) / everything)
    return {
        "everything_to_the_cloud": round(everything, 5),
        "paid_to_the_cloud": round(spent["cloud"], 5),
        "machine_and_power_at_home": round(home, 5),
        "cloud_spend_avoided_percent": round(100 * (1 - spent["cloud"] / everything), 1),
        "saved_percent": round(saved, 1),
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
        "private": tomllib.loads((FOLDER / "private.toml").read_text())["private"],
    }


def kiosk_templates() -> frozenset[str]:
    """The short questions of visitors: the last part of their file."""
    return frozenset((FOLDER / "short answer.txt").read_text().partition("# kiosk visitors")[2].splitlines())


def clear(split_queries: Sequence[Query]) -> list[Query]:
    """Requests with one right tier."""
    return [query for query in split_queries if query.kind != EITHER]
