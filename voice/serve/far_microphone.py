"""A microphone at the other end of a connection: its frames, with the times at which they were taken, as far as can be told."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

from voice import busy
from voice.clock import Clock
from voice.listen.framing import Framer
from voice.messages import FRAME_S, SAMPLE_RATE, Frame
from voice.serve.codecs import reader
from voice.serve.cut_off import SOON_S, CutOff
from voice.serve.protocol import Codec

QUEUE_S = 5.0
"""Sound kept while the session is busy; in a longer stall the oldest is lost, as with a microphone that is here."""

PACE = 1.05
"""Sound may come so much faster than it is spoken: clocks differ by a thousandth at most."""

SAVED_S = 30.0
"""Sound that may come at once: a network that stalls delivers what was said meanwhile."""

WINDOW = round(2.0 / FRAME_S)
"""Frames among which the one is looked for that was under way for the shortest time."""


class FarMicrophone:
    """A source that is fed by whoever receives the sound."""

    ended = False

    def __init__(self, clock: Clock, codec: Codec = "pcm") -> None:
        self.muted = False
        self.echo_db = float("-inf")
        """How much echo is in the sound that comes next; see `Frame`."""
        self.dropped = 0
        """Frames that were lost, as the session was too slow."""
        self._clock = clock
        self._reader = reader(codec, SAMPLE_RATE)
        self._framer = Framer(SAMPLE_RATE)
        self._frames: deque[Frame] = deque()
        self._came = asyncio.Event()
        self._times = ArrivalTimes()
        self._may_s, self._since = SAVED_S, clock.now()

    def feed(self, sound: bytes) -> None:
        """Take what has come. Raises CutOff for what is no sound, or too much of it."""
        now = self._clock.now()
        try:
            samples = self._reader.read(sound)
        except ValueError as error:
            raise CutOff("nonsense", str(error)) from None
        self._check(len(samples), now)
        frames = self._framer.feed(samples)
        for taken, time in zip(frames, self._times.of(len(frames), now), strict=True):
            self._frames.append(Frame(taken, time, self.echo_db, self.muted))
        while len(self._frames) > QUEUE_S / FRAME_S:
            self._frames.popleft()
            self.dropped += 1
            busy.lost_s["sound"] += FRAME_S
        self._came.set()

    async def frames(self) -> AsyncGenerator[Frame, None]:
        while True:
            while not self._frames:
                self._came.clear()
                await self._came.wait()
            yield self._frames.popleft()

    def _check(self, samples: int, now: float) -> None:
        self._may_s = min(SAVED_S, self._may_s + PACE * (now - self._since)) - samples / SAMPLE_RATE
        self._since = now
        if self._may_s < 0:
            raise CutOff("flood", "Sound comes faster than it can be spoken.", SOON_S)


class ArrivalTimes:
    """Tells when frames were taken that come late, by different times, from a clock that is not quite this one.

    A frame cannot come before it was taken, so the one among the last that was under way for the shortest time tells best.
    """

    def __init__(self) -> None:
        self._begins: deque[float] = deque(maxlen=WINDOW)
        """For each of the last frames, when the first one of all was taken at the latest."""
        self._count = 0
        self._last = float("-inf")

    def of(self, frames: int, now: float) -> list[float]:
        """The times of so many frames that have come now together, each later than the one before."""
        self._begins += [now - (self._count + number) * FRAME_S for number in range(1, frames + 1)]
        times = []
        for _ in range(frames):
            self._count += 1
            self._last = max(self._last + FRAME_S / 2, min(now, min(self._begins) + self._count * FRAME_S))
            times.append(self._last)
        return times
