"""Loudness: tells whether somebody spoke, going by how loud the turn was until then."""

import numpy as np

from voice.messages import FRAME_SAMPLES, Samples

STEADY_DB = 6.0
"""Where loud and quiet parts differ by less than this, loudness cannot tell speech from silence."""
ONSET, WITHIN = 3, 5
"""Three loud frames among five are speech, as for the endpointer."""


class Loudness:
    """Keeps the level of each frame of one turn."""

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
