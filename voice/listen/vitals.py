"""Judges whether a microphone's stream is well, by a look now and then at what has come since the last."""

from collections import deque

from voice.messages import Samples

LOOK_S = 0.5
"""A stream is looked at so often: a timeout for each block would cost more."""

BEGIN_S = 5.0
"""A device may take so long to give its first block."""

STALLED_S = 1.5
"""One that has given no block for so long is gone."""

OFF, ALIKE = 0.05, 0.02
"""The rate is another where sound comes so much too fast or too slow, and at each of the last looks alike. 44.1 for 48 kHz is
8 %; a machine that is too busy to take all the sound is slow too, but never alike."""

LOOKS = 3
"""How many are compared."""

SOFT = 327
"""The loudest sample of a quiet room, 40 dB below the loudest there is: nobody says anything."""


class Vitals:
    """What the blocks of one stream tell. The callback notes each; `look` is called every `LOOK_S`."""

    def __init__(self, rate: int, opened: float) -> None:
        """`opened`: clock seconds."""
        self._rate = rate
        self._opened = opened
        self._last: float | None = None
        """When the last block came."""
        self._samples = 0
        self._zeros = self._soft = 0
        """How many of the last samples were nothing but zeros, and how many softer than anything that is said."""
        self._looked: tuple[float, int] | None = None
        """The time of the last block, and the samples so far, at the last look."""
        self._paces: deque[float] = deque(maxlen=LOOKS)
        """How fast sound came between the last looks: 1 is right."""

    def note(self, block: Samples, now: float) -> None:
        """A block has come."""
        self._last = now
        self._samples += len(block)
        loudest = max(int(block.max()), -int(block.min()))
        self._zeros = 0 if loudest else self._zeros + len(block)
        self._soft = 0 if loudest > SOFT else self._soft + len(block)

    @property
    def zeros_s(self) -> float:
        """How long nothing but zeros has come."""
        return self._zeros / self._rate

    @property
    def soft_s(self) -> float:
        """How long nothing has come that could be said."""
        return self._soft / self._rate

    def look(self, now: float) -> str:
        """Say what is wrong with the stream; "" where nothing is."""
        if now - (self._opened if self._last is None else self._last) >= (BEGIN_S if self._last is None else STALLED_S):
            return "has stopped giving sound"
        return "gives its sound at another rate than it did" if self._is_off() else ""

    def _is_off(self) -> bool:
        if self._last is None:
            return False
        before, self._looked = self._looked, (self._last, self._samples)
        if before is None or before[0] == self._last:
            return False
        self._paces.append((self._samples - before[1]) / ((self._last - before[0]) * self._rate))
        first = self._paces[0]
        alike = len(self._paces) == LOOKS and all(abs(pace - first) < ALIKE for pace in self._paces)
        return alike and abs(first - 1) > OFF
