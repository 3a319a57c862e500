"""Together: the command grammar and Whisper on the same turn. When the grammar is sure, nobody waits for Whisper."""

import asyncio
from dataclasses import replace

from voice.messages import Samples, Transcript
from voice.transcribe import Transcriber

PATIENCE_S = 0.6
"""How long a pause may ask for Whisper's words. It is less than the wait after words that are no command, so it costs nothing;
if they are one, the turn ends that much earlier."""


class Together:
    """Two recognisers as one. `grammar` says which words are a command, `words` knows all others."""

    def __init__(self, grammar: Transcriber, words: Transcriber) -> None:
        self._grammar = grammar
        self._words = words
        self._paused: tuple[Transcript, Transcript] | None = None
        """What Whisper and the grammar said at the last pause, where the grammar was not sure."""

    async def load(self) -> None:
        await self._words.load()  # first, as it may be missing
        try:
            await self._grammar.load()
        except BaseException:
            await self._words.close()
            raise

    async def start(self) -> None:
        self._paused = None
        await self._grammar.start()
        await self._words.start()

    async def feed(self, samples: Samples) -> None:
        await self._words.feed(samples)
        await self._grammar.feed(samples)

    async def partial(self) -> Transcript:
        self._paused = None
        sure = await self._grammar.partial()
        if sure.is_command:
            return sure
        try:
            async with asyncio.timeout(PATIENCE_S):
                words = await self._words.partial()
        except TimeoutError:
            return sure
        self._paused = words, sure
        return _timed(words, sure)

    async def finish(self) -> Transcript:
        if self._paused:
            words, sure = self._paused
            if await self._words.finish() is words:  # nothing was said since, so the grammar would say the same again
                return _timed(words, sure)
        sure = await self._grammar.finish()
        return sure if sure.is_command else _timed(await self._words.finish(), sure)

    async def close(self) -> None:
        await self._words.close()
        await self._grammar.close()


def _timed(words: Transcript, sure: Transcript) -> Transcript:
    """Whisper's words, with what the grammar knows of the wake word."""
    return replace(words, wake_end=sure.wake_end)
