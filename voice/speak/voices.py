"""Chooses a voice of Kokoro by the settings, and does what its two engines have in common."""

import difflib
import os
import re
import threading
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice import onnx
from voice.errors import DeviceError, EngineError, ModelError, VoiceError
from voice.messages import Samples
from voice.speak import espeak, thread
from voice.speak.espeak import SILENCE
from voice.speak.phonemes import Phonemes, english, source

BEST = {"en-us": "af_heart", "en-gb": "bf_emma"}
"""Language → its best voice, as graded by its makers. The first letter of a voice's name is its language."""

ACCENTS = {"a": "American", "b": "British"}
SEXES = {"f": "woman", "m": "man"}
"""What the first two letters of a voice's name mean; others are no English."""

OWN_PACE_WPM = 170
"""Kokoro's own pace, about, in words a minute; `rate_wpm` is taken as a share of it."""

TAIL_S = 0.05
"""Seconds of silence left after the last sound; the player puts the pause between sentences."""

LONGEST = 120
"""The most characters of a piece: eight seconds of speech, made in four while the piece before is played."""

MOST_PHONEMES = 200
"""The most phonemes of a piece: fifteen seconds. A digit has many of them; Kokoro's context has room for 510."""

FIRST_WORDS = 3
"""The most words of a reply's first piece: the fewest that still sound like the beginning of a sentence. On one core three
words take Kokoro 0.8 s of work, a sentence of eleven 2.1 s (8 bits a weight)."""

MOST_THREADS = 8
"""The most threads that make one piece sooner: what is left of a layer for each gets too small."""

CLAUSE = re.compile(r"(?<=[.!?…,;:—–])\s+")


def chosen(wanted: str, there: Collection[str]) -> str:
    """Choose from the voices `there` by `wanted`, a name or a language. Raises DeviceError, which lists similar names."""
    names = {name.casefold(): name for name in there}
    best = BEST.get(wanted.casefold(), "")
    if best in there:
        return best
    if best and (same := sorted(name for name in there if name[0] == best[0])):
        return same[0]
    if wanted.casefold() in names:
        return names[wanted.casefold()]
    near = difflib.get_close_matches(wanted.casefold(), names, n=5, cutoff=0.3) or sorted(names)[:5]
    raise DeviceError(f"there is no voice {wanted!r}", f"Near it: {', '.join(near)}; or a language: {', '.join(BEST)}.")


def titled(there: Iterable[str]) -> dict[str, str]:
    """Name Kokoro's English voices for people: "af_heart" is Heart, American, a woman."""
    english = sorted(name for name in there if name[0] in ACCENTS)
    return {name: ", ".join([name[3:].replace("_", " ").title(), ACCENTS[name[0]], SEXES[name[1]]]) for name in english}


def pronouncer(name: str) -> Phonemes:
    """Make what pronounces for a voice. Hold `espeak.LOCK` for each call of it."""
    with espeak.LOCK:
        return english(british=name.startswith("b"))


def speed_of(rate_wpm: int) -> float:
    """Turn words a minute into Kokoro's speed: 1 is its own pace, and half to double of that sounds well."""
    return min(2.0, max(0.5, rate_wpm / OWN_PACE_WPM))


def pcm(sound: NDArray[np.float32], sample_rate: int = 24_000) -> Samples:
    """Turn the model's sound (-1 to 1, mono) into int16 without the silence around it; empty where nothing can be heard."""
    whole = (np.clip(np.nan_to_num(sound.ravel()), -1.0, 1.0) * 32_767).astype(np.int16)
    loud = np.flatnonzero((whole > SILENCE) | (whole < -SILENCE))
    return whole[loud[0] : loud[-1] + 1 + round(TAIL_S * sample_rate)] if len(loud) else whole[:0]


def threads() -> int:
    """Count the threads for an engine: all cores, as long as more help.

    What listens meanwhile needs a fortieth of one, and a local model that writes the rest of a reply is ahead of the voice.
    """
    return min(MOST_THREADS, os.cpu_count() or 1)


def identity(engine: str, file: Path, voice: str, speed: float) -> str:
    """Name all that the sound of a phrase depends on, except the phrase."""
    stat = file.stat()
    return f"{engine} {file} {stat.st_size} {stat.st_mtime_ns} {voice} {speed:.3f} {source()}"


@contextmanager
def loading(folder: Path, engine: str = "Kokoro") -> Iterator[None]:
    """Turn any error of loading a model into ModelError: a damaged file fails in many ways."""
    try:
        yield
    except VoiceError:
        raise
    except Exception as error:
        fault = f"{engine}'s model in {folder} cannot be loaded: {type(error).__name__}"
        raise ModelError(fault, "See `voice models verify`.") from None


def spoken(text: str, phonemes: Phonemes, infer: Callable[[str], NDArray[np.float32]]) -> Iterator[Samples]:
    """Give the sound of a text, a chunk for each piece; `infer` makes sound of phonemes."""
    for piece in pieces(text):
        with espeak.LOCK:
            said = phonemes(piece)
        for part in pieces(said, MOST_PHONEMES):
            if len(sound := pcm(infer(part))):
                yield sound


def pieces(text: str, longest: int = LONGEST) -> Iterator[str]:
    """Cut `text` into pieces of at most `longest` characters, after clauses where possible, else between words."""
    piece = ""
    for part in CLAUSE.split(text):
        for word in [part] if len(part) <= longest else _words(part, longest):
            if piece and len(piece) + 1 + len(word) > longest:
                yield piece
                piece = ""
            piece = f"{piece} {word}" if piece else word
    if piece:
        yield piece


def _words(text: str, longest: int) -> Iterator[str]:
    for word in text.split():
        yield from (word[at : at + longest] for at in range(0, len(word), longest))


def chunks(
    engine: str, worker: ThreadPoolExecutor, sound: Iterator[Samples], stopped: threading.Event, stop: Callable[[], None]
) -> AsyncGenerator[Samples, None]:
    """Make `sound` in the engine's thread, chunk by chunk. Raises EngineError when that fails, unless it was stopped."""

    def step(made: Callable[[Samples], None]) -> bool:
        try:
            chunk = next(sound, None)
        except Exception as error:  # the engines' own share no base class, and others may repeat the words
            if not stopped.is_set():
                raise EngineError(f"{engine} failed: {type(error).__name__}", "Try another voice or engine.") from None
            return False
        if chunk is None:
            return False
        made(chunk)
        return True

    return thread.chunks(worker, step, stop)


def stoppable(
    engine: str, worker: ThreadPoolExecutor, make: Callable[[Any], Iterator[Samples]]
) -> AsyncGenerator[Samples, None]:
    """Make the sound of a network that onnxruntime runs with the options given to `make`; closing stops a run under way."""
    stopped, options = threading.Event(), onnx.runtime().RunOptions()

    def stop() -> None:
        stopped.set()
        options.terminate = True

    return chunks(engine, worker, make(options), stopped, stop)
