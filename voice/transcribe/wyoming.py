"""Has a Wyoming service read what was said, and the command grammar beside it: what both read is a command for sure."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from voice.errors import EngineError
from voice.messages import Completeness, Hypothesis, Samples, Transcript
from voice.transcribe.fuse import Readings, Understand, agreed, fuse, whole
from voice.transcribe.loudness import Loudness
from voice.transcribe.sphinx import SphinxHearing, SphinxRecogniser
from voice.transcribe.whisper_words import spoken, unwoken
from voice.wyoming.service import Service

ALONE = 0.9
"""Confidence in words that the grammar has no trusted reading of: it knows few names, and no questions."""

CONTESTED = 0.6
"""Confidence in a command in whose place the grammar reads another one, and trusts that. It is asked back; see `ask_below`."""


class WyomingRecogniser:
    """Reads turns with a service elsewhere. Where that cannot be asked, the grammar and dictation read them."""

    def __init__(
        self, grammar: SphinxRecogniser, service: Service, model: str, wake_phrases: Sequence[str], understand: Understand
    ) -> None:
        """`model`: what the service calls it, "" for its own. `understand` tells what a command would do."""
        self.grammar = grammar
        self.service = service
        self.model = model
        self.wake_phrases = wake_phrases
        self.understand = understand

    async def load(self) -> None:
        await self.grammar.load()

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> "WyomingHearing":
        return WyomingHearing(self, await self.grammar.open(phrase, wake_end))

    async def close(self) -> None:
        await self.grammar.close()


class WyomingHearing:
    """Keeps one turn's sound, and what the service last made of it."""

    def __init__(self, recogniser: WyomingRecogniser, grammar: SphinxHearing) -> None:
        self._recogniser = recogniser
        self._grammar = grammar
        self._sound: list[Samples] = []
        self._count = self._read_to = 0
        self._loudness = Loudness()
        self._reading: asyncio.Task[Transcript] | None = None

    async def feed(self, samples: Samples) -> None:
        self._sound.append(samples)
        self._count += len(samples)
        self._loudness.push(samples)
        await self._grammar.feed(samples)

    async def likely(self) -> None:
        return None

    async def partial(self) -> Transcript:
        return await self._fused(("complete", "unfinished"))

    async def finish(self) -> Transcript:
        return await self._fused(("complete",))

    async def close(self) -> None:
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._grammar.close()

    async def _fused(self, wanted: Sequence[Completeness]) -> Transcript:
        """Make one reading of what the service and the grammar read. Raises EngineError where the grammar dies."""
        if self._reading is None or self._loudness.speaks_since(self._read_to):
            if self._reading:
                self._reading.cancel()
            self._reading, self._read_to = asyncio.create_task(self._read()), self._count
        try:
            words = await asyncio.shield(self._reading)
        except EngineError as error:
            self._reading = None
            alone = await (self._grammar.finish() if wanted == ("complete",) else self._grammar.partial())
            return replace(alone, note=str(error))
        grammar, judge, understand = await self._grammar.read(), self._recogniser.grammar.judge, self._recogniser.understand
        readings = Readings(grammar, whisper=words)
        if same := agreed(readings, wanted, judge, understand):
            return same
        sure = fuse(Readings(grammar), wanted, judge, self._recogniser.grammar.min_confidence)
        if not words.text:  # it is no evidence
            return sure
        contested = words.is_command and sure.is_command
        return whole(readings, replace(words, confidence=CONTESTED if contested else ALONE))

    async def _read(self) -> Transcript:
        sound = np.concatenate(self._sound) if self._sound else np.empty(0, np.int16)
        self._sound = [sound]
        recogniser = self._recogniser
        said = unwoken(spoken(await recogniser.service.transcribe(sound, recogniser.model)), recogniser.wake_phrases)
        reading = Hypothesis(said, "wyoming", None, 0, len(sound))
        is_command = recogniser.grammar.judge(said) == "complete"
        return Transcript(said, ALONE, is_command, "wyoming", hypotheses=(reading,))
