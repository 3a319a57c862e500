"""Sound in and out: files and devices become 20 ms frames, replies become sound."""

from collections.abc import AsyncGenerator
from typing import Protocol

from voice.messages import Frame


class Source(Protocol):
    """Where frames come from."""

    ended: bool
    """All there was to hear has been heard; from now on the frames are silent. Never true of a microphone."""

    def frames(self) -> AsyncGenerator[Frame, None]:
        """Frames in order, without end. Closing the iterator releases the device or file.

        Raises AudioError or DeviceError.
        """
        ...


def gain(volume: int) -> float:
    """Amplitude for a volume in per cent; squared, so that half the volume sounds about half as loud."""
    return (min(max(volume, 0), 100) / 100) ** 2
