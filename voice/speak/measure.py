"""Measures whether this machine carries a voice, so that `voice setup` can choose one that begins in time."""

from contextlib import aclosing
from statistics import median
from typing import NamedTuple

from voice.clock import stopwatch
from voice.speak import Voice

REPLY = "The timer is set for five minutes, and the lights in the kitchen are off."
TRIES = 3

IN_TIME = 0.5
"""The share of the longest wait that the first sound may take while the machine does nothing else."""

KEEPS_UP = 0.7
"""The most seconds of work for a second of sound, on a machine that does nothing else: above it replies have gaps."""


class Pace(NamedTuple):
    first_ms: float
    """Milliseconds to the first sound of a reply."""
    work: float
    """Seconds of work for a second of sound."""

    def suits(self, late_ms: float) -> bool:
        """Whether a reply would begin well within `late_ms` and have no gaps."""
        return self.first_ms <= IN_TIME * late_ms and self.work <= KEEPS_UP


async def pace(voice: Voice) -> Pace:
    """Have a loaded voice speak: the medians of some tries. Raises EngineError."""
    words = REPLY.split()
    first = " ".join(words[: voice.first_words or len(words)])
    begun = [(await _timed(voice, first))[0] for _ in range(TRIES)]
    whole = [(await _timed(voice, REPLY))[1] for _ in range(TRIES)]
    return Pace(median(begun) * 1e3, median(whole))


async def _timed(voice: Voice, text: str) -> tuple[float, float]:
    """Seconds to the first sound, and of work for a second of it."""
    watch, first, samples = stopwatch(), 0.0, 0
    async with aclosing(voice.synthesise(text)) as chunks:
        async for chunk in chunks:
            first = first or watch()
            samples += len(chunk)
    return first, watch() * voice.sample_rate / max(1, samples)
