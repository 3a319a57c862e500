"""Alignment: which senone of pocketsphinx's model a synthesiser says in each frame, as its words are known.

pocketsphinx aligns each clip as it was made, close by and in silence; what is done to the sound later leaves it as it is.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.cleaner.target import cepstra
from benchmarks.corpora import sound
from benchmarks.corpora.sound import Signal
from benchmarks.corpora.synthesis import heard
from voice.transcribe.features import HOP_S, Spectra
from voice.transcribe.pronounce import SPOKEN, pronunciation
from voice.transcribe.sphinx_reader import _labels

UNKNOWN = -1
SILENCE = 97
"""The middle one of the three senones of silence."""
AROUND = 20
"""Frames of silence put before and behind a clip."""
PEAK, FLOOR = 8000, 32767 * 10 ** (sound.FLOOR_DBFS / 20)
"""Peak of the speech, -12 dBFS, and level of the noise around it."""
BEAMS = {"beam": 1e-80, "wbeam": 1e-60, "pbeam": 1e-80}
"""Wide beams, as the words are known and the only question is where they are."""

Senones = npt.NDArray[np.int16]


def aligned(said: Mapping[Path, str]) -> Iterator[tuple[Path, Senones | None]]:
    """Find the senones of each clip, on all cores."""
    with ProcessPoolExecutor() as pool:
        yield from zip(said, pool.map(senones_of, said.keys(), said.values(), chunksize=8), strict=True)


def senones_of(clip: Path, text: str) -> Senones | None:
    """The senone of each frame of the clip, as `sound.trimmed` leaves it; None if it cannot be aligned."""
    decoder = _decoder()
    for word in text.split():
        _teach(word)
    signal = sound.trimmed(heard(clip)).astype(np.float64)
    silence = sound.silence(AROUND * HOP_S)
    frames = _cepstra(np.concatenate([silence, signal / np.abs(signal).max() * PEAK, silence]))
    try:
        decoder.set_align_text(text)
        _read(frames)
        if decoder.hyp() is None:
            return None
        decoder.set_alignment()
        _read(frames)
    except RuntimeError:
        return None
    states = [state for word in decoder.get_alignment() for phone in word for state in phone]
    senones = np.full(len(frames), UNKNOWN, np.int16)
    for state in states:
        senones[state.start : state.start + state.duration] = int(state.name)
    return senones[AROUND : len(frames) - AROUND + 1]


def _cepstra(signal: Signal) -> npt.NDArray[np.float32]:
    spectra = Spectra()
    noise = np.random.default_rng(0).normal(0, FLOOR, len(signal))
    spectra.push(np.rint(signal + noise).astype(np.int16))
    return cepstra(spectra.frames())


@cache
def _decoder() -> Any:
    """The decoder of this process."""
    import pocketsphinx

    decoder = pocketsphinx.Decoder(lm=None, loglevel="FATAL", bestpath=False, pl_window=0, **BEAMS)
    decoder.config["cmn"] = "none"
    decoder.reinit_feat()
    return decoder


def _read(frames: npt.NDArray[np.float32]) -> None:
    decoder = _decoder()
    decoder.start_utt()
    decoder.process_cep(frames.tobytes(), full_utt=True)
    decoder.end_utt()


@cache
def _teach(word: str) -> None:
    """Teach the decoder to pronounce a word as the recogniser does."""
    decoder = _decoder()
    made = SPOKEN.get(word) or (() if decoder.lookup_word(word) else filter(None, [pronunciation(word)]))
    for phonemes in made:
        label = next(label for label in _labels(word) if decoder.lookup_word(label) is None)
        decoder.add_word(label, phonemes, False)
