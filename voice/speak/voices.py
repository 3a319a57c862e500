"""Kokoro's voices: how the settings choose one, and what its two engines do alike."""

import difflib
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice.errors import DeviceError, ModelError, VoiceError
from voice.messages import Samples
from voice.speak import espeak
from voice.speak.espeak import SILENCE
from voice.speak.phonemes import Phonemes, source
from voice.speak.phrasing import MOST_PHONEMES, pieces

BEST = {"en-us": "af_heart", "en-gb": "bf_emma"}
"""The voice that a language means: its makers' best grade. The first letter of a name is its language."""

OWN_PACE_WPM = 170
"""Kokoro's own pace, about; `rate_wpm` is taken as a share of it."""

TAIL_S = 0.05
"""Silence left after the last sound; the player puts the pause between sentences."""


def chosen(wanted: str, there: Collection[str]) -> str:
    """The one of `there` that `wanted`, a name or a language, means. Raises DeviceError, which lists near names."""
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


def is_british(name: str) -> bool:
    return name.startswith("b")


def speed_of(rate_wpm: int) -> float:
    """Kokoro's speed: 1 is its own pace, and it is good for half to double of that."""
    return min(2.0, max(0.5, rate_wpm / OWN_PACE_WPM))


def pcm(sound: NDArray[np.float32], sample_rate: int = 24_000) -> Samples:
    """What the model makes (-1 to 1, mono) as int16, the silence around it cut off; empty when it is silent or no sound."""
    whole = (np.clip(np.nan_to_num(sound.ravel()), -1.0, 1.0) * 32_767).astype(np.int16)
    loud = np.flatnonzero((whole > SILENCE) | (whole < -SILENCE))
    return whole[loud[0] : loud[-1] + 1 + round(TAIL_S * sample_rate)] if len(loud) else whole[:0]


def threads() -> int:
    """For an engine: half the cores, as the rest listen and answer meanwhile."""
    return max(1, (os.cpu_count() or 2) // 2)


def identity(engine: str, file: Path, voice: str, speed: float) -> str:
    """All that the sound of a phrase depends on, but for the phrase."""
    stat = file.stat()
    return f"{engine} {file} {stat.st_size} {stat.st_mtime_ns} {voice} {speed:.3f} {source()}"


@contextmanager
def loading(folder: Path) -> Iterator[None]:
    """Raises ModelError for whatever a damaged file ends in."""
    try:
        yield
    except VoiceError:
        raise
    except Exception as error:
        raise ModelError(
            f"Kokoro's model in {folder} cannot be loaded: {type(error).__name__}", "See `voice models verify`."
        ) from None


def spoken(text: str, phonemes: Phonemes, infer: Callable[[str], NDArray[np.float32]]) -> Iterator[Samples]:
    """Sound of a text; `infer` makes that of some phonemes."""
    with espeak.LOCK:
        said = phonemes(text)
    for part in pieces(said, MOST_PHONEMES):
        if len(sound := pcm(infer(part))):
            yield sound
