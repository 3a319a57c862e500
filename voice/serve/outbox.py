"""What waits to be sent to one satellite. It never waits for the satellite: what grows too long is cut off."""

import asyncio
from collections import deque
from collections.abc import Iterable

from voice.messages import Samples
from voice.serve.codecs import PcmWriter, Writer
from voice.serve.cut_off import SOON_S, CutOff
from voice.serve.protocol import Told

MOST = 4 << 20
"""Bytes that may wait: more than a minute of sound, of which a reply is made a few seconds ahead."""


class Outbox:
    """Messages and sound, in the order in which they are to be sent."""

    def __init__(self) -> None:
        self.writer: Writer = PcmWriter(0)
        """What sound is written by."""
        self._waiting: deque[str | tuple[bytes, int]] = deque()
        """Messages; and sound, with how many samples it holds for the satellite."""
        self._size = 0
        self._came = asyncio.Event()
        self.sent_samples = 0
        """All that was handed to the connection."""

    def tell(self, message: Told) -> None:
        self._put(message.written())

    def play(self, samples: Samples, follows: bool = True) -> None:
        """Send sound; `follows`: it goes on from what was sent last."""
        if not follows:
            self.writer.forget()
        self._put_sound(self.writer.write(samples))

    def end_sound(self) -> None:
        """Send what waits for more sound to make a whole packet."""
        self._put_sound(self.writer.rest())

    def drop_sound(self) -> None:
        """Send no sound that is not on its way yet."""
        self.writer.forget()
        self._waiting = deque(one for one in self._waiting if isinstance(one, str))
        self._size = sum(map(_size, self._waiting))

    @property
    def holds_sound(self) -> bool:
        return any(isinstance(one, tuple) for one in self._waiting)

    async def take(self) -> str | bytes:
        """Wait for the next. Raises CutOff where too much waits, as the satellite does not read."""
        while not self._waiting:
            self._came.clear()
            await self._came.wait()
        one = self._waiting.popleft()
        self._size -= _size(one)
        if isinstance(one, str):
            return one
        self.sent_samples += one[1]
        return one[0]

    @property
    def overflows(self) -> bool:
        return self._size > MOST

    def _put_sound(self, sound: Iterable[tuple[bytes, int]]) -> None:
        for message in sound:
            self._put(message)

    def _put(self, one: str | tuple[bytes, int]) -> None:
        self._waiting.append(one)
        self._size += _size(one)
        self._came.set()


def _size(one: str | tuple[bytes, int]) -> int:
    return len(one if isinstance(one, str) else one[0])


def slow() -> CutOff:
    return CutOff("slow", "What is sent is not read.", SOON_S)
