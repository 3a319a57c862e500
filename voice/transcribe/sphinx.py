"""Sphinx: reads turns with the command grammar and dictation of pocketsphinx, in supervised child processes."""

import json
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from voice.errors import EngineError
from voice.messages import Completeness, Hypothesis, Samples, Transcript
from voice.transcribe import Judge, worker
from voice.transcribe.fuse import GrammarReading, Readings, fuse
from voice.transcribe.language_model import language_model
from voice.transcribe.sphinx_pool import Desk, SphinxPool
from voice.transcribe.sphinx_process import REMEDY

if TYPE_CHECKING:
    from voice.skills import Sentences


class SphinxRecogniser:
    """Reads turns with pocketsphinx (https://github.com/cmusphinx/pocketsphinx).

    A turn has a desk in a worker process; one in which that process dies ends with EngineError.
    """

    def __init__(self, sentences: "Sentences", judge: Judge, wake_phrases: Iterable[str], min_confidence: float) -> None:
        self.pool = SphinxPool(partial(language_model, sentences, tuple(wake_phrases)))
        self.judge = judge
        self.min_confidence = min_confidence
        self.fuse = partial(fuse, judge=judge, min_confidence=min_confidence)

    async def load(self) -> None:
        await self.pool.load()

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> "SphinxHearing":
        return SphinxHearing(self, await self.pool.take(), wake_end if phrase else 0.0)

    async def close(self) -> None:
        await self.pool.close()


class SphinxHearing:
    """Hears one turn at a desk of a worker process, which it holds until `close`."""

    def __init__(self, recogniser: SphinxRecogniser, desk: Desk, wake_end: float) -> None:
        self._recogniser = recogniser
        self._wake_end = wake_end
        self._desk: Desk | None = desk

    async def feed(self, samples: Samples) -> None:
        """Hand over a piece of sound; who listens does not wait until it is searched. Raises EngineError."""
        self._held().tell(worker.FEED, samples.astype("<i2", copy=False).tobytes())

    async def likely(self) -> None:
        return None

    async def partial(self) -> Transcript:
        return await self._fused(("complete", "unfinished"))

    async def finish(self) -> Transcript:
        return await self._fused(("complete",))

    async def close(self) -> None:
        desk, self._desk = self._desk, None
        if desk:
            await self._recogniser.pool.give_back(desk)

    def _held(self) -> Desk:
        if self._desk is None:
            raise EngineError("the turn is over", REMEDY)
        return self._desk

    async def _ask(self, kind: bytes, content: bytes = b"") -> bytes:
        return await self._held().ask(kind, content)

    async def read(self) -> GrammarReading:
        """What the command grammar makes of the turn so far."""
        heard = json.loads(await self._ask(worker.COMMAND, json.dumps(self._wake_end).encode()))
        return GrammarReading(**heard | {"hypotheses": tuple(Hypothesis(**one) for one in heard["hypotheses"])})

    async def _fused(self, wanted: Sequence[Completeness]) -> Transcript:
        """The grammar's words, if they can be trusted; else what dictation makes of the turn, which takes longer."""
        grammar = await self.read()
        sure = self._recogniser.fuse(Readings(grammar), wanted)
        if sure.engine == "grammar" or not any(one.text for one in grammar.hypotheses):
            return sure
        dictation = Hypothesis(**json.loads(await self._ask(worker.DICTATION)))
        return self._recogniser.fuse(Readings(grammar, dictation), wanted)
