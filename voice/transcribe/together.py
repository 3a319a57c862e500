"""Together: has the command grammar and Whisper hear the same turn. When the grammar is sure, nobody waits for Whisper."""

from collections.abc import Callable, Sequence

from voice.clock import Clock, deadline
from voice.messages import Completeness, Samples, Transcript
from voice.transcribe import Hearing, Recogniser
from voice.transcribe.fuse import Readings
from voice.transcribe.sphinx import SphinxHearing, SphinxRecogniser

Fuse = Callable[[Readings, Sequence[Completeness]], Transcript]
"""`fuse.fuse` with its last two arguments set: makes one transcript of the readings; says which commands are wanted."""

PATIENCE_S = 0.6
"""Longest wait for Whisper at a pause, s. It is less than the wait after words that are no command, so it costs nothing;
if they are one, the turn ends that much earlier."""


class Together:
    """Two recognisers as one. `grammar` says which words are a command, `words` knows all others.

    Whisper is waited for by `clock`. On one that the sound steps no time passes meanwhile, so what is heard in a file does not
    depend on how fast the machine is.
    """

    def __init__(self, grammar: SphinxRecogniser, words: Recogniser, clock: Clock) -> None:
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
            return HearingTogether(await self.grammar.open(), words, self.grammar.fuse, self._clock)
        except BaseException:
            await words.close()
            raise

    async def close(self) -> None:
        await self.words.close()
        await self.grammar.close()


class HearingTogether:
    """Feeds one turn to both, and fuses what they read."""

    def __init__(self, grammar: SphinxHearing, words: Hearing, fuse: Fuse, clock: Clock) -> None:
        self._grammar = grammar
        self._words = words
        self._fuse = fuse
        self._clock = clock
        self._paused: tuple[Transcript, Transcript] | None = None
        """At the last pause where the grammar was unsure: Whisper's transcript and the fused one."""

    async def feed(self, samples: Samples) -> None:
        await self._words.feed(samples)
        await self._grammar.feed(samples)

    async def partial(self) -> Transcript:
        self._paused = None
        grammar = await self._grammar.read()
        sure = self._fuse(Readings(grammar), ("complete", "unfinished"))
        if sure.is_command:
            return sure
        try:
            async with deadline(self._clock, PATIENCE_S):
                words = await self._words.partial()
        except TimeoutError:
            return sure
        fused = self._fuse(Readings(grammar, whisper=words), ("complete", "unfinished"))
        self._paused = words, fused
        return fused

    async def finish(self) -> Transcript:
        if self._paused:
            words, fused = self._paused
            if await self._words.finish() is words:  # nothing was said since, so the grammar would say the same again
                return fused
        grammar = await self._grammar.read()
        sure = self._fuse(Readings(grammar), ("complete",))
        return sure if sure.is_command else self._fuse(Readings(grammar, whisper=await self._words.finish()), ("complete",))

    async def close(self) -> None:
        await self._words.close()
        await self._grammar.close()
