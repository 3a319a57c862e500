"""Plays a reply: sentence by sentence, from its first chunk on."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

import numpy as np

from voice.clock import Clock
from voice.messages import Samples, Sink
from voice.speak import Voice
from voice.speak.normalise import normalise

AHEAD_S = 3.0
"""Sound made before it is needed: enough to bridge a slow sentence, little to throw away when interrupted."""

PAUSE_S = 0.2
"""Silence between two sentences."""

AUDIBLE = 200
"""Amplitude from which a sample is heard: -44 dB of full scale."""


class Player:
    """Says sentences with `voice` through `sink`; both must be loaded, open, and of one sample rate."""

    def __init__(self, voice: Voice, sink: Sink, clock: Clock) -> None:
        self._voice = voice
        self.sink = sink
        self._clock = clock

    async def play(
        self, sentences: AsyncIterator[str], started: Callable[[float, float], None] | None = None
    ) -> None:
        """Say `sentences`; return when the last has been heard. Cancelling it, or an error, stops the sound.

        `started(speech_first_audio, audible)` is called once, when a sample that can be heard has gone to
        the sink: clock seconds of handing over the first sample, and of hearing the first that is not silent.
        The clock is held while sound is being made, so `sentences` must not sleep by it.
        """
        finished = False
        first_audio: float | None = None
        audible: float | None = None
        try:
            async with aclosing(self._sound(sentences)) as chunks:
                while (chunk := await self._next(chunks)) is not None:
                    now = self._clock.now()
                    at = self.sink.write(chunk)
                    first_audio = now if first_audio is None else first_audio
                    if audible is None and (offset := first_loud(chunk)) is not None:
                        audible = at + offset / self.sink.sample_rate
                        if started is not None:
                            started(first_audio, audible)
                    if audible is not None:
                        end = at + len(chunk) / self.sink.sample_rate
                        await self._clock.sleep(end - self._clock.now() - AHEAD_S)
            if audible is not None:
                await self.sink.drain()
            finished = True
        finally:
            if not finished:
                self.sink.stop()

    async def _next(self, chunks: AsyncIterator[Samples]) -> Samples | None:
        with self._clock.working():
            return await anext(chunks, None)

    async def _sound(self, sentences: AsyncIterator[str]) -> AsyncGenerator[Samples, None]:
        pause: Samples | None = None
        async for sentence in sentences:
            if not (text := normalise(sentence)):
                continue
            if pause is not None:
                yield pause
            async with aclosing(self._voice.synthesise(text)) as chunks:
                async for chunk in chunks:
                    yield chunk
            pause = np.zeros(round(PAUSE_S * self.sink.sample_rate), np.int16)


def first_loud(chunk: Samples) -> int | None:
    """Index of the first sample that can be heard."""
    loud = np.flatnonzero((chunk >= AUDIBLE) | (chunk <= -AUDIBLE))
    return int(loud[0]) if len(loud) else None
