"""Works out the score of some trials, and how certain it is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

REFERENCE = 0.85
"""The share of queries that a tier has to pass to answer on its own, from the reference case study (a 7B model)."""

SURE = 0.95
"""The level of the intervals, and of the test whether confidence tells anything."""

ENOUGH = 30
"""A threshold is suggested from this many answers on: with fewer, a share of 85% is known to ±13 points at best."""

ENOUGH_KEPT = 10
"""A threshold has to let at least this many answers through, or a lucky one would decide."""


def wilson(passed: int, of: int) -> tuple[float, float]:
    """Work out the interval of a share (E. B. Wilson, 1927); it also holds near 0 and 1 and for few trials."""
    if not of:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + SURE) / 2)
    share, spread = passed / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / of / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def separation(trials: Sequence[tuple[float, bool]]) -> tuple[float, bool] | None:
    """Tell whether confidence separates answers that passed from those that did not; None without both kinds.

    The first value is how often the one that passed is the more confident of a pair (the area under the ROC curve), the
    second whether that is more than chance (Mann and Whitney, 1947, with ties)."""
    passed = [confidence for confidence, good in trials if good]
    failed = [confidence for confidence, good in trials if not good]
    if not passed or not failed:
        return None
    pairs = len(passed) * len(failed)
    won = sum((p > f) + (p == f) / 2 for p in passed for f in failed)
    n = len(trials)
    values = [confidence for confidence, _ in trials]
    ties = sum(count**3 - count for count in (values.count(value) for value in set(values)))
    deviation = math.sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1))))
    above = deviation > 0 and (won - pairs / 2) / deviation > NormalDist().inv_cdf(SURE)
    return won / pairs, above


@dataclass(frozen=True, slots=True)
class Threshold:
    """A confidence: answers below it go to a larger tier too."""

    confidence: float
    kept: int
    kept_passed: int
    of: int

    @property
    def escalated(self) -> float:
        """The share of all answers that are below the threshold."""
        return 1 - self.kept / self.of


def threshold(trials: Sequence[tuple[float, bool]]) -> Threshold | None:
    """Find the lowest threshold above which answers pass as often as the reference; None where there is none."""
    ordered = sorted(trials, key=lambda trial: trial[0])
    for at in range(len(ordered) - ENOUGH_KEPT + 1):
        if at and ordered[at - 1][0] == ordered[at][0]:
            continue
        kept = ordered[at:]
        passed = sum(good for _, good in kept)
        if passed >= REFERENCE * len(kept):
            between = (ordered[at - 1][0] + ordered[at][0]) / 2 if at else 0.0
            return Threshold(between, len(kept), passed, len(ordered))
    return None


@dataclass(frozen=True, slots=True)
class Advice:
    """A suggestion what to set `routing.confidence` to."""

    threshold: Threshold | None
    why: str
    """The reason, as it is shown to people."""
    separation: float | None = None


def advise(trials: Sequence[tuple[float, bool]], asked: int) -> Advice:
    """Suggest a threshold. `trials`: confidence, and whether the answer passed; `asked`: how many questions there were."""
    if not trials:
        return Advice(None, "the tier tells no probabilities: set `logprobs = true` for it, if its server can")
    if len(trials) < ENOUGH:
        return Advice(None, f"too little data: {len(trials)} of {asked} answers have a confidence, {ENOUGH} are needed")
    told = separation(trials)
    found = threshold(trials)
    if found is not None and not found.confidence:
        return Advice(found, "no answer has to be escalated: they pass often enough as they are", told and told[0])
    if told is None or not told[1]:
        return Advice(None, "no signal: answers that fail are as confident as those that pass", told and told[0])
    if found is None:
        return Advice(None, f"even the most confident {ENOUGH_KEPT} answers pass less often than the reference", told[0])
    return Advice(found, "the fewest answers escalated of which the rest passes as often as the reference", told[0])
