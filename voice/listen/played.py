"""What the speaker played, cut to the frames of the microphone by the clock times of both, and by how late it is heard."""

import math
from collections import deque
from typing import Any

import numpy as np
import numpy.typing as npt

from voice.messages import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from voice.sink import Sink

KEPT_S = 4.0
"""How much is kept: more than a measurement looks at."""

HEARD = 3
"""Amplitude from which a sample can be heard: resamplers dither silence by one or two."""

LAST_S = 0.4
"""So long behind the last sound nothing is heard of it any more."""

JUMP_S = 0.1
"""Times that differ so much from those before are those of another stream."""

SLEW = 0.02
"""How much of a difference is believed at once: single blocks come early and late by some milliseconds."""

OFF_S = 0.004
"""So far the clocks of two devices may have drifted apart before what was played is cut anew, and a little is learnt again."""

LEAD_S = 0.01
"""A sound is expected so much earlier than its host says."""

MEASURE_S, SPAN_S = 0.5, 2.0
"""While little of the echo is found, how late it is heard is measured so often, in so much sound."""

POOR_DB = -4.0
"""Where more than this is left of an echo, the way is not known yet: perhaps it is looked for at the wrong time."""

LATEST_S = 1.0
"""The latest that a speaker is heard."""

FOUND_S = 0.15
"""An echo that begins within this time of the moment at which it is expected is at its place."""

CLEAR = 8.0
"""How far a measurement stands out of chance, in standard deviations."""


class Played:
    """The last seconds of what a sink played, at 16 kHz, from sample 0 of its stream."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._sound: Samples = np.empty(0, np.int16)
        self._first = 0
        """Which sample of its stream the first of these is."""
        self._loud_to = -math.inf
        """The sample behind the last that can be heard. It is asked first, as mostly nothing is played."""
        self._restart(0.0, 0)
        self._heard: deque[Samples] = deque(maxlen=round(SPAN_S / FRAME_S))
        """The last that the microphone heard."""
        self._late_s = -LEAD_S
        """How much later than its host says a sound is expected at the microphone."""
        self._until_measured = SPAN_S

    def during(self, frame: Frame, left_db: float) -> tuple[Samples | None, bool]:
        """What is to be heard in a frame of what was played, None where that is nothing, and whether the times are new ones.

        `left_db`: how much of the echo is left where it is looked for now.
        """
        self._take()
        self._heard.append(frame.samples)
        moved = self._follow((frame.time - FRAME_S - self._late_s - self._origin) * SAMPLE_RATE)
        begin = self._next
        self._next += FRAME_SAMPLES
        since = begin - round(LAST_S * SAMPLE_RATE)
        if since >= self._loud_to or not _loud(self._span(since, begin + FRAME_SAMPLES)).any():
            return None, False
        if left_db > POOR_DB:
            self._measure(frame.time)
        return self._span(begin, begin + FRAME_SAMPLES), moved

    def close(self) -> None:
        """Let go of what was kept."""
        self._restart(0.0, 0)

    def _take(self) -> None:
        """Take what was played since the last frame."""
        for time, samples, rate in self._sink.played():
            early_s = time - self._origin - (self._fed / rate if self._fed else 0.0)
            if rate != self._rate or abs(early_s) > JUMP_S:
                self._restart(time, rate)
            else:
                self._origin += SLEW * early_s
            self._fed += len(samples)
            sound = samples if self._resampler is None else self._resampler.resample_chunk(samples)
            if (loud := np.flatnonzero(_loud(sound))).size:
                self._loud_to = self._first + len(self._sound) + int(loud[-1]) + 1
            self._sound = np.concatenate([self._sound, sound])
        if (over := len(self._sound) - round(KEPT_S * SAMPLE_RATE)) > SAMPLE_RATE:
            self._sound, self._first = self._sound[over:], self._first + over

    def _restart(self, time: float, rate: int) -> None:
        """A stream begins, whose first sample is heard at `time`, by its host's account."""
        self._origin, self._rate, self._fed = time, rate, 0
        self._sound, self._first = np.empty(0, np.int16), 0
        self._next, self._off, self._loud_to = 0, 0.0, -math.inf
        self._resampler: Any = None
        if rate not in (0, SAMPLE_RATE):
            import soxr

            self._resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="int16")

    def _follow(self, wanted: float) -> bool:
        """Keep to the sample behind the last one, as long as the clocks agree; whether they do not."""
        if abs(wanted - self._next) > JUMP_S * SAMPLE_RATE:
            self._off = wanted - self._next
        else:
            self._off += SLEW * (wanted - self._next - self._off)
        if moved := abs(self._off) > OFF_S * SAMPLE_RATE:
            self._next += round(self._off)
            self._off = 0.0
        return moved

    def _span(self, begin: int, end: int) -> Samples:
        """Samples of the stream; zeros where none were played or are kept."""
        there = self._sound[max(0, begin - self._first) : max(0, end - self._first)]
        before = min(max(0, self._first - begin), end - begin)
        return np.pad(there, (before, end - begin - before - len(there)))

    def _measure(self, time: float) -> None:
        """Now and then, look at what time the echo is really heard, and expect it then."""
        self._until_measured -= FRAME_S
        if self._until_measured > 0:
            return
        self._until_measured = MEASURE_S
        now, longest = round((time - self._origin) * SAMPLE_RATE), round((SPAN_S + LATEST_S) * SAMPLE_RATE)
        late = lateness(np.concatenate(self._heard), self._span(now - longest, now))
        if late is not None and not 0 <= late / SAMPLE_RATE - self._late_s < FOUND_S:
            self._late_s = late / SAMPLE_RATE - LEAD_S


def _loud(sound: Samples) -> npt.NDArray[np.bool_]:
    """Which samples can be heard."""
    return np.abs(sound) >= HEARD


def lateness(heard: Samples, played: Samples) -> int | None:
    """How many samples later what was played is in what was heard, both up to now; None where it is not clear.

    Of all frequencies only the phase is looked at, so that the loud ones do not decide (GCC-PHAT).
    """
    size = 1 << (len(played) + len(heard)).bit_length()
    cross = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    alike = np.fft.irfft(cross / np.maximum(np.abs(cross), 1e-9), size)
    later = np.roll(alike, len(played) - len(heard))[: len(played) - len(heard)]
    best = int(np.argmax(later))
    return best if later[best] > CLEAR * later.std() else None
