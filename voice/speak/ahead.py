"""A voice that can begin to make a sentence before it is certain that it will be said."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from voice.clock import Clock
from voice.messages import Samples
from voice.speak import Voice


@dataclass(slots=True)
class Prepared:
    """A sentence whose first sound is being made, or waits."""

    text: str
    chunks: AsyncGenerator[Samples, None]
    first: "asyncio.Task[Samples | None]"
    began: float
    made: float | None = None
    """Clock seconds at which the first sound was there."""


class VoiceAhead:
    """One conversation's way to a voice: at most one sentence is prepared, and taken when the same is to be said."""

    def __init__(self, voice: Voice, clock: Clock) -> None:
        self.hidden_ms = 0.0
        """Work on the sentence said last that was done before it was asked for, ms."""
        self._voice = voice
        self._clock = clock
        self._prepared: Prepared | None = None

    @property
    def sample_rate(self) -> int:
        return self._voice.sample_rate

    @property
    def first_words(self) -> int | None:
        return self._voice.first_words

    @property
    def is_prepared(self) -> bool:
        return self._prepared is not None

    async def prepare(self, text: str) -> None:
        """Begin to make a sentence, in place of the one that was prepared before."""
        await self.forget()
        chunks = self._voice.synthesise(text)
        self._prepared = Prepared(text, chunks, asyncio.create_task(_first(chunks)), self._clock.now())
        self._prepared.first.add_done_callback(self._note)

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence, first what was prepared of it."""
        if self._prepared and self._prepared.text != text:
            await self.forget()
        ready, self._prepared = self._prepared, None
        self.hidden_ms = 0.0 if ready is None else self._worked_ms(ready)
        async with aclosing(ready.chunks if ready else self._voice.synthesise(text)) as chunks:
            chunk = await (ready.first if ready else anext(chunks, None))
            while chunk is not None:
                yield chunk
                chunk = await anext(chunks, None)

    async def forget(self) -> float:
        """Drop what was prepared and has not been said; the ms of work on it."""
        ready, self._prepared = self._prepared, None
        if ready is None:
            return 0.0
        ready.first.cancel()
        await asyncio.gather(ready.first, return_exceptions=True)
        await ready.chunks.aclose()
        return self._worked_ms(ready)

    def _note(self, first: "asyncio.Task[Samples | None]") -> None:
        if self._prepared and self._prepared.first is first:
            self._prepared.made = self._clock.now()

    def _worked_ms(self, ready: Prepared) -> float:
        until = self._clock.now() if ready.made is None else ready.made
        return (until - ready.began) * 1e3


async def _first(chunks: AsyncGenerator[Samples, None]) -> Samples | None:
    return await anext(chunks, None)
