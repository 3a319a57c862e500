"""A speaker that a program has: it is sent sound a little ahead, and never tells what has been heard of it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from voice.clock import Clock
from voice.messages import Samples
from voice.serve.realtime.events import RATE
from voice.serve.realtime.replies import Replies, Says

LATE_S = 0.1
"""How much later than it is sent sound is heard: a network at home, and a sound card."""


class RealtimeSpeaker:
    """A sink whose sound goes into a reply."""

    estimated = True
    volume = 100
    """A program sets its own; see `RealtimeCaller.begun`."""

    def __init__(self, clock: Clock, rate: int, outbox: Says, replies: Replies, told: "RealtimeTold") -> None:
        """`rate`: that of the samples it is given. `told` hears what goes on here."""
        self.sample_rate = rate
        self._clock = clock
        self._outbox = outbox
        self._replies = replies
        self._told = told
        self._end = 0.0
        """When the last sample will have been heard."""
        self._resampler: Any = None

    def open(self) -> None:
        pass

    def write(self, samples: Samples) -> float:
        import soxr

        begin = max(self._clock.now() + LATE_S, self._end)
        self._end = begin + len(samples) / self.sample_rate
        self._told.speaks()
        if self._resampler is None:
            self._resampler = soxr.ResampleStream(self.sample_rate, RATE, 1, dtype="int16")
        self._send(self._resampler.resample_chunk(samples))
        return begin

    def played(self) -> list[tuple[float, Samples, int]]:
        """Give nothing: a program takes its own voice out of the sound itself."""
        return []

    def duck(self, on: bool) -> None:
        """Do nothing: the protocol has no word for it."""

    def stop(self) -> None:
        self._outbox.drop_sound()
        self._resampler, self._end = None, 0.0
        self._told.stopped()

    async def drain(self) -> None:
        """Wait until all should have been heard."""
        if self._resampler is not None:
            self._send(self._resampler.resample_chunk(np.empty(0, np.int16), last=True))
            self._resampler = None
        await self._clock.sleep(max(0.0, self._end - self._clock.now()))
        self._told.drained()

    def close(self) -> None:
        self._resampler = None

    def _send(self, sound: Samples) -> None:
        if len(sound):
            self._replies.sound(sound)


class RealtimeTold:
    """What a speaker tells whoever it belongs to."""

    def __init__(self, speaks: Callable[[], None], stopped: Callable[[], None], drained: Callable[[], None]) -> None:
        self.speaks, self.stopped, self.drained = speaks, stopped, drained
