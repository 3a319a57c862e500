"""What waits to be sent to one satellite. It never waits for the satellite: what grows too long is cut off."""

import asyncio
from collections import deque

from voice.messages import Samples
from voice.serve.cut_off import SOON_S, CutOff
from voice.serve.protocol import LARGEST, Told

MOST = 4 << 20
"""Bytes that may wait: more than a minute of sound, of which a reply is made a few seconds ahead."""

PIECE = LARGEST // 8
"""Bytes of sound in a message: a stop is never behind more than two tenths of a second of it."""


class Outbox:
    """Messages and sound, in the order in which they are to be sent."""

    def __init__(self) -> None:
        self._waiting: deque[str | bytes] = deque()
        self._size = 0
        self._came = asyncio.Event()
        self.sent_samples = 0
        """All that was handed to the connection."""

    def tell(self, message: Told) -> None:
        self._put(message.written())

    def play(self, samples: Samples) -> None:
        sound = samples.astype("<i2").tobytes()
        for begin in range(0, len(sound), PIECE):
            self._put(sound[begin : begin + PIECE])

    def drop_sound(self) -> None:
        """Send no sound that is not on its way yet."""
        self._waiting = deque(one for one in self._waiting if isinstance(one, str))
        self._size = sum(map(len, self._waiting))

    @property
    def holds_sound(self) -> bool:
        return any(isinstance(one, bytes) for one in self._waiting)

    async def take(self) -> str | bytes:
        """Wait for the next. Raises CutOff where too much waits, as the satellite does not read."""
        while not self._waiting:
            self._came.clear()
            await self._came.wait()
        one = self._waiting.popleft()
        self._size -= len(one)
        if isinstance(one, bytes):
            self.sent_samples += len(one) // 2
        return one

    @property
    def overflows(self) -> bool:
        return self._size > MOST

    def _put(self, one: str | bytes) -> None:
        self._waiting.append(one)
        self._size += len(one)
        self._came.set()


def slow() -> CutOff:
    return CutOff("slow", "What is sent is not read.", SOON_S)
