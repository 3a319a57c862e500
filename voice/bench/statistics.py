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
"""Resamplings of an interval: its ends are then good to a hundredth of its width."""

FLIPS = 10_000
"""Signs drawn for a permutation test, where there are too many to try them all."""

SURE = 0.95


@dataclass(frozen=True, slots=True)
class Between:
    """An estimate, and what it is between with a probability of 95 %."""

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
    """A share, 0..1, with Wilson's interval, which says what a small n is worth. `n` is above 0."""
    z, p = 1.96, hits / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Between(p, max(0.0, centre - half), min(1.0, centre + half))


def by_chance(differences: Sequence[float]) -> float:
    """How likely a mean at least so far from zero is, were each difference as likely to have the other sign (0..1).

    Every sign is tried where there are at most twelve differences, else ten thousand are drawn. 1.0 for no difference at all.
    """
    values = np.asarray(differences, dtype=np.float64)
    values = values[values != 0]
    if not len(values):
        return 1.0
    if len(values) <= 12:
        signs = np.array(np.meshgrid(*[[1, -1]] * len(values))).reshape(len(values), -1).T
    else:
        signs = np.random.default_rng(1).choice([-1, 1], size=(FLIPS, len(values)))
    means = np.abs((signs * values).mean(axis=1))
    found = abs(values.mean())
    as_far = int((means >= found - 1e-12).sum())
    return as_far / len(signs) if len(values) <= 12 else (as_far + 1) / (len(signs) + 1)


def holm(chances: dict[str, float]) -> dict[str, float]:
    """Correct several chances for there being several (Holm's method)."""
    corrected, least = {}, 0.0
    for place, (name, chance) in enumerate(sorted(chances.items(), key=lambda one: one[1])):
        least = max(least, min(1.0, chance * (len(chances) - place)))
        corrected[name] = least
    return corrected


def _resampled(values: Values) -> Values:
    drawn: Values = values[np.random.default_rng(1).integers(len(values), size=(DRAWS, len(values)))]
    return drawn


def _between(value: float, drawn: Values) -> Between:
    low, high = np.quantile(drawn, [(1 - SURE) / 2, (1 + SURE) / 2])
    return Between(value, float(low), float(high))
