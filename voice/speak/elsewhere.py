"""Speaks with a service elsewhere."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, Protocol

import numpy as np

from voice.messages import Samples


class Service(Protocol):
    """A service that makes sound of text, by whatever protocol."""

    @property
    def url(self) -> str: ...

    def synthesise(self, text: str, voice: str) -> AsyncGenerator[tuple[int, Samples], None]:
        """Have it say a sentence: the rate in Hz of each chunk, and its sound. Raises EngineError."""
        ...

    async def close(self) -> None: ...


class ElsewhereVoice:
    """A voice of a service. Nothing is asked of it before there is something to say."""

    sample_rate = 22_050
    """Hz, whatever the service's own rate is, which it tells with the first sound alone."""
    first_words: int | None = None

    def __init__(self, service: Service, voice: str) -> None:
        """`voice`: what the service calls it, "" for its own."""
        self.identity = f"elsewhere {service.url} {voice}"
        self._service = service
        self._voice = voice

    def load(self) -> None:
        pass

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence, in chunks as they come. Raises EngineError."""
        import soxr

        resampler: Any = None
        async with aclosing(self._service.synthesise(text, self._voice)) as chunks:
            async for rate, chunk in chunks:
                if resampler is None:
                    resampler = soxr.ResampleStream(rate, self.sample_rate, 1, dtype="int16")
                if len(sound := resampler.resample_chunk(chunk)):
                    yield sound
        if resampler is not None and len(sound := resampler.resample_chunk(np.empty(0, np.int16), last=True)):
            yield sound

    def close(self) -> None:
        with suppress(RuntimeError):  # no loop, and so no connection
            self._closing = asyncio.get_running_loop().create_task(self._service.close())
