"""Kokoro's voices: how the settings choose one, whichever engine speaks with it."""

import difflib
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from voice.errors import DeviceError
from voice.messages import Samples
from voice.speak.espeak import SILENCE

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
