"""Brings the sound of a network to one loudness, without clipping, clicks or silence around it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voice.messages import Samples
from voice.speak.espeak import SILENCE
from voice.speak.voices import TAIL_S

LEVEL = 0.1
"""The loudness that a voice is brought to: root mean square of full scale, -20 dB, as loud as espeak-ng."""

PEAK = 0.89
"""The highest peak, of full scale: -1 dB, so that resampling and a loudspeaker have room."""

KNEE = 0.6
"""The amplitude, of full scale, from which peaks are bent: few are that high."""

MOST_GAIN = 8.0
"""The most that a voice is made louder by: what is softer than that is no speech."""

LEAD_S = 0.003
"""Seconds left before the first sound, and faded at the last, so that neither is a click."""


def pcm(sound: Iterator[tuple[NDArray[np.float32], bool]], gain: float, sample_rate: int, last: bool) -> Iterator[Samples]:
    """Turn the chunks of a sentence into int16 without the silence around it; one that is not the `last` keeps its pause."""
    begun = False
    for chunk, is_end in sound:
        louder = limited(np.nan_to_num(chunk) * gain)
        heard = np.flatnonzero(np.abs(louder) > SILENCE)
        if not begun and not len(heard):
            continue
        begin = 0 if begun else max(0, int(heard[0]) - round(LEAD_S * sample_rate))
        end = int(heard[-1]) + 1 + round(TAIL_S * sample_rate) if len(heard) else 0
        begun = True
        kept = louder[begin : end if last and is_end else None]
        if is_end:
            fade = min(len(kept), round(LEAD_S * sample_rate))
            kept[len(kept) - fade :] = kept[len(kept) - fade :] * np.linspace(1, 0, fade)
        if len(kept):
            yield kept


def limited(sound: NDArray[np.float32]) -> Samples:
    """Turn sound into int16, with what is above `KNEE` bent so that nothing is above `PEAK`."""
    size, room = np.abs(sound), PEAK - KNEE
    bent = np.where(size > KNEE, np.sign(sound) * (KNEE + room * np.tanh((size - KNEE) / room)), sound)
    return (bent * 32_767).astype(np.int16)


def gain_of(sound: Samples) -> float:
    """How much louder a voice has to be made; 1 where there is nothing to hear."""
    loudness = float(np.sqrt(np.mean((sound / 32_768) ** 2))) if len(sound) else 0.0
    return min(MOST_GAIN, LEVEL / loudness) if loudness else 1.0
