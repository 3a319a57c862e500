"""Plays a reply, sentence by sentence, as soon as its first chunk is there."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

import numpy as np

from voice.clock import Clock
from voice.messages import Samples, Sink
from voice.speak import Voice
from voice.speak.fallback import Fallback
from voice.speak.normalise import normalise

AHEAD_S = 3.0
"""Seconds of sound made before it is needed: enough to cover a slow sentence, little to throw away when interrupted."""

PAUSE_S = 0.2
"""Seconds of silence between two sentences."""

LATE_S = 1.0
"""Seconds to wait for a slow voice's first sound; then the spare voice says the sentence. If it is longer, people ask
again; if it is shorter, a change of voice in the middle of a reply disturbs more than the wait."""

WHOLE = re.compile(r"""^[#|>*+-]|[.!?…:]["')\]\u2019\u201d»*_`]*$""")
"""Matches a piece of a reply that is not cut short: a heading, a list item, or a sentence with its end."""

AUDIBLE = 200
"""Amplitude from which a sample can be heard: -44 dB of full scale."""


class Player:
    """Says sentences with a voice through a sink, which have to be loaded, open, and of the same sample rate.

    The spare voice, loaded and of any rate, says what the voice fails at or is `late_s` late with.
    """

    def __init__(self, voice: Voice, sink: Sink, clock: Clock, spare: Voice | None = None, late_s: float = LATE_S) -> None:
        self._voice = voice
        self.sink = sink
        self._clock = clock
        self._fallback = Fallback(voice, spare, clock, late_s) if spare else None
        self._dry_at = 0.0
        """Clock seconds when all that was handed over will have been heard."""

    @property
    def slow(self) -> bool:
        """Whether the first piece of a reply has to be short for an early start."""
        return self._fallback is not None

    async def play(
        self,
        sentences: AsyncIterator[str],
        started: Callable[[float, float], None] | None = None,
        fell_back: Callable[[str], None] = lambda why: None,
    ) -> None:
        """Say `sentences`; return when the last has been heard. Cancelling it, or an error, stops the sound.

        `started(speech_first_audio, audible)` is called once, when a sample that can be heard has gone to
        the sink: clock seconds of handing over the first sample, and of hearing the first that is not silent.
        `fell_back(why)` is called for each sentence that the spare voice says.
        The clock is held while sound is being made, so `sentences` must not sleep by it.
        """
        first_audio: float | None = None
        audible: float | None = None
        self._dry_at = 0.0
        async with aclosing(self._sound(sentences, fell_back)) as chunks:
            try:
                while (chunk := await self._next(chunks)) is not None:
                    now = self._clock.now()
                    at = self.sink.write(chunk)
                    self._dry_at = at + len(chunk) / self.sink.sample_rate
                    first_audio = now if first_audio is None else first_audio
                    if audible is None and (offset := first_loud(chunk)) is not None:
                        audible = at + offset / self.sink.sample_rate
                        if started is not None:
                            started(first_audio, audible)
                    if audible is not None:
                        await self._clock.sleep(self._dry_at - self._clock.now() - AHEAD_S)
                if audible is not None:
                    await self.sink.drain()
            except BaseException:
                self.sink.stop()  # before the work is stopped, which may take longer
                raise

    async def _next(self, chunks: AsyncIterator[Samples]) -> Samples | None:
        with self._clock.working():
            return await anext(chunks, None)

    async def _sound(self, sentences: AsyncIterator[str], fell_back: Callable[[str], None]) -> AsyncGenerator[Samples, None]:
        begun = pause = False
        async for sentence in sentences:
            if not (text := normalise(sentence)):
                continue
            if pause:
                yield np.zeros(round(PAUSE_S * self.sink.sample_rate), np.int16)
            async with aclosing(self._synthesised(text, fell_back)) as chunks:
                async for chunk in chunks:
                    yield chunk
            pause = begun or not self.slow or WHOLE.search(sentence) is not None
            begun = True

    def _synthesised(self, text: str, fell_back: Callable[[str], None]) -> AsyncGenerator[Samples, None]:
        if self._fallback is None:
            return self._voice.synthesise(text)
        slack = max(0.0, self._dry_at - self._clock.now())
        return self._fallback.synthesise(text, slack, fell_back)


def first_loud(chunk: Samples) -> int | None:
    """Find the index of the first sample that can be heard; None where there is none."""
    loud = np.flatnonzero((chunk >= AUDIBLE) | (chunk <= -AUDIBLE))
    return int(loud[0]) if len(loud) else None
