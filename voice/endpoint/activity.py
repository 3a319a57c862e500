"""Is somebody speaking in this frame?"""

import math

import numpy as np

from voice.messages import FRAME_S, SAMPLE_RATE, Frame

QUIETEST_DB = -60.0
"""Below it nothing is voice: digital silence and the hum of a quiet room, in dB of full scale."""

MARGIN_DB = 3.0
"""How far voice stands above the noise floor; it also cuts the 80 ms webrtcvad adds to every word."""

RISE_DB_PER_S = 6.0
"""How fast the noise floor follows a louder room; speech dips to the floor several times a second."""

FIRST_FLOOR_DB = -40.0
"""The highest floor to begin with: the first frame may be speech."""


class VoiceActivity:
    """webrtcvad over an adaptive noise floor: steady noise, which webrtcvad takes for voice, is soon none."""

    def __init__(self, aggressiveness: int = 2) -> None:
        self._aggressiveness = aggressiveness

    def load(self) -> None:
        """Load webrtcvad and forget the noise floor."""
        import webrtcvad

        self._vad = webrtcvad.Vad(self._aggressiveness)
        self._floor_db = FIRST_FLOOR_DB

    def voiced(self, frame: Frame) -> bool:
        """Whether voice activity is heard in the frame. Frames in order."""
        level = 20 * math.log10(float(np.std(frame.samples)) / 32768 + 1e-9)
        self._floor_db = max(QUIETEST_DB, min(level, self._floor_db + RISE_DB_PER_S * FRAME_S))
        heard: bool = self._vad.is_speech(frame.samples.tobytes(), SAMPLE_RATE)
        return heard and level > self._floor_db + MARGIN_DB
