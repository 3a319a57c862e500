"""Together: has the command grammar and Whisper hear the same turn, and makes one reading of what both know."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from voice.clock import Clock, deadline
from voice.messages import Completeness, Samples, Transcript
from voice.transcribe.fuse import AGREED, GrammarReading, Readings, Understand, agreed, candidates, fuse, weighed
from voice.transcribe.sphinx import SphinxHearing, SphinxRecogniser
from voice.transcribe.whisper import WhisperHearing, WhisperRecogniser
from voice.transcribe.whisper_reader import WhisperResult

PATIENCE_S = 0.6
"""Longest wait for Whisper at a pause, s. It is less than the wait after words that are no command, so it costs nothing;
if they are one, the turn ends that much earlier."""


class Together:
    """Two recognisers as one. `understand` tells what a command would do.

    Whisper is waited for by `clock`. On one that the sound steps no time passes meanwhile, so what is heard in a file does not
    depend on how fast the machine is.
    """

    def __init__(self, grammar: SphinxRecogniser, words: WhisperRecogniser, understand: Understand, clock: Clock) -> None:
        self.grammar = grammar
        self.words = words
        self.understand = understand
        self.clock = clock

    async def load(self) -> None:
        await self.words.load()  # first, as it may be missing
        try:
            await self.grammar.load()
        except BaseException:
            await self.words.close()
            raise

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> "HearingTogether":
        words = await self.words.open(phrase, wake_end)
        try:
            return HearingTogether(self, await self.grammar.open(phrase, wake_end), words)
        except BaseException:
            await words.close()
            raise

    async def close(self) -> None:
        await self.words.close()
        await self.grammar.close()


@dataclass(slots=True)
class Weighed:
    """What Whisper was asked about one reading: at the end of a turn the same is wanted as at its last pause, or less."""

    result: WhisperResult
    alike: tuple[str, ...]
    scores: dict[str, float]


class HearingTogether:
    """Feeds one turn to both, and fuses what they read."""

    def __init__(self, both: Together, grammar: SphinxHearing, words: WhisperHearing) -> None:
        self._both = both
        self._judge, self._understand = cache(both.grammar.judge), cache(both.understand)
        """The same readings are looked at several times in a turn, and words that are no command take longest."""
        self.grammar = grammar
        self._words = words
        self._paused: tuple[WhisperResult, Transcript] | None = None
        """At the last pause: what Whisper read, and the fused transcript."""
        self._weighed: Weighed | None = None
        self._begun: asyncio.Task[WhisperResult] | None = None
        """Whisper's reading at this pause."""

    async def feed(self, samples: Samples) -> None:
        await self._words.feed(samples)
        await self.grammar.feed(samples)

    async def likely(self) -> Transcript | None:
        """The grammar's command, as if Whisper, which reads meanwhile, agreed."""
        if self._begun:
            self._begun.cancel()
        self._begun = asyncio.create_task(self._words.read(ended=False))
        command = self._by_grammar(Readings(await self.grammar.read()), ("complete",))
        return replace(command, confidence=AGREED) if command.is_command else None

    async def partial(self) -> Transcript:
        self._paused = None
        reading = self._begun or asyncio.create_task(self._words.read(ended=False))  # both read at once
        self._begun = None
        try:
            grammar = await self.grammar.read()
            async with deadline(self._both.clock, PATIENCE_S):
                words = await reading
                fused = await self._fused(grammar, words, ("complete", "unfinished"))
        except TimeoutError:
            return self._by_grammar(Readings(grammar), ("complete", "unfinished"))
        finally:
            reading.cancel()
        self._paused = words, fused
        return fused

    async def finish(self) -> Transcript:
        words = await self._words.read(ended=True)
        if self._paused and self._paused[0] is words and self._paused[1].is_command:  # nothing was said since
            return self._paused[1]
        return await self._fused(await self.grammar.read(), words, ("complete",))

    async def close(self) -> None:
        if self._begun:
            self._begun.cancel()
        await self._words.close()
        await self.grammar.close()

    def _by_grammar(self, readings: Readings, wanted: Sequence[Completeness]) -> Transcript:
        return fuse(readings, wanted, self._judge, self._both.grammar.min_confidence)

    async def _fused(self, grammar: GrammarReading, result: WhisperResult, wanted: Sequence[Completeness]) -> Transcript:
        """Fuse the readings; Whisper is asked about the candidates where the two differ. Raises EngineError."""
        judge, understand = self._judge, self._understand
        readings = Readings(grammar, whisper=result.transcript)
        if not result.transcript.text:  # it is no evidence
            return self._by_grammar(readings, wanted)
        if same := agreed(readings, wanted, judge, understand):
            return same
        if self._weighed is None or self._weighed.result is not result:
            self._weighed = Weighed(result, await self._words.alike(result.transcript.text), {})
        known = self._weighed
        readings = replace(readings, alike=known.alike)
        texts = candidates(readings, wanted, judge, understand)
        if not known.scores.keys() >= set(texts):
            known.scores = await self._words.score(result, texts)
        own = result.transcript.text
        scores = {text: score for text, score in known.scores.items() if text in texts or text == own} if texts else {}
        return weighed(readings, scores, wanted, judge, understand, self._both.grammar.min_confidence)
