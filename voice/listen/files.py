"""Takes frames from a sound file: any format libsndfile reads, any rate, any number of channels."""

import re
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice.clock import AudioClock, Clock
from voice.errors import AudioError
from voice.listen.framing import Framer
from voice.messages import FRAME_S, FRAME_SAMPLES, Frame, Samples

TAIL_S = 1.0
"""Silence heard before the file counts as ended: a wake word at its end is only sure a few frames later."""

BLOCK_S = 0.1
"""Sound read at a time: decoding it takes less than a millisecond, so the loop is never held up."""

RATES = range(1_000, 1_000_001)
"""Rates in Hz that are believed; any other means a damaged header."""

REMEDY = "Give a sound file such as WAV, FLAC, OGG or MP3."

SIZE_MISMATCH = re.compile(r"\b(?:data|SSND)\s*: (\d+) \(should be (\d+)\)")
"""libsndfile's note on a data chunk whose header disagrees with the length of the file."""

STREAMED = 0x7FFF_0000
"""Programs that write a WAV into a pipe cannot know its length: sizes from here on mean "until the end"."""


class SoundFile:
    """Gives the frames of a sound file, then silence without end: a turn needs silence to end.

    An `AudioClock` is stepped, frame by frame; on any other clock frames come in real time, without drift.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self.ended = False
        self._path = path
        self._clock = clock
        self._checked = False

    def check(self) -> None:
        """Read the file through. Raises AudioError, which names it and says what is wrong."""
        with self._opened() as file:
            total = 0
            for block in file.blocks(file.samplerate * 10, dtype="float32", always_2d=True):
                if not np.isfinite(block).all():
                    raise AudioError(f"{self._path} holds samples that are not numbers", "Export it again.")
                total += len(block)
            if total < file.frames or _cut_short(file.extra_info):
                raise AudioError(f"{self._path} is cut short: its header promises more", "Copy it again.")
            if total == 0:
                raise AudioError(f"{self._path} holds no sound: it has zero samples", REMEDY)
        self._checked = True

    async def frames(self) -> AsyncGenerator[Frame, None]:
        if not self._checked:
            self.check()
        self.ended = False
        began = self._clock.now()
        with closing(self._samples()) as sound:
            for count, samples in enumerate(sound, start=1):
                yield Frame(samples, await self._pass(began + count * FRAME_S))

    async def _pass(self, due: float) -> float:
        if isinstance(self._clock, AudioClock):
            return await self._clock.step(FRAME_S)
        await self._clock.sleep(due - self._clock.now())
        return due

    def _samples(self) -> Generator[Samples, None, None]:
        with self._opened() as file:
            framer = Framer(file.samplerate)
            for block in file.blocks(round(file.samplerate * BLOCK_S), dtype="float32", always_2d=True):
                yield from framer.feed(_mono(block))
            yield from framer.feed(np.empty(0, np.int16), last=True)
        silence = np.zeros(FRAME_SAMPLES, np.int16)
        for _ in range(round(TAIL_S / FRAME_S)):
            yield silence
        self.ended = True
        while True:
            yield silence

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        import soundfile

        self._check_readable()
        try:
            with soundfile.SoundFile(self._path) as file:
                if file.samplerate not in RATES:
                    raise AudioError(f"{self._path} claims a rate of {file.samplerate} Hz", REMEDY)
                yield file
        except (soundfile.SoundFileError, TypeError) as error:  # TypeError: a headerless format, by its suffix
            raise AudioError(f"{self._path} is damaged or in no known sound format", REMEDY) from error

    def _check_readable(self) -> None:
        """Raise AudioError for what is no readable file, saying why: libsndfile says "format not recognised" to all."""
        try:
            if self._path.is_dir():
                raise AudioError(f"{self._path} is a directory", REMEDY)
            if not self._path.exists():
                raise AudioError(f"{self._path} does not exist", "Check the path.")
            if not self._path.is_file():
                raise AudioError(f"{self._path} is not a regular file", REMEDY)
            with self._path.open("rb") as file:
                if not file.read(1):
                    raise AudioError(f"{self._path} is empty", REMEDY)
        except OSError as error:
            raise AudioError(f"{self._path}: {error.strerror}", "Check its permissions.") from None


def _mono(block: npt.NDArray[np.float32]) -> Samples:
    """Mix float32 of shape [n, channels], full scale ±1, down to int16 of shape [n]."""
    sound: Samples = np.clip(np.rint(block.mean(axis=1) * 32768), -32768, 32767).astype(np.int16)
    return sound


def _cut_short(log: str) -> bool:
    return any(int(there) < int(said) < STREAMED for said, there in SIZE_MISMATCH.findall(log))
