"""Statistics: quantiles with intervals, shares with intervals, and whether two runs differ by more than chance.

All are drawn with a fixed seed: the same samples give the same figures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

DRAWS = 2000
"""Resamplings for an interval: its ends are then exact to a hundredth of its width."""

DEALS = 4000
"""Permutations of a test: enough to tell a chance of one in a thousand."""

SURE = 0.95


@dataclass(frozen=True, slots=True)
class Between:
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


def quantile(samples: Sequence[float], share: float) -> Between:
    """A quantile, linear between neighbours, with its bootstrap interval."""
    values = np.asarray(samples, dtype=np.float64)
    drawn = np.quantile(_resampled(values), share, axis=1)
    return _between(float(np.quantile(values, share)), drawn)


def median(samples: Sequence[float]) -> Between:
    return quantile(samples, 0.5)


def share(hits: int, n: int) -> Between:
    """A share, 0..1, with Wilson's interval, which is wide where `n` is small; `n` is at least 1."""
    z, p = 1.96, hits / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Between(p, max(0.0, centre - half), min(1.0, centre + half))


def by_chance(clips: Sequence[tuple[Sequence[float], Sequence[float]]]) -> float:
    """How likely so large a difference is if it makes none which of the two sides a repeat is from, 0..1.

    The repeats of each clip, before and after, are dealt anew between the two sides; the quickest of each counts, and the
    mean over the clips without the fifth at either end: one that was disturbed proves nothing.
    """
    draw = np.random.default_rng(1)
    dealt_by_clip = []
    for before, after in clips:
        mixed = draw.permuted(np.tile(np.array([*before, *after]), (DEALS, 1)), axis=1)
        dealt_by_clip.append(mixed[:, len(before) :].min(axis=1) - mixed[:, : len(before)].min(axis=1))
    found = float(_trimmed(np.array([min(after) - min(before) for before, after in clips])))
    dealt = _trimmed(np.array(dealt_by_clip))
    return float((np.sum(np.abs(dealt) >= abs(found) - 1e-12) + 1) / (DEALS + 1))


def holm(chances: dict[str, float]) -> dict[str, float]:
    """Correct probabilities for how many there are (Holm's method)."""
    corrected, least = {}, 0.0
    for place, (name, chance) in enumerate(sorted(chances.items(), key=lambda one: one[1])):
        least = max(least, min(1.0, chance * (len(chances) - place)))
        corrected[name] = least
    return corrected


def _trimmed(values: Values) -> Values:
    """The mean along the first axis, without the lowest and the highest fifth."""
    cut = len(values) // 5
    kept: Values = np.sort(values, axis=0)[cut : len(values) - cut].mean(axis=0)
    return kept


def _resampled(values: Values) -> Values:
    drawn: Values = values[np.random.default_rng(1).integers(len(values), size=(DRAWS, len(values)))]
    return drawn


def _between(value: float, drawn: Values) -> Between:
    low, high = np.quantile(drawn, [(1 - SURE) / 2, (1 + SURE) / 2])
    return Between(value, float(low), float(high))
