"""Spoken: what voices said, kept on disk, because most of a training's time goes into saying it.

A clip is a file of its own in the cache folder, named by voice, text and pace: whatever was said for one phrase is there for
the next. Whoever removes the folder loses nothing but time.
"""

import hashlib
import io
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import soundfile

from voice import atomic
from voice.errors import UsageError
from voice.messages import SAMPLE_RATE, Samples
from voice.wake.train import sound
from voice.wake.train.sound import Signal
from voice.wake.train.texts import Part

T = TypeVar("T")

PACES = 0.8, 0.9, 1.0, 1.1, 1.25
"""From a slow speaker to a quick one; few, so that clips are met again."""

SHORTEST_S = 0.1
"""Less than this of sound is nothing said."""


class Speaker(Protocol):
    """A voice that says any text."""

    @property
    def name(self) -> str: ...

    @property
    def part(self) -> Part:
        """The part that it speaks in, and in no other."""
        ...

    @property
    def natural(self) -> bool:
        """Whether it sounds like a person, and takes its time."""
        ...

    @property
    def say(self) -> Callable[[str, float], Samples]:
        """Give the sound of a text at a pace, 1 being the usual one: int16, mono, 16 kHz, shape [n]."""
        ...


@dataclass(frozen=True, slots=True)
class Clip:
    """Something that somebody said."""

    speaker: str
    natural: bool
    text: str
    file: Path

    def signal(self) -> Signal:
        """Read it, from its first sound to its last: float64, mono, 16 kHz, shape [n]."""
        samples, _ = soundfile.read(self.file, dtype="int16")
        return sound.trimmed(samples).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be said, by whom."""

    speaker: Speaker
    text: str
    pace: float


def lines(texts: Sequence[str], speakers: Sequence[Speaker], count: int, seed: int) -> list[Line]:
    """Give texts to speakers at random, each in turn before any comes again."""
    draw = random.Random(seed)
    said, by = _turns(texts, count, draw), _turns(speakers, count, draw)
    return [Line(speaker, text, draw.choice(PACES)) for text, speaker in zip(said, by, strict=bool(speakers))]


def _turns(items: Sequence[T], count: int, draw: random.Random) -> list[T]:
    found: list[T] = []
    while items and len(found) < count:
        found += draw.sample(items, len(items))
    return found[:count] if items else []


def clips(wanted: Iterable[Line], folder: Path, tell: Callable[[], None]) -> Iterator[Clip]:
    """Say each line, or find it in the folder; `tell` hears of each. Raises UsageError where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for line in wanted:
            tell()
            if file := _file(line, folder):
                yield Clip(line.speaker.name, line.speaker.natural, line.text, file)
    except OSError as error:
        remedy = "Free some room there, or set XDG_CACHE_HOME to another folder."
        raise UsageError(f"speech cannot be kept in {folder}: {error.strerror}", remedy) from None


def _file(line: Line, folder: Path) -> Path | None:
    """The file of a line; None where the voice has no sound for it."""
    key = f"{line.speaker.name}|{line.text}|{line.pace}"
    file = folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.flac"
    if not file.exists():
        samples = line.speaker.say(line.text, line.pace)
        if len(samples) < SHORTEST_S * SAMPLE_RATE or not samples.any():
            return None
        packed = io.BytesIO()
        soundfile.write(packed, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
        atomic.replace(file, packed.getvalue())
    return file
