"""Tells whether somebody is speaking in a frame."""

import math

import numpy as np

from voice.messages import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples

QUIETEST_DB = -60.0
"""Below it nothing is voice: digital silence and the hum of a quiet room, in dB of full scale."""

MARGIN_DB = 3.0
"""How far voice stands above the noise floor; it also cuts the 80 ms webrtcvad adds to every word."""

RISE_DB_PER_S = 6.0
"""How fast the noise floor follows a louder room; speech dips to the floor several times a second."""

FIRST_FLOOR_DB = -40.0
"""The highest floor to begin with: the first frame may be speech."""


class VoiceActivity:
    """Hears voice in one stream of frames: webrtcvad above a noise floor that adapts to steady noise, which webrtcvad alone
    takes for voice, and above what may be the assistant's own."""

    def __init__(self, aggressiveness: int = 2) -> None:
        self._aggressiveness = aggressiveness

    def load(self) -> None:
        """Load webrtcvad and forget all that was heard."""
        import webrtcvad

        self._vad = webrtcvad.Vad(self._aggressiveness)
        self._floor_db = FIRST_FLOOR_DB

    def voiced(self, frame: Frame) -> bool:
        """Whether voice activity is heard in the frame. Frames in order."""
        level = level_db(frame.samples)
        self._floor_db = max(QUIETEST_DB, min(level, self._floor_db + RISE_DB_PER_S * FRAME_S))
        heard: bool = self._vad.is_speech(frame.samples.tobytes(), SAMPLE_RATE)
        return heard and level > max(self._floor_db + MARGIN_DB, frame.echo_db)


_ONES = np.ones(FRAME_SAMPLES)


def level_db(samples: Samples) -> float:
    """Level of a frame without its offset, dB of full scale.

    np.std says the same, in four times the time on a core that has just been woken: a third of what idling costs.
    """
    sound = samples / 32768
    offset = sound.dot(_ONES) / len(sound)
    return 10 * math.log10(max(sound.dot(sound) / len(sound) - offset**2, 1e-18))
