"""Has a service elsewhere read what was said, and the command grammar beside it: what both read is a command for sure."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from voice.errors import EngineError
from voice.messages import SAMPLE_RATE, Completeness, Hypothesis, Samples, Transcript
from voice.transcribe.fuse import Readings, Understand, agreed, fuse, whole
from voice.transcribe.loudness import Loudness
from voice.transcribe.sphinx import SphinxHearing, SphinxRecogniser
from voice.transcribe.together import HearingTogether, Together
from voice.transcribe.whisper_guard import MOST_LETTERS_PER_S, SPARE_LETTERS
from voice.transcribe.whisper_words import repeats, spoken, unwoken

ALONE = 0.9
"""Confidence in words that the grammar has no trusted reading of: it knows few names, and no questions."""

CONTESTED = 0.6
"""Confidence in a command in whose place the grammar reads another one, and trusts that. It is asked back; see `ask_below`."""

MOST_S = 30.0
"""Seconds of sound that are sent, the last ones: what Whisper takes in."""


class Service(Protocol):
    """A service that makes text of sound, by whatever protocol."""

    async def transcribe(self, sound: Samples) -> str:
        """Have it make text of a whole sound, 16 kHz. Raises EngineError."""
        ...

    async def close(self) -> None: ...


class ElsewhereRecogniser:
    """Reads turns with a service elsewhere. Where that cannot be asked, or is late, the engine here reads them."""

    def __init__(
        self,
        here: SphinxRecogniser | Together,
        service: Service,
        name: str,
        wake_phrases: Sequence[str],
        understand: Understand,
    ) -> None:
        """`name`: what its readings are called. `understand` tells what a command would do."""
        self.here = here
        self.grammar = here.grammar if isinstance(here, Together) else here
        self.service = service
        self.name = name
        self.wake_phrases = wake_phrases
        self.understand = understand

    async def load(self) -> None:
        await self.here.load()

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> "ElsewhereHearing":
        return ElsewhereHearing(self, await self.here.open(phrase, wake_end))

    async def close(self) -> None:
        await self.service.close()
        await self.here.close()


class ElsewhereHearing:
    """Keeps one turn's sound, and what the service last made of it."""

    def __init__(self, recogniser: ElsewhereRecogniser, here: SphinxHearing | HearingTogether) -> None:
        self._recogniser = recogniser
        self._here = here
        self._grammar = here.grammar if isinstance(here, HearingTogether) else here
        self._sound: list[Samples] = []
        self._count = self._read_to = 0
        self._loudness = Loudness()
        self._reading: asyncio.Task[Transcript] | None = None

    async def feed(self, samples: Samples) -> None:
        self._sound.append(samples)
        self._count += len(samples)
        self._loudness.push(samples)
        await self._here.feed(samples)

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
        await self._here.close()

    async def _fused(self, wanted: Sequence[Completeness]) -> Transcript:
        """Make one reading of what the service and the grammar read. Raises EngineError where the grammar dies."""
        if self._reading is None or self._loudness.speaks_since(self._read_to):
            if self._reading:
                self._reading.cancel()
            self._reading, self._read_to = asyncio.create_task(self._read()), self._count
        try:
            words = await asyncio.shield(self._reading)
        except EngineError as error:  # which stays: at the end of the turn nobody waits for it a second time
            alone = await (self._here.finish() if wanted == ("complete",) else self._here.partial())
            return replace(alone, note=str(error), instead_of=self._recogniser.name)
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
        sent = sound[-round(MOST_S * SAMPLE_RATE) :]
        text = await recogniser.service.transcribe(sent)
        if len(text) > SPARE_LETTERS + MOST_LETTERS_PER_S * len(sent) / SAMPLE_RATE or repeats(text):
            raise EngineError("the service wrote what nobody can have said", "Have it run another model.")
        said = unwoken(spoken(text), recogniser.wake_phrases)
        reading = Hypothesis(said, recogniser.name, None, len(sound) - len(sent), len(sound))
        is_command = recogniser.grammar.judge(said) == "complete"
        return Transcript(said, ALONE, is_command, recogniser.name, hypotheses=(reading,))
