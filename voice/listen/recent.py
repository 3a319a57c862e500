"""Keeps the last seconds of sound, so that what is listened to can begin a little before the moment it is called for."""

from collections import deque

import numpy as np

from voice.messages import FRAME_S, Frame, Samples

RECENT_S = 8.0
"""How much sound is kept: as much as the end-of-turn model hears at once, and more than a wake word and its delay take."""

EPSILON = 1e-6
"""Frame times are sums of 0.02; how many frames are given must not depend on when the clock began."""


class Recent:
    """The last seconds of one stream. Feed it every frame."""

    def __init__(self) -> None:
        self._frames: deque[Frame] = deque(maxlen=round(RECENT_S / FRAME_S))

    def feed(self, frame: Frame) -> None:
        self._frames.append(frame)

    def forget(self) -> None:
        """Keep nothing of what was heard so far."""
        self._frames.clear()

    def since(self, time: float) -> tuple[Samples, float]:
        """The sound since `time`, clock seconds, as far as it is kept, and when its first sample was taken."""
        frames = [frame for frame in self._frames if frame.time > time + EPSILON]
        return np.concatenate([frame.samples for frame in frames]), frames[0].time - FRAME_S
