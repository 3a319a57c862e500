"""Whisper: what was said, read by faster-whisper's engine while it is being said and once more when it pauses.

One thread reads, one sound at a time; a reading cannot be stopped, so each is bounded (at most 30 s of sound, and a number of
tokens that its length allows) and one that is no longer wanted is dropped. The reading begun at a pause is the result of the
turn unless more is said.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

import numpy as np

from voice.errors import EngineError
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Completeness, Samples, Transcript
from voice.transcribe.whisper_guard import fault, made_up
from voice.transcribe.whisper_model import FLOOR_S, FULL_S, Model, Reading
from voice.transcribe.whisper_words import spoken, unwoken

Context = Literal["auto", "full"]

EVERY_S = 0.6
"""New sound before the words so far are read again: two or three words."""
REST = 4.0
"""New sound for each second that a reading took: reading along takes a fifth of the time at most, on any machine."""
FRESH_S = 0.1
"""A reading whose sound ends this shortly before a pause, which is after as much silence, has heard all of it."""

STEADY_DB = 6.0
"""Sound whose loud and quiet parts are no further apart tells nothing about who speaks when."""
ONSET, WITHIN = 3, 5
"""Loud frames, of so many, that are speech: those of the endpointer."""


@dataclass(frozen=True, slots=True)
class Work:
    """A reading that is being made, or was."""

    end: int
    """Samples of the turn that it hears."""
    thorough: bool
    """It is read again with a full context when it looks wrong."""
    future: "Future[Heard]"


@dataclass(frozen=True, slots=True)
class Heard:
    reading: Reading
    wrong: str | None
    """What looks wrong about it."""
    note: str
    transcript: Transcript


class WhisperTranscriber:
    """Reads turns with a Whisper model: English, or English of a multilingual one.

    `model` finds its folder, `hotwords` are words to expect, `judge` says whether words are a whole command.
    """

    def __init__(
        self,
        model: Callable[[], Path],
        judge: Callable[[str], Completeness],
        wake_phrases: Sequence[str] = (),
        hotwords: Sequence[str] = (),
        min_confidence: float = 0.5,
        context: Context = "auto",
        threads: int = 0,
    ) -> None:
        self._folder = model
        self._judge = judge
        self._wake_phrases = tuple(wake_phrases)
        self._hotwords = tuple(hotwords)
        self._min_confidence = min_confidence
        self._context = context
        self._threads = threads
        self._model: Model | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._took_s = 0.0
        self._forget()

    async def load(self) -> None:
        await self.close()
        path = self._folder()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="whisper")
        try:
            self._model = await asyncio.wrap_future(self._thread.submit(self._loaded, path))
        except BaseException:
            await self.close()  # failed or cancelled: without a model the thread is of no use
            raise

    async def start(self) -> None:
        if self._work:
            self._work.future.cancel()  # if it has not begun
        self._forget()

    async def feed(self, samples: Samples) -> None:
        self._sound.append(samples)
        self._count += len(samples)
        self._loudness.push(samples)
        self._read_along()

    async def partial(self) -> Transcript:
        return await self._heard(ended=False)

    async def finish(self) -> Transcript:
        return await self._heard(ended=True)

    async def close(self) -> None:
        """End the thread once the reading it is at is done."""
        if self._thread:
            self._thread.shutdown(wait=False, cancel_futures=True)
        self._thread = self._model = None

    def _loaded(self, path: Path) -> Model:
        """The model, with its first reading behind it, which takes twice as long as any other."""
        model = Model(path, self._hotwords, self._threads)
        model.read(np.zeros(SAMPLE_RATE, np.int16), FLOOR_S)
        return model

    def _forget(self) -> None:
        self._sound: list[Samples] = []
        self._count = 0
        self._loudness = Loudness()
        self._work: Work | None = None

    async def _heard(self, ended: bool) -> Transcript:
        if work := self._current(ended):
            heard = await _done(work)
            if work.thorough or not heard.wrong:
                return heard.transcript
        return (await _done(self._begin(thorough=True))).transcript

    def _current(self, ended: bool) -> Work | None:
        """The last reading, if it heard all that was said; at the end, the last pause's did unless more speech followed."""
        work = self._work
        if work is None or self._loudness.speaks_since(work.end):
            return None
        return work if self._count - work.end <= FRESH_S * SAMPLE_RATE or (ended and work.thorough) else None

    def _read_along(self) -> None:
        """Keep the words so far, while the thread has nothing else to do."""
        if self._work and not self._work.future.done():
            return
        last = self._work.end if self._work else 0
        due = max(EVERY_S, REST * self._took_s) * SAMPLE_RATE
        if self._count - last >= due and self._loudness.speaks_since(last):
            self._begin(thorough=False)

    def _begin(self, thorough: bool) -> Work:
        if self._model is None or self._thread is None:
            raise EngineError("Whisper is not loaded", "It is loaded with the assistant; start that again.")
        if self._work:
            self._work.future.cancel()
        samples = np.concatenate(self._sound) if self._sound else np.zeros(FRAME_SAMPLES, np.int16)
        self._sound = [samples]
        self._work = Work(self._count, thorough, self._thread.submit(self._read, self._model, samples, thorough))
        return self._work

    def _read(self, model: Model, samples: Samples, thorough: bool) -> Heard:
        """In the thread."""
        began = perf_counter()
        try:
            reading, wrong, note = self._chosen(model, samples, thorough)
            words = spoken(reading.text)
            said = unwoken(words, self._wake_phrases)
            if reason := made_up(reading, said, said != words, samples, self._hotwords):
                said, note = "", f"{note}; nothing was said: {reason}"
        except RuntimeError as error:  # CTranslate2's, and onnxruntime's
            raise EngineError(f"Whisper failed: {type(error).__name__}", "`voice models verify` checks its model.") from None
        self._took_s = perf_counter() - began
        trust = float(np.exp(min(reading.logprob, 0.0)))
        command = bool(said) and trust >= self._min_confidence and self._judge(said) == "complete"
        return Heard(reading, wrong, note, Transcript(said, trust, command, "whisper", note=note))

    def _chosen(self, model: Model, samples: Samples, thorough: bool) -> tuple[Reading, str | None, str]:
        """A reading, what looks wrong about it, and why it had the context that it had."""
        if self._context == "full":
            reading = model.read(samples, FULL_S)
            return reading, fault(reading), "30 s of context, as set"
        reading = model.read(samples, FLOOR_S)
        note = f"{reading.context_s:.1f} s of context, " + ("the least" if reading.context_s <= FLOOR_S else "its own length")
        wrong = fault(reading)
        if not wrong or not thorough or reading.context_s >= FULL_S:
            return reading, wrong, note
        again = model.read(samples, FULL_S)
        better = (fault(again) is None, again.logprob) > (False, reading.logprob)
        why = f"at {reading.context_s:.1f} s {wrong}"
        return (again, fault(again), f"30 s of context: {why}") if better else (reading, wrong, f"{note}; 30 s was no better")


async def _done(work: Work) -> Heard:
    """Whoever waits may go away; the reading goes on."""
    return await asyncio.shield(asyncio.wrap_future(work.future))


class Loudness:
    """When somebody spoke, going by how loud the turn was until then."""

    def __init__(self) -> None:
        self._levels: list[float] = []
        self._rest = np.zeros(0, np.int16)

    def push(self, samples: Samples) -> None:
        joined = np.concatenate([self._rest, samples])
        whole = len(joined) // FRAME_SAMPLES * FRAME_SAMPLES
        frames = joined[:whole].reshape(-1, FRAME_SAMPLES).astype(np.float32)
        self._levels += (10 * np.log10(frames.var(1) + 1.0)).tolist()
        self._rest = joined[whole:]

    def speaks_since(self, sample: int) -> bool:
        """Whether something may have been said after a sample of the turn."""
        since = self._levels[sample // FRAME_SAMPLES :]
        if len(since) < ONSET:
            return False
        low, high = np.percentile(self._levels, [10, 95])
        if high - low < STEADY_DB:
            return True
        loud = np.convolve(np.array(since) > (low + high) / 2, np.ones(WITHIN))
        return bool(loud.max() >= ONSET)
