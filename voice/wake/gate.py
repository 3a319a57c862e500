"""Decides when the wake word is listened for: only while voice activity is heard, from a little before it began."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from voice.messages import FRAME_S, Frame, WakeHeard

if TYPE_CHECKING:
    from voice.wake import Detector

PRE_ROLL_S = 0.5
"""Sound from before the voice activity; a soft "h" or "a" is missed by voice activity detection."""

EPSILON = 1e-6
"""Frame times are sums of 0.02; which frame is the last to be heard must not depend on when the clock began."""

HOLD_S = 1.0
"""How long to go on without voice activity: a detector lags by up to 0.3 s, and a phrase may hold a pause."""


class WakeGate:
    """Feeds a detector while voice activity is heard; silent for `refractory_s` after a wake word.

    `always_open` feeds it every frame.
    """

    def __init__(self, detector: Detector, refractory_s: float = 1.0, always_open: bool = False) -> None:
        self._detector = detector
        self._refractory_s = refractory_s
        self._always_open = always_open
        self._pre_roll: deque[Frame] = deque(maxlen=round(PRE_ROLL_S / FRAME_S))
        self._close_at = self._deaf_until = float("-inf")

    def reset(self) -> None:
        """Forget all sound and the last wake word."""
        self._detector.reset()
        self._pre_roll.clear()
        self._close_at = self._deaf_until = float("-inf")

    def feed(self, frame: Frame, voiced: bool) -> WakeHeard | None:
        """Take one frame and whether it is voiced; a wake word if it has just been heard."""
        heard: WakeHeard | None = None
        if voiced and self._closed(frame) and not self._always_open:
            heard = self._open()
        if voiced:
            self._close_at = frame.time + HOLD_S
        if not self._always_open and self._closed(frame):
            self._pre_roll.append(frame)
            return None
        return self._once(heard or self._detector.feed(frame))

    def _closed(self, frame: Frame) -> bool:
        return frame.time > self._close_at + EPSILON

    def _open(self) -> WakeHeard | None:
        self._detector.reset()
        heard = [self._detector.feed(frame) for frame in self._pre_roll]
        self._pre_roll.clear()
        return next((wake for wake in heard if wake), None)

    def _once(self, heard: WakeHeard | None) -> WakeHeard | None:
        if heard is None or heard.time < self._deaf_until - EPSILON:
            return None
        self._deaf_until = heard.time + self._refractory_s
        return heard
