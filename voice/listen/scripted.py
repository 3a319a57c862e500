"""A source that is silent until it is told what to say, so that a script can wait for the replies."""

from collections.abc import AsyncGenerator

import numpy as np

from voice.clock import AudioClock, Clock
from voice.messages import FRAME_S, FRAME_SAMPLES, Frame, Samples


class Scripted:
    """Gives frames in real time, or at the pace of an `AudioClock`. Ends after `hang_up`.

    In real time frames come in blocks of `block_s` seconds, each once all of it has been said, as a microphone's do.
    """

    def __init__(self, clock: Clock, block_s: float = FRAME_S) -> None:
        self._clock = clock
        self._block_s = block_s
        self._said = float("-inf")
        """When the current block ended."""
        self._queued = np.empty(0, np.int16)
        self._hung_up = False
        self.ended = False
        """Only silence is to come."""

    def say(self, samples: Samples) -> None:
        """Queue sound (16 kHz) behind what is being said."""
        self._queued = np.concatenate([self._queued, samples])

    def hang_up(self) -> None:
        """Say nothing more: the source ends once all that is queued has been heard."""
        self._hung_up = True

    @property
    def hung_up(self) -> bool:
        return self._hung_up

    @property
    def silent(self) -> bool:
        """Whether all that was queued has been heard."""
        return not self._queued.size

    async def frames(self) -> AsyncGenerator[Frame]:
        due = self._clock.now()
        while True:
            due = await self._next(due)
            self.ended = self._hung_up and self.silent
            now, self._queued = self._queued[:FRAME_SAMPLES], self._queued[FRAME_SAMPLES:]
            yield Frame(now if now.size == FRAME_SAMPLES else np.pad(now, (0, FRAME_SAMPLES - now.size)), due)

    async def _next(self, due: float) -> float:
        """Wait for the end of the next frame; return its clock time."""
        if isinstance(self._clock, AudioClock):
            return await self._clock.step(FRAME_S)
        if due > self._said - FRAME_S / 2:
            self._said = due + self._block_s
            await self._clock.sleep(self._said - self._clock.now())
        return due + FRAME_S
