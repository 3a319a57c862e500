"""A speaker at the other end of a connection: it is told what to play, and tells when that has been heard."""

import asyncio

from voice.clock import Clock, deadline
from voice.messages import Samples
from voice.serve.outbox import Outbox
from voice.serve.protocol import Duck, Stop, Volume

LATE_S = 0.1
"""How much later than it is sent sound is heard, until that has been seen: a network at home, and a sound card."""

LATEST_S = 1.0
"""The longest delay that is believed."""

LEARNT = 0.3
"""How much of a difference is believed at once."""

PATIENCE_S = 2.0
"""How much longer than expected a satellite may take to tell that it has played everything."""


class FarSpeaker:
    """A sink whose sound is played by a satellite."""

    estimated = True

    def __init__(self, clock: Clock, sample_rate: int, outbox: Outbox, volume: int) -> None:
        self.sample_rate = sample_rate
        self._clock = clock
        self._outbox = outbox
        self._volume = volume
        self._late_s = LATE_S
        self._end = 0.0
        """When the last sample will have been heard; 0: nothing is played."""
        self.told = 0
        """Samples of which the satellite has told that they were played."""
        self._has_told = asyncio.Event()

    @property
    def volume(self) -> int:
        return self._volume

    @volume.setter
    def volume(self, percent: int) -> None:
        self._volume = percent
        self.tell_volume()

    def tell_volume(self) -> None:
        self._outbox.tell(Volume(percent=min(max(self._volume, 0), 100)))

    def open(self) -> None:
        pass

    def write(self, samples: Samples) -> float:
        soonest = self._clock.now() + self._late_s
        begin = max(soonest, self._end)
        self._outbox.play(samples, follows=self._end > soonest)
        self._end = begin + len(samples) / self.sample_rate
        return begin

    def played(self) -> list[tuple[float, Samples, int]]:
        """Give nothing: a satellite takes its own voice out of the sound itself."""
        return []

    def duck(self, on: bool) -> None:
        self._outbox.tell(Duck(on=on))

    def stop(self) -> None:
        self._outbox.drop_sound()
        self._outbox.tell(Stop())
        self._end = 0.0

    def heard(self, samples: int) -> None:
        """Note how much the satellite has played of what it was sent."""
        self.told = samples
        if self._is_silent() and self._end:
            late_s = self._late_s + LEARNT * (self._clock.now() - self._end)
            self._late_s = min(max(late_s, 0.0), LATEST_S)
        self._has_told.set()

    @property
    def sent(self) -> int:
        """How many samples it will tell to have played once it has played all that it was given so far."""
        return self._outbox.sent_samples + self._outbox.holds_sound

    async def drain(self) -> None:
        """Wait until the satellite tells that it is silent; if it does not, for as long as was expected."""
        self._outbox.end_sound()
        patience_s = max(0.0, self._end - self._clock.now()) + PATIENCE_S
        try:
            async with deadline(self._clock, patience_s):
                while not self._is_silent():
                    self._has_told.clear()
                    await self._has_told.wait()
        except TimeoutError:
            return

    def close(self) -> None:
        pass

    def _is_silent(self) -> bool:
        return not self._outbox.holds_sound and self.told >= self._outbox.sent_samples
