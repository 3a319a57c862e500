"""Whisper: what was said, read by faster-whisper's engine while it is being said and once more when it pauses.

One thread reads for all turns, one sound at a time; a reading cannot be stopped, so each is bounded (at most 30 s of sound, and
a number of tokens that its length allows) and one that is no longer wanted is dropped. The reading at a pause is the result of
the turn unless more is said. Which part of the sound that is depends on the sound alone: a slow machine may not have read it
yet when it is asked for, but reads the same part.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from voice.errors import EngineError
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Samples, Transcript
from voice.transcribe import Judge
from voice.transcribe.loudness import Loudness
from voice.transcribe.sound_alikes import SoundAlikes
from voice.transcribe.whisper_model import FLOOR_S, Model
from voice.transcribe.whisper_queue import CLOSED, ReadingQueue
from voice.transcribe.whisper_reader import Context, WhisperReader, WhisperResult

EVERY_S = 0.6
"""Seconds of new sound before the words so far may be read again: two or three words."""
REST = 4.0
"""Wait for so many times the last reading's duration, in new sound, for each open turn; reading along then takes
a fifth of the time at most, on any machine."""
FRESH_S = 0.1
"""A reading whose sound ends at most so many seconds before a pause has heard all that was said."""
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
        threads: int = 0,
    ) -> None:
        self._folder = model
        self._commands = commands
        self._threads = threads
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

    def may_read_along(self, new_s: float) -> bool:
        """Whether the thread is idle and has rested long enough; `new_s`: seconds of the turn that were not read yet."""
        if not self._reader or not self._queue or not self._queue.idle:
            return False
        return new_s >= REST * self._reader.took_s * len(self._open)

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


@dataclass(slots=True, eq=False)
class Work:
    """A reading of the sound up to a sample, which may not have been made yet."""

    end: int
    """Samples of the turn that it hears."""
    thorough: bool
    """It is read again with a full context when it looks wrong."""
    future: "Future[WhisperResult] | None" = None
    """None while nobody has asked for it."""


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
        """Number of samples in the last reading along."""
        self._loudness = Loudness()
        self._work: Work | None = None

    async def feed(self, samples: Samples) -> None:
        self._sound.append(samples)
        self._count += len(samples)
        self._loudness.push(samples)
        self._read_along()

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
        if work := self._current(ended):
            result = await self._done(work)
            work.thorough |= not result.wrong  # a second look would say the same
            if work.thorough:
                return result
        self._work = Work(self._count, thorough=True)
        return await self._done(self._work)

    async def alike(self, words: str) -> tuple[str, ...]:
        """The commands that sound like `words`; see `WhisperReader.alike`."""
        return await asyncio.wrap_future(self._recogniser.ask(self, lambda reader: reader.alike(words)))

    async def score(self, result: WhisperResult, texts: Sequence[str]) -> dict[str, float]:
        """How likely each of `texts` is what was said, and what was read itself; see `WhisperReader.score`."""
        return await asyncio.wrap_future(self._recogniser.ask(self, lambda reader: reader.score(result, texts)))

    def _current(self, ended: bool) -> Work | None:
        """Return the last reading if no speech followed it; at the end of the turn that of the last pause will do."""
        work = self._work
        if work is None or self._loudness.speaks_since(work.end):
            return None
        return work if self._count - work.end <= FRESH_S * SAMPLE_RATE or (ended and work.thorough) else None

    def _read_along(self) -> None:
        """Ask for a reading of the words so far if the thread has time."""
        last = max(self._turn_begins, self._work.end if self._work else 0)
        if self._count - last < EVERY_S * SAMPLE_RATE or not self._loudness.speaks_since(last):
            return
        self._work = Work(self._count, thorough=False)
        if self._recogniser.may_read_along((self._count - self._read_to) / SAMPLE_RATE):
            self._read_to = self._count
            self._ask(self._work)

    def _ask(self, work: Work) -> "Future[WhisperResult]":
        samples = np.concatenate(self._sound) if self._sound else np.zeros(FRAME_SAMPLES, np.int16)
        self._sound = [samples]
        heard, phrase = samples[: max(work.end, FRAME_SAMPLES)], self._phrase
        work.future = self._recogniser.ask(self, lambda reader: reader.read(heard, work.thorough, phrase))
        return work.future

    async def _done(self, work: Work) -> WhisperResult:
        """Wait for a reading. Whoever waits may go away; the reading goes on."""
        return await asyncio.shield(asyncio.wrap_future(work.future or self._ask(work)))
