"""Sound in and out: files and devices become 20 ms frames, replies become sound."""

from collections.abc import AsyncGenerator
from typing import Protocol

from voice.messages import Frame


class Source(Protocol):
    """Where frames come from."""

    ended: bool
    """Everything has been heard, and only silent frames follow. Never true of a microphone."""

    def frames(self) -> AsyncGenerator[Frame, None]:
        """Give frames in order, without end. Closing the iterator releases the device or file.

        Raises AudioError or DeviceError.
        """


def gain(volume: int) -> float:
    """Turn a volume in per cent into an amplitude: its square, so that half the volume sounds about half as loud."""
    return (min(max(volume, 0), 100) / 100) ** 2


DUCKED = 0.25
"""Amplitude of a reply that is turned down: 12 dB less."""
