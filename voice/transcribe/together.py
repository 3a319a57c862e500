"""Together: the command grammar and Whisper on the same turn. When the grammar is sure, nobody waits for Whisper."""

from dataclasses import replace

from voice.clock import Clock, deadline
from voice.messages import Samples, Transcript
from voice.transcribe import Hearing, Recogniser

PATIENCE_S = 0.6
"""How long a pause may ask for Whisper's words. It is less than the wait after words that are no command, so it costs nothing;
if they are one, the turn ends that much earlier."""


class Together:
    """Two recognisers as one. `grammar` says which words are a command, `words` knows all others.

    Whisper is waited for by `clock`. On one that the sound steps no time passes meanwhile, so what is heard in a file does not
    depend on how fast the machine is.
    """

    def __init__(self, grammar: Recogniser, words: Recogniser, clock: Clock) -> None:
        self.grammar = grammar
        self.words = words
        self._clock = clock

    async def load(self) -> None:
        await self.words.load()  # first, as it may be missing
        try:
            await self.grammar.load()
        except BaseException:
            await self.words.close()
            raise

    async def open(self) -> "HearingTogether":
        words = await self.words.open()
        try:
            return HearingTogether(await self.grammar.open(), words, self._clock)
        except BaseException:
            await words.close()
            raise

    async def close(self) -> None:
        await self.words.close()
        await self.grammar.close()


class HearingTogether:
    """One turn, heard by both."""

    def __init__(self, grammar: Hearing, words: Hearing, clock: Clock) -> None:
        self._grammar = grammar
        self._words = words
        self._clock = clock
        self._paused: tuple[Transcript, Transcript] | None = None
        """What Whisper and the grammar said at the last pause, where the grammar was not sure."""

    async def feed(self, samples: Samples) -> None:
        await self._words.feed(samples)
        await self._grammar.feed(samples)

    async def partial(self) -> Transcript:
        self._paused = None
        sure = await self._grammar.partial()
        if sure.is_command:
            return sure
        try:
            async with deadline(self._clock, PATIENCE_S):
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
