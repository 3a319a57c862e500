"""Whisper: what was said, read by faster-whisper's engine when it pauses.

One thread reads for all turns, one sound at a time; a reading cannot be stopped, so each is bounded (at most 30 s of sound, and
a number of tokens that its length allows) and one that is no longer wanted is dropped. The reading at a pause is the result of
the turn unless more is said.
"""

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from voice import busy
from voice.errors import EngineError
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Samples, Transcript
from voice.transcribe import Judge
from voice.transcribe.loudness import Loudness
from voice.transcribe.sound_alikes import SoundAlikes
from voice.transcribe.whisper_model import FLOOR_S, Model
from voice.transcribe.whisper_queue import CLOSED, ReadingQueue
from voice.transcribe.whisper_reader import Context, WhisperReader, WhisperResult

FRESH_S = 0.1
"""A reading whose sound ends at most so many seconds before a pause has heard all that was said."""
MOST_THREADS = 4
"""More do not read faster, as the matrices are small. On two cores one is as fast as two, and less in the way."""
TAIL_S = 0.25
"""Seconds behind the detected end of a wake phrase that may still be the phrase: detectors are early by up to 0.2 s."""

NOTHING = WhisperResult(None, Transcript("", 0.0, False, "whisper", note="nothing was said"))
"""What is read where nothing was said."""

T = TypeVar("T")


class WhisperRecogniser:
    """Reads turns with a Whisper model: English, or English of a multilingual one.

    `model` finds its folder, `commands` gives sentences that are likely to be said, `judge` says whether words are a command.
    """

    def __init__(
        self,
        model: Callable[[], Path],
        judge: Judge,
        wake_phrases: Sequence[str] = (),
        commands: Callable[[], Iterable[str]] = tuple,
        min_confidence: float = 0.5,
        context: Context = "auto",
        threads: int | None = None,
    ) -> None:
        """`threads`: None leaves a core to the sound and the grammar."""
        self._folder = model
        self._commands = commands
        self._threads = threads or max(1, min(MOST_THREADS, (os.cpu_count() or 1) - 1))
        self._reads = partial(
            WhisperReader, judge=judge, wake_phrases=tuple(wake_phrases), min_confidence=min_confidence, context=context
        )
        self._reader: WhisperReader | None = None
        self._queue: ReadingQueue | None = None
        self._open: set[WhisperHearing] = set()

    async def load(self) -> None:
        await self.close()
        path = self._folder()
        self._queue = ReadingQueue()
        try:
            self._reader = await asyncio.wrap_future(self._queue.ask(self, partial(self._loaded, path)))
        except BaseException:
            await self.close()  # failed or cancelled: without a model the thread is of no use
            raise

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> "WhisperHearing":
        if not self._reader:
            raise EngineError(*CLOSED)
        hearing = WhisperHearing(self, phrase, wake_end)
        self._open.add(hearing)
        return hearing

    async def close(self) -> None:
        """End the thread once the reading it is at is done."""
        if self._queue:
            self._queue.close()
        self._queue = self._reader = None

    def ask(self, hearing: "WhisperHearing", work: Callable[[WhisperReader], T]) -> "Future[T]":
        """Ask for work for a turn; it replaces what the turn waits for. Raises EngineError."""
        if not self._reader or not self._queue:
            raise EngineError(*CLOSED)
        return self._queue.ask(hearing, partial(work, self._reader))

    def over(self, hearing: "WhisperHearing") -> None:
        """Forget a turn that is over, and cancel the reading that it waits for."""
        self._open.discard(hearing)
        if self._queue:
            self._queue.drop(hearing)

    def _loaded(self, path: Path) -> WhisperReader:
        """Load the model and read silence with it, as the first reading takes twice as long as any other."""
        model = Model(path, self._threads)
        model.read(model.encode(np.zeros(SAMPLE_RATE, np.int16), FLOOR_S))
        return self._reads(model, commands=SoundAlikes(self._commands()))


class WhisperHearing:
    """Keeps one turn's sound, how loud it is, and the last reading of it.

    Nothing is read before something was said behind the wake phrase, if there was one.
    """

    def __init__(self, recogniser: WhisperRecogniser, phrase: str = "", wake_end: float = 0.0) -> None:
        """`phrase` ends `wake_end` seconds after the first sample."""
        self._recogniser = recogniser
        self._phrase = phrase
        self._turn_begins = round((wake_end + TAIL_S) * SAMPLE_RATE) if phrase else 0
        """Number of samples that may all be the wake phrase's."""
        self._sound: list[Samples] = []
        self._count = 0
        self._read_to = 0
        """Number of samples in the last reading."""
        self._reading: Future[WhisperResult] | None = None
        self._loudness = Loudness()

    async def feed(self, samples: Samples) -> None:
        self._sound.append(samples)
        self._count += len(samples)
        self._loudness.push(samples)

    async def likely(self) -> None:
        return None

    async def partial(self) -> Transcript:
        return (await self.read(ended=False)).transcript

    async def finish(self) -> Transcript:
        return (await self.read(ended=True)).transcript

    async def close(self) -> None:
        self._recogniser.over(self)

    async def read(self, ended: bool) -> WhisperResult:
        """Read the turn so far; `ended`: nothing more of it will come. Raises EngineError."""
        if self._phrase and not self._loudness.speaks_since(self._turn_begins):
            return NOTHING
        if self._reading is None or self._is_stale(ended):
            self._reading = self._ask()
        with busy.working("transcribe"):
            return await asyncio.shield(asyncio.wrap_future(self._reading))  # whoever waits may go away; the reading goes on

    async def alike(self, words: str) -> tuple[str, ...]:
        """The commands that sound like `words`; see `WhisperReader.alike`."""
        return await asyncio.wrap_future(self._recogniser.ask(self, lambda reader: reader.alike(words)))

    async def score(self, result: WhisperResult, texts: Sequence[str]) -> dict[str, float]:
        """How likely each of `texts` is what was said, and what was read itself; see `WhisperReader.score`."""
        return await asyncio.wrap_future(self._recogniser.ask(self, lambda reader: reader.score(result, texts)))

    def _is_stale(self, ended: bool) -> bool:
        """Whether speech followed the last reading; at the end of the turn that of the last pause will do."""
        return self._loudness.speaks_since(self._read_to) or (
            not ended and self._count - self._read_to > FRESH_S * SAMPLE_RATE
        )

    def _ask(self) -> "Future[WhisperResult]":
        samples = np.concatenate(self._sound) if self._sound else np.zeros(FRAME_SAMPLES, np.int16)
        self._sound, self._read_to, phrase = [samples], self._count, self._phrase
        return self._recogniser.ask(self, lambda reader: reader.read(samples, phrase))
