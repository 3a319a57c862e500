"""Speaks a reply with one voice from its first word to its last, and with a spare one where that cannot begin or fails."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import numpy as np

from voice.clock import Clock, deadline
from voice.errors import EngineError
from voice.messages import Samples
from voice.speak import Voice
from voice.speak.ahead import VoiceAhead

STUCK_S = 10.0
"""Seconds without sound in the middle of a reply after which a voice counts as failed. A short wait is no reason to change
it: a change of voice disturbs more."""


class ReplyVoice:
    """The voice of one reply. The spare one takes over all that is left when the first is `late_s` late to begin, or fails."""

    def __init__(
        self, voice: Voice | VoiceAhead, spare: Voice, clock: Clock, late_s: float, fell_back: Callable[[str], None]
    ) -> None:
        """`fell_back` is told why the spare voice takes over, at most once."""
        self._voice = voice
        self._spare = spare
        self._clock = clock
        self._late_s = late_s
        self._fell_back = fell_back
        self._begun = self._by_spare = False

    def leave_to_spare(self, why: str = "") -> None:
        """Have the spare voice say all that is left of the reply; `why`: what is told of it."""
        if why and not self._by_spare:
            self._fell_back(why)
        self._by_spare = True

    async def synthesise(self, text: str, slack_s: float) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence, at the first voice's rate. `slack_s`: seconds of sound still to be played before it.

        A sentence that breaks off is said again, whole. Raises EngineError when the spare voice fails too.
        """
        if not self._by_spare:
            try:
                async with aclosing(self._by_voice(text, slack_s)) as chunks:
                    async for chunk in chunks:
                        yield chunk
                return
            except EngineError as error:
                self.leave_to_spare(str(error))
        async with aclosing(self._said_by_spare(text)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _by_voice(self, text: str, slack_s: float) -> AsyncGenerator[Samples, None]:
        limit = slack_s + STUCK_S if self._begun else self._late_s
        async with aclosing(self._voice.synthesise(text)) as chunks:
            try:
                async with deadline(self._clock, limit):
                    chunk = await anext(chunks, None)
            except TimeoutError:
                raise EngineError(f"no sound within {limit:.1f} s", "") from None
            while chunk is not None:
                self._begun = True
                yield chunk
                chunk = await anext(chunks, None)

    async def _said_by_spare(self, text: str) -> AsyncGenerator[Samples, None]:
        import soxr

        resampler = soxr.ResampleStream(self._spare.sample_rate, self._voice.sample_rate, 1, dtype="int16")
        async with aclosing(self._spare.synthesise(text)) as chunks:
            async for chunk in chunks:
                if len(sound := resampler.resample_chunk(chunk)):
                    yield sound
        yield resampler.resample_chunk(np.empty(0, np.int16), last=True)
