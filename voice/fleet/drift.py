"""Tells whether values have drifted, by the Kolmogorov-Smirnov statistic of two samples.

It needs no bins and no assumption, and its rate of false alarms is known at any size of sample. The population stability index,
which is often used for this, has no such rate: of ten bins, with fifty turns on either side, chance alone makes 0.36, which its
rule of thumb calls a large drift. scipy would tell the probability too, but takes a second and 50 MB to import.

Turns of one day are alike, so that small probabilities are smaller than they should be; hence, and because among thousands of
turns any trifle is certain, a drift must also be large enough to matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

FALSE_ALARMS = 0.02
"""How often a drift is found in any of the measures though there is none, if turns were independent of each other.
One in twenty is what is promised."""

MATTERS = 0.1
"""The smallest distance that counts: a tenth of the turns has moved."""

ENOUGH = 20
"""Fewer values say nothing."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How two samples differ."""

    distance: float
    """The largest difference of their cumulative shares, up to 1; positive if the newer values are larger, else negative."""
    chance: float
    """The probability of so large a distance if nothing has changed."""
    found: bool


def compare(before: Sequence[float], now: Sequence[float], measures: int = 1) -> Drift | None:
    """Compare the values before with those now, one of so many measures; None where there are too few."""
    if min(len(before), len(now)) < ENOUGH:
        return None
    gap = _distance(np.sort(np.asarray(before, float)), np.sort(np.asarray(now, float)))
    chance = _chance(abs(gap), len(before) * len(now) / (len(before) + len(now)))
    return Drift(gap, chance, abs(gap) >= MATTERS and chance < FALSE_ALARMS / measures)


def _distance(before: Values, now: Values) -> float:
    values = np.concatenate([before, now])
    gaps = np.searchsorted(before, values, "right") / len(before) - np.searchsorted(now, values, "right") / len(now)
    return float(gaps[np.abs(gaps).argmax()])


def _chance(distance: float, size: float) -> float:
    """Kolmogorov's limit with Stephens's correction for small samples (Numerical Recipes, 14.3)."""
    root = sqrt(size)
    stretched = (root + 0.12 + 0.11 / root) * distance
    if stretched < 0.3:  # the series does not converge, and it is 1 to four digits
        return 1.0
    series = sum((-1.0) ** (k - 1) * exp(-2 * (k * stretched) ** 2) for k in range(1, 101))
    return max(0.0, min(1.0, 2 * series))
