"""Loudness: when somebody spoke, going by how loud the turn was until then."""

import numpy as np

from voice.messages import FRAME_SAMPLES, Samples

STEADY_DB = 6.0
"""Sound whose loud and quiet parts are no further apart tells nothing about who speaks when."""
ONSET, WITHIN = 3, 5
"""Loud frames, of so many, that are speech: those of the endpointer."""


class Loudness:
    """The level of each frame of one turn."""

    def __init__(self) -> None:
        self._levels: list[float] = []
        self._rest = np.zeros(0, np.int16)

    def push(self, samples: Samples) -> None:
        joined = np.concatenate([self._rest, samples])
        whole = len(joined) // FRAME_SAMPLES * FRAME_SAMPLES
        frames = joined[:whole].reshape(-1, FRAME_SAMPLES).astype(np.float32)
        self._levels += (10 * np.log10(frames.var(1) + 1.0)).tolist()
        self._rest = joined[whole:]

    def speaks_since(self, sample: int) -> bool:
        """Whether something may have been said after a sample of the turn."""
        since = self._levels[sample // FRAME_SAMPLES :]
        if len(since) < ONSET:
            return False
        low, high = np.percentile(self._levels, [10, 95])
        if high - low < STEADY_DB:
            return True
        loud = np.convolve(np.array(since) > (low + high) / 2, np.ones(WITHIN))
        return bool(loud.max() >= ONSET)
