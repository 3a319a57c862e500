"""Takes the assistant's own voice out of what the microphone hears, so that it can be spoken to while it speaks.

The filter is a Kalman filter in the frequency domain (Enzner and Vary 2006, in partitions: Kuech and others 2014). It learns
the way from the speaker to the microphone, as far as that is linear, and leaves other voices as they are; what a cheap speaker
distorts stays. WebRTC's canceller, which was tried first, leaves less of the echo but takes other voices away with it:
behind it 4 of 18 wake words as loud as the echo are heard, behind this one 17 (`benchmarks/README.md`, "Echo").
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from voice.listen import Source
from voice.listen.played import POOR_DB, Played
from voice.messages import FRAME_S, FRAME_SAMPLES, Frame, Samples

Signal = npt.NDArray[np.float64]

PARTS = 16
"""Frames that an echo lasts: 0.32 s from the moment at which the speaker should be heard."""

FORGET = 0.999
"""How much of the way is still as it was a frame ago: 0.9995 learns a little more, 0.998 follows sooner."""

DECAY_DB = 2.0
"""How much fainter an echo is expected to be a frame later. Without that, two seconds pass before 7 dB are gone, not half a
second."""

SMOOTH = 0.8
"""Share of the last frames in the estimate of what is heard beside the echo."""

FAINT_DB = -65.0
"""Echo below it teaches nothing about how much of it is left."""

RISE_DB_PER_S, FALL_DB_PER_S = 3.0, 5.0
"""How fast the estimate of what is left follows: slowly up, as another voice looks like a worse filter."""

FADE_DB_PER_S = 50.0
"""How fast an echo dies away that is longer than the filter."""

MARGIN_DB = 9.0
"""What stands so far above what is usually left of the echo is no echo."""


class EchoFree:
    """A source without what a speaker plays, whose frames tell how loud the rest of that may be."""

    def __init__(self, source: Source, played: Played) -> None:
        self._source = source
        self._played = played
        self._way = EchoPath()
        self.ended = False

    async def frames(self) -> AsyncGenerator[Frame, None]:
        async with aclosing(self._source.frames()) as frames:
            try:
                async for frame in frames:
                    self.ended = self._source.ended
                    yield self._cancelled(frame)
            finally:
                self._played.close()

    def _cancelled(self, frame: Frame) -> Frame:
        far, is_new = self._played.during(frame, self._way.left_db)
        if is_new:
            self._way.doubt()
        if far is None:
            return frame
        samples, echo_db = self._way.feed(frame.samples, far)
        return replace(frame, samples=samples, echo_db=echo_db)


class EchoPath:
    """The way from a speaker to a microphone, as far as it has been learnt."""

    def __init__(self) -> None:
        shape = PARTS, FRAME_SAMPLES + 1
        self._way = np.zeros(shape, complex)
        self._far = np.zeros(shape, complex)
        self._last_far: Signal = np.zeros(FRAME_SAMPLES)
        self._beside: Signal = np.zeros(FRAME_SAMPLES + 1)
        """Power of what is heard beside the echo."""
        self._echo_db = -np.inf
        self.left_db = 0.0
        """Level of what is usually left of an echo, against the echo itself."""
        self.doubt()

    def doubt(self) -> None:
        """Learn anew, from what is known: the way may have changed."""
        likely = 10 ** (-DECAY_DB / 10 * np.arange(PARTS))
        self._unsure = np.repeat(likely[:, None], FRAME_SAMPLES + 1, axis=1)
        """How far the way may be from what was learnt, squared."""

    def feed(self, near: Samples, far: Samples) -> tuple[Samples, float]:
        """What is left of a frame without what the speaker played then, and up to which level that may be echo."""
        echo, left = self._parted(near.astype(np.float64), far.astype(np.float64))
        return np.clip(np.rint(left), -32768, 32767).astype(np.int16), self._judged(_db(echo), _db(left))

    def _parted(self, near: Signal, far: Signal) -> tuple[Signal, Signal]:
        """The echo, and the rest."""
        self._far = np.concatenate([np.fft.rfft(np.concatenate([self._last_far, far]))[None], self._far[:-1]])
        self._last_far = far
        echo: Signal = np.fft.irfft((self._far * self._way).sum(axis=0))[FRAME_SAMPLES:]
        left = near - echo
        self._learn(np.fft.rfft(np.concatenate([np.zeros(FRAME_SAMPLES), left])))
        return echo, left

    def _learn(self, left: npt.NDArray[np.complex128]) -> None:
        power = np.abs(left) ** 2
        self._beside = SMOOTH * self._beside + (1 - SMOOTH) * power if self._beside.any() else power
        loud = np.abs(self._far) ** 2
        step = self._unsure / ((loud * self._unsure).sum(axis=0) + 2 * self._beside + 1e-3)
        change = np.fft.irfft(step * self._far.conj() * left, axis=1)
        change[:, FRAME_SAMPLES:] = 0
        self._way = FORGET * (self._way + np.fft.rfft(change, axis=1))
        known = FORGET**2 * (1 - 0.5 * step * loud) * self._unsure
        self._unsure = known + (1 - FORGET**2) * np.abs(self._way) ** 2

    def _judged(self, echo_db: float, left_db: float) -> float:
        """Follow how much of the echo is left; up to which level a frame may be nothing else."""
        self._echo_db = max(echo_db, self._echo_db - FADE_DB_PER_S * FRAME_S)
        bound_db = self._echo_db + self.left_db + MARGIN_DB if self.left_db < POOR_DB else 0.0
        if self._echo_db > FAINT_DB:
            more = left_db - self._echo_db > self.left_db
            self.left_db = min(0.0, self.left_db + (RISE_DB_PER_S if more else -FALL_DB_PER_S) * FRAME_S)
        return bound_db


def _db(sound: Signal) -> float:
    """Level, dB of full scale."""
    return float(10 * np.log10(max((sound**2).mean() / 32768**2, 1e-18)))
