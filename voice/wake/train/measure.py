"""Measure: how well a wake word is heard, by the detector that the product uses, on voices and sound kept out of training."""

import math
from dataclasses import dataclass

import numpy as np

from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from voice.wake.openwakeword import Floats, OpenWakeWord, OpenWakeWordDetector
from voice.wake.train.bank import Bank
from voice.wake.train.embed import EMBEDDINGS

Z, TAIL = 1.96, 0.025
"""Standard deviations to either side of a 95% interval, and what it leaves out at each end."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    hits: int
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies with 95% certainty, 0..1 (Wilson 1927)."""
        if not self.n:
            return 0.0, 1.0
        p, spread = self.hits / self.n, Z * Z / self.n
        half = Z * math.sqrt(p * (1 - p) / self.n + spread / self.n / 4)
        return max(0.0, (p + spread / 2 - half) / (1 + spread)), min(1.0, (p + spread / 2 + half) / (1 + spread))


@dataclass(frozen=True, slots=True)
class Rate:
    """How often in how many hours."""

    count: int
    hours: float

    @property
    def per_hour(self) -> float:
        return self.count / self.hours

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true rate an hour lies with 95% certainty (Garwood 1936)."""
        low = _mean(self.count - 1, 1 - TAIL) if self.count else 0.0
        return low / self.hours, _mean(self.count, TAIL) / self.hours


def _mean(count: int, chance: float) -> float:
    """The mean of a Poisson distribution that gives `count` or fewer with a chance; found by halving."""
    low, high = 0.0, 10.0 * (count + 5)
    for _ in range(60):
        middle = (low + high) / 2
        term = total = math.exp(-middle)
        for n in range(1, count + 1):
            term *= middle / n
            total += term
        low, high = (middle, high) if total > chance else (low, middle)
    return low


class Ear:
    """The product's detector with one model: the name of a bundled one, or a file."""

    def __init__(self, phrase: str, threshold: float) -> None:
        model = OpenWakeWord((phrase,), threshold)
        model.load()
        self._model = model
        self._detector: OpenWakeWordDetector = model.open()

    def scores(self, of: Bank) -> Floats:
        """The score, 0..1, of every window in a bank, [n]."""
        windows = (of.windows(np.array([number])).reshape(EMBEDDINGS, 96) for number in range(len(of)))
        return np.array([self._model.score(window) for window in windows], np.float32)

    def wakes(self, samples: Samples) -> list[float]:
        """Seconds at which it wakes in a sound, listening anew."""
        self._detector.reset()
        ends = range(FRAME_SAMPLES, len(samples) + 1, FRAME_SAMPLES)
        frames = (Frame(samples[end - FRAME_SAMPLES : end], end / SAMPLE_RATE) for end in ends)
        return [heard.time for frame in frames if (heard := self._detector.feed(frame))]
