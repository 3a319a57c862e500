"""Sphinx: the command grammar and dictation of pocketsphinx, in supervised child processes."""

import json
import math
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from voice.errors import EngineError
from voice.messages import Completeness, Samples, Transcript
from voice.transcribe import Judge, worker
from voice.transcribe.confidence import Evidence, confidence
from voice.transcribe.language_model import language_model
from voice.transcribe.sphinx_pool import SphinxPool
from voice.transcribe.sphinx_process import REMEDY, SphinxProcess

if TYPE_CHECKING:
    from voice.skills import Sentences


class Likeliest(NamedTuple):
    text: str
    found: Completeness
    evidence: Evidence


class SphinxRecogniser:
    """Reads turns with pocketsphinx (https://github.com/cmusphinx/pocketsphinx).

    A turn has a worker process to itself; one in which it dies ends with EngineError. With `dictates` off, what is no command
    has no words.
    """

    def __init__(
        self,
        sentences: "Sentences",
        judge: Judge,
        wake_phrases: Iterable[str],
        min_confidence: float,
        dictates: bool = True,
    ) -> None:
        self.pool = SphinxPool(partial(language_model, sentences, tuple(wake_phrases)))
        self.judge = judge
        self.min_confidence = min_confidence
        self.dictates = dictates

    async def load(self) -> None:
        await self.pool.load()

    async def open(self) -> "SphinxHearing":
        return SphinxHearing(self, await self.pool.take())

    async def close(self) -> None:
        await self.pool.close()


class SphinxHearing:
    """One turn in a worker that is its own until `close`."""

    def __init__(self, recogniser: SphinxRecogniser, process: SphinxProcess) -> None:
        self._recogniser = recogniser
        self._process: SphinxProcess | None = process

    async def feed(self, samples: Samples) -> None:
        await self._ask(worker.FEED, samples.astype("<i2", copy=False).tobytes())

    async def partial(self) -> Transcript:
        return await self._read(("complete", "unfinished"))

    async def finish(self) -> Transcript:
        return await self._read(("complete",))

    async def close(self) -> None:
        process, self._process = self._process, None
        if process:
            await self._recogniser.pool.give_back(process)

    async def _ask(self, kind: bytes, content: bytes = b"") -> bytes:
        if self._process is None:
            raise EngineError("the turn is over", REMEDY)
        return await self._process.ask(kind, content)

    async def _read(self, wanted: Sequence[Completeness]) -> Transcript:
        """The likeliest reading that is `wanted`, if it can be trusted; else what dictation makes of the turn."""
        likeliest, heard = await self.likeliest(wanted)
        trust = confidence(likeliest.evidence) if likeliest else 0.0
        if likeliest and trust >= self._recogniser.min_confidence:
            return Transcript(likeliest.text, trust, likeliest.found == "complete", "grammar", heard["wake_end"])
        said = json.loads(await self._ask(worker.DICTATION)) if self._recogniser.dictates and any(heard["readings"]) else ""
        return Transcript(said, 1 - trust, False, "dictation", heard["wake_end"])

    async def likeliest(self, wanted: Sequence[Completeness]) -> tuple["Likeliest | None", dict[str, Any]]:
        """The likeliest reading that is `wanted`, and all that was heard when it was read."""
        heard = json.loads(await self._ask(worker.COMMAND))
        for rank, text in enumerate(heard["readings"]):
            if (found := self._recogniser.judge(text)) in wanted:
                evidence = Evidence(heard["score_ratio"], min(rank, 10) / 10, math.log(heard["weakest"] + 1e-3))
                return Likeliest(text, found, evidence), heard
        return None, heard
