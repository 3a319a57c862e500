"""Lets a second voice say what the first one fails at or is late with. The next sentence is tried with the first again."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import numpy as np

from voice.clock import Clock, deadline
from voice.errors import EngineError
from voice.messages import Samples
from voice.speak import Voice


class Fallback:
    """A voice, and a spare one for sentences whose first sound comes more than `late_s` seconds too late."""

    def __init__(self, voice: Voice, spare: Voice, clock: Clock, late_s: float) -> None:
        self._voice = voice
        self._spare = spare
        self._clock = clock
        self._late_s = late_s

    async def synthesise(self, text: str, slack_s: float, fell_back: Callable[[str], None]) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence, at the first voice's rate. `slack_s`: seconds of sound still to be played before it.

        `fell_back` is told why the spare voice speaks. Raises EngineError when that fails too.
        """
        limit = self._late_s + slack_s
        try:
            async with aclosing(self._voice.synthesise(text)) as chunks:
                async with deadline(self._clock, limit):
                    first = await anext(chunks, None)
                if first is not None:
                    yield first
                async for chunk in chunks:
                    yield chunk
            return
        except TimeoutError:
            why = f"no sound within {limit:.1f} s"
        except EngineError as error:
            why = str(error)
        fell_back(why)
        async with aclosing(self._said_by_spare(text)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _said_by_spare(self, text: str) -> AsyncGenerator[Samples, None]:
        import soxr

        resampler = soxr.ResampleStream(self._spare.sample_rate, self._voice.sample_rate, 1, dtype="int16")
        async with aclosing(self._spare.synthesise(text)) as chunks:
            async for chunk in chunks:
                if len(sound := resampler.resample_chunk(chunk)):
                    yield sound
        yield resampler.resample_chunk(np.empty(0, np.int16), last=True)
