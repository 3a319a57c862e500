"""Cuts blocks of sound of any length and rate into 20 ms frames at 16 kHz."""

import numpy as np

from voice.messages import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Samples


class Framer:
    """Resamples a stream from `rate` Hz and cuts it into frames."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._resampler = None
        if rate != SAMPLE_RATE:
            import soxr

            self._resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="int16")
        self._rest = np.empty(0, np.int16)
        self._fed = 0
        self._given = 0

    @property
    def held_s(self) -> float:
        """Seconds of sound fed but not yet given out."""
        return self._fed / self._rate - self._given * FRAME_S

    def feed(self, block: Samples, last: bool = False) -> list[Samples]:
        """Take a block at the source's rate; return the frames that are now whole. `last` pads the final one with silence."""
        self._fed += len(block)
        if self._resampler is not None:
            block = self._resampler.resample_chunk(block, last=last)
        sound = np.concatenate([self._rest, block]) if self._rest.size else block
        if last:
            sound = np.pad(sound, (0, -len(sound) % FRAME_SAMPLES))
        whole = len(sound) // FRAME_SAMPLES
        self._rest = sound[whole * FRAME_SAMPLES :]
        self._given += whole
        return list(sound[: whole * FRAME_SAMPLES].reshape(whole, FRAME_SAMPLES))
