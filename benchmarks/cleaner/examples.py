"""Examples: speech as a microphone far off would hear it, and the cepstra of the same speech close by in a quiet room.

Those cepstra are `voice.transcribe.features.cepstra`, what pocketsphinx's model was trained on: the network learns to give
them, and not a sound that pleases the ear.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import soxr

from benchmarks.cleaner.noises import noise
from benchmarks.cleaner.places import LOUDEST, level, microphone, quiet, room
from benchmarks.cleaner.speech import Speech
from benchmarks.corpora import sound
from benchmarks.corpora.sound import Signal
from voice.messages import SAMPLE_RATE
from voice.transcribe.cleaner import LOOK_AHEAD, SETTLE, Cleaner, Floats
from voice.transcribe.features import Array, Spectra, cepstra

SEED = 1
LONGEST_S = 5.5
"""Of speech. Less of it is learnt, but the mean taken off its cepstra is that of the whole."""
CLEAN_PEAK = 8000
"""Of the clean speech, -12 dBFS."""
IN_A_ROOM, IN_NOISE, COLOURED = 0.4, 0.75, 0.6
"""How often, each by itself: one example in seventeen is left as it is, so that the network leaves clean speech alone."""
SNR_DB = 3, 28

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


def examples(count: int, speech: Speech) -> Iterator[Example]:
    """On all cores. An example depends on its number alone."""
    with ProcessPoolExecutor() as pool:
        yield from pool.map(partial(_numbered, speech), range(count), chunksize=8)


def _numbered(speech: Speech, number: int) -> Example:
    return example(speech, np.random.default_rng([SEED, number]))


def example(speech: Speech, chance: np.random.Generator) -> Example:
    said = _said(speech, chance)
    floor = LOUDEST * 10 ** (sound.FLOOR_DBFS / 20)
    close_by = said / np.abs(said).max() * CLEAN_PEAK + chance.standard_normal(len(said)) * floor
    far_off = _far_off(said, speech, chance)
    return _prepared(np.log(_spectra(far_off) + 1).astype(np.float32), cepstra(_spectra(close_by)))


def _said(speech: Speech, chance: np.random.Generator) -> Signal:
    """One voice, faster and higher or slower and lower than it is, in silence; in a quarter of the examples it pauses once."""
    voice = speech.voice(chance)
    first = speech.clip(voice, chance)
    speed = chance.uniform(0.84, 1.22)
    words = soxr.resample(first, SAMPLE_RATE * speed, SAMPLE_RATE)
    if chance.random() < 0.25:
        more = soxr.resample(speech.clip(voice, chance), SAMPLE_RATE * speed, SAMPLE_RATE)
        words = np.concatenate([words, quiet(chance.uniform(0.2, 1)), more])
    words = words[: sound.seconds(LONGEST_S)]
    return np.concatenate([quiet(chance.uniform(0.1, 0.8)), words, quiet(chance.uniform(0.1, 0.5))])


def _far_off(said: Signal, speech: Speech, chance: np.random.Generator) -> Signal:
    heard = said
    if chance.random() < IN_A_ROOM:
        heard = room(heard, chance)
    if chance.random() < IN_NOISE:
        heard = sound.mixed(heard, noise(len(heard), speech, chance), chance.uniform(*SNR_DB))
    if chance.random() < COLOURED:
        heard = microphone(heard, chance)
    return level(heard, chance)


def _spectra(signal: Signal) -> Array:
    taken = Spectra()
    taken.push(np.clip(np.rint(signal), -32768, 32767).astype(np.int16))
    return taken.frames()


def _prepared(frames: Floats, clean: Floats) -> Example:
    ahead = np.repeat(frames[-3:].mean(0)[None], LOOK_AHEAD, 0)
    frames = np.concatenate([frames, ahead])
    return Example(frames.astype(np.float16), noted(frames).astype(np.float16), clean.astype(np.float16))


def noted(frames: Floats) -> Floats:
    """What the product's own cleaner notes of a turn; it has no weights in it."""
    cleaner = Cleaner()
    cleaner._level = cleaner._floor = cleaner._smooth = frames[:SETTLE].mean(0)
    return cleaner._noted(frames)
