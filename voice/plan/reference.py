"""Works out every figure of the reference material, to stand beside what it says itself: `voice plan --workload reference`."""

from collections.abc import Iterator

from voice.plan import costs
from voice.plan.device import described
from voice.plan.place import (
    FEW,
    FRAME_BYTES,
    FRAMES_PER_S,
    PLACES,
    Recommendation,
    by_compliance,
    by_latency,
    by_size,
    recommend_deployment,
    stays_local,
    video_bytes_per_s,
)
from voice.plan.workload import OWN_TOKENS_PER_S, PATTERNS, Workload, decide
from voice.plan.worth import COLD_START_S, HOURS
from voice.tiers.cost import dollars

RENTED_TOKENS_PER_S, SPOT_USD = 3000.0, 0.80
"""What an H100 writes for all who ask it at once, and what an hour of one costs on spot, as the reference counts."""

OF_PLACES = ("0 ms", "1 to 10", "10 to 30", "30 to 100", "50 to 200")
OF_PATTERNS = {
    "real-time voice": "hybrid",
    "privacy first": "edge only",
    "batch": "cloud only",
    "variable API": "cloud on demand",
    "always-on ambient": "edge only",
    "frontier": "cloud only",
}
"""What the reference says of each place, the nearest first, and of each pattern."""


def figures() -> Iterator[tuple[str, str, str]]:
    """What is asked, what the reference says, and what comes out here."""
    for place, said in zip(PLACES.values(), OF_PLACES, strict=True):
        yield f"the way to {place.title}", said, f"{place.least_ms:g} to {place.most_ms:g} ms"
    yield from _thresholds()
    yield from _scores()
    for name, work in PATTERNS.items():
        yield name, OF_PATTERNS[name], decide(work).deployment
    yield from _money()


def _thresholds() -> Iterator[tuple[str, str, str]]:
    yield "a 7B in 24 GB", "edge possible", by_size(7, 24)
    yield "an 8B in 5 GB; a 3B in 40 GB", "cloud", "; ".join({by_size(8, 5): "", by_size(3, 40): ""})
    for limit, said in ((9.0, "edge"), (30.0, "hybrid"), (100.0, "cloud acceptable")):
        yield f"within {limit:g} ms", said, by_latency(limit)
    yield "under compliance, raw data", "the edge", by_compliance("raw", regulated=True).title
    yield "under compliance, anonymised results", "the cloud", by_compliance("anonymised", regulated=True).title
    rate = video_bytes_per_s()
    stays = "stays local" if stays_local(rate) else "may be sent"
    yield f"video, {FRAMES_PER_S} frames of {FRAME_BYTES / 1e3:g} KB a second", "9 MB/s, local", f"{rate / 1e6:g} MB/s, {stays}"


def _scores() -> Iterator[tuple[str, str, str]]:
    asked = {
        "within 20 ms": ((20, False, 500, 7), "edge +2"),
        "private": ((500, True, 500, 7), "edge +2"),
        "1,001 requests a day": ((500, False, 1001, 7), "edge +1"),
        "a 70B": ((500, False, 500, 70), "cloud +3"),
        "all four": ((20, True, 1001, 70), "hybrid"),
        f"all but the many, under {FEW:g} a day": ((20, True, 99, 70), "no hybrid"),
    }
    for name, (given, said) in asked.items():
        found = recommend_deployment(*given)
        yield f"score: {name}", said, f"edge {found.edge}, cloud {found.cloud}: {found.where}"
    yield "score: a 70B, offline", "device", recommend_deployment(500, False, 500, 70, offline=True).where


def _money() -> Iterator[tuple[str, str, str]]:
    own, rented = described("rtx-5090"), described("h100")
    hour, there = costs.hour_usd(own), costs.hour_usd(rented)
    mine, theirs = costs.million_usd(hour, OWN_TOKENS_PER_S), costs.million_usd(there, RENTED_TOKENS_PER_S)
    tenth = costs.million_usd(there, RENTED_TOKENS_PER_S, used=0.1)
    yield f"an RTX 5090: ${own.price_usd:,.0f}, {own.watts:g} W, an hour", "≈ $0.126", f"${hour:.4f}"
    yield f"a million tokens of it at {OWN_TOKENS_PER_S:g} a second", "≈ $0.35", f"${mine:.3f}"
    yield f"of an H100 at {dollars(there)} and {RENTED_TOKENS_PER_S:,.0f} a second", "≈ $0.19", f"${theirs:.3f}"
    yield f"on spot at ${SPOT_USD:.2f}", "≈ $0.07", f"${costs.million_usd(SPOT_USD, RENTED_TOKENS_PER_S):.3f}"
    idle = costs.million_usd(costs.hour_usd(own, busy=0.1), OWN_TOKENS_PER_S, used=0.1)
    yield "used for a tenth of its hours", "10 times more", f"H100 {tenth / theirs:.3g}, 5090 {idle / mine:.2g} times"
    steady = costs.crossover_tokens_per_s(hour, OWN_TOKENS_PER_S, there)
    share = costs.crossover_use(mine, theirs)
    yield "the crossover", "no figure", f"{steady:,.0f} tokens a second; an H100 used {share:.0%}"
    saves = [f"{costs.saved(0.85, mine, usd):.0%}" for usd in (theirs, tenth)]
    yield "85 % of the tokens on the 5090 save", "60 to 80 %", f"{saves[0]}, or {saves[1]} if the H100 is used a tenth"
    yield "an H100 around the clock, a month", "≈ $1,450", f"${costs.month_usd(rented):,.0f}"
    bought, powered = costs.month_usd(own, 0.0), costs.month_usd(own)
    yield "the 5090 over three years, a month", "$2,000 in all", f"${bought:.0f}, ${powered:.0f} with power"
    asked = [9 * 3600 + 600.0 * number for number in range(48)]
    warm = costs.warm((HOURS,), there, COLD_START_S, asked)
    what = f"${warm.month_usd:,.0f} a month, {warm.saved_s / 60:.0f} minutes a day saved"
    yield f"the cloud kept warm {HOURS}, asked every ten minutes", "in business hours", what


def score(work: Workload) -> str:
    """The score of a workload, as the reference counts it."""
    billions = 70.0 if work.hard_share else 7.0
    return scored(
        recommend_deployment(work.latency_ms, work.privacy != "open", work.requests_per_day, billions, work.offline)
    )


def scored(found: Recommendation) -> str:
    """A score in words."""
    why = "; ".join(found.why) or "no point on either side"
    return f"score: edge {found.edge}, cloud {found.cloud} → {found.where} ({why})"
