"""Examples: speech as a microphone far off would hear it, and the cepstra of the same speech close by in a quiet room.

Those cepstra are `benchmarks.cleaner.target.cepstra`, what pocketsphinx's model was trained on: the network learns to give
them, and not a sound that pleases the ear. Beside them is what was said, in the model's own senones.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import soxr

from benchmarks.cleaner.alignment import SILENCE, Senones
from benchmarks.cleaner.speech import Speech, read
from benchmarks.cleaner.target import cepstra
from benchmarks.corpora import sound
from benchmarks.corpora.sound import Signal
from voice.messages import SAMPLE_RATE
from voice.transcribe.cleaner import LOOK_AHEAD, SETTLE, Cleaner, Floats
from voice.transcribe.features import HOP, WINDOW, Array, Spectra
from voice.wake.train.places import LOUDEST, far_off, quiet

SEED = 1
LONGEST_S = 5.5
"""Seconds of speech in an example. Less is learnt, but the mean taken off its cepstra is that of the whole."""
CLEAN_PEAK = 8000
"""Peak of the clean speech, -12 dBFS."""
SPEED = 0.84, 1.22
PAUSED = 0.25
"""Share of the examples in which the voice pauses."""

Halves = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Example:
    """In half precision: nine hours of speech stay in memory, in 600 MB."""

    frames: Halves
    """Logarithm of mel power, shape [n + LOOK_AHEAD, FILTERS]: the end is drawn out as `Cleaner.rest` does."""
    noted: Halves
    """The slow mean and the floor of `frames`, shape [n + LOOK_AHEAD, 2 * FILTERS]."""
    clean: Halves
    """Cepstra to be found, shape [n, CEPSTRA]."""
    said: Senones
    """The senone of each frame; shape [n]."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an utterance: a clip or a pause."""

    signal: Signal
    senones: Senones
    """The senones of the clip before it was made faster; none in a pause."""
    speed: float = 1.0


def examples(count: int, speech: Speech) -> Iterator[Example]:
    """Make examples on all cores. Each depends on its number alone."""
    with ProcessPoolExecutor() as pool:
        yield from pool.map(partial(_numbered, speech), range(count), chunksize=8)


def _numbered(speech: Speech, number: int) -> Example:
    return example(speech, np.random.default_rng([SEED, number]))


def example(speech: Speech, chance: np.random.Generator) -> Example:
    pieces = _said(speech, chance)
    said = np.concatenate([piece.signal for piece in pieces])
    floor = LOUDEST * 10 ** (sound.FLOOR_DBFS / 20)
    close_by = said / np.abs(said).max() * CLEAN_PEAK + chance.standard_normal(len(said)) * floor
    distant = far_off(said, speech.anybody, chance)
    clean = cepstra(_spectra(close_by))
    return _prepared(np.log(_spectra(distant) + 1).astype(np.float32), clean, senones(pieces, len(clean)))


def _said(speech: Speech, chance: np.random.Generator) -> list[Piece]:
    """Have one voice speak in silence, at a pace and pitch not quite its own; in a quarter of the examples it pauses once."""
    voice = speech.voice(chance)
    speed = chance.uniform(*SPEED)
    words = [_spoken(speech, voice, speed, chance)]
    if chance.random() < PAUSED:
        words += [_pause(chance.uniform(0.2, 1)), _spoken(speech, voice, speed, chance)]
    if sum(len(piece.signal) for piece in words) > sound.seconds(LONGEST_S):
        words = [Piece(words[0].signal[: sound.seconds(LONGEST_S)], words[0].senones, speed)]
    return [_pause(chance.uniform(0.1, 0.8)), *words, _pause(chance.uniform(0.1, 0.5))]


def _spoken(speech: Speech, voice: str, speed: float, chance: np.random.Generator) -> Piece:
    clip = speech.clip(voice, chance)
    return Piece(soxr.resample(read(clip), SAMPLE_RATE * speed, SAMPLE_RATE), speech.senones(clip), speed)


def _pause(duration_s: float) -> Piece:
    return Piece(quiet(duration_s), np.zeros(0, np.int16))


def senones(pieces: Sequence[Piece], count: int) -> Senones:
    """The senones of all frames, piece after piece; if a clip has none, all is silence."""
    said = np.full(count, SILENCE, np.int16)
    centres = np.arange(count) * HOP + WINDOW / 2
    at = 0
    for piece in pieces:
        frame = np.rint(((centres - at) * piece.speed - WINDOW / 2) / HOP).astype(int)
        inside = (frame >= 0) & (frame < len(piece.senones)) & (centres < at + len(piece.signal))
        said[inside] = piece.senones[frame[inside]]
        at += len(piece.signal)
    return said


def _spectra(signal: Signal) -> Array:
    taken = Spectra()
    taken.push(np.clip(np.rint(signal), -32768, 32767).astype(np.int16))
    return taken.frames()


def _prepared(frames: Floats, clean: Floats, said: Senones) -> Example:
    ahead = np.repeat(frames[-3:].mean(0)[None], LOOK_AHEAD, 0)
    frames = np.concatenate([frames, ahead])
    return Example(frames.astype(np.float16), noted(frames).astype(np.float16), clean.astype(np.float16), said)


def noted(frames: Floats) -> Floats:
    """What the product's own cleaner notes of a turn; it has no weights in it."""
    cleaner = Cleaner()
    cleaner._level = cleaner._floor = cleaner._smooth = frames[:SETTLE].mean(0)
    return cleaner._noted(frames)
