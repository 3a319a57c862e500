"""Sound in and out: files and devices become 20 ms frames, replies become sound."""

from collections.abc import AsyncGenerator
from typing import Protocol

from voice.messages import Frame, Samples


class Source(Protocol):
    """Where frames come from."""

    ended: bool
    """All there was to hear has been heard; from now on the frames are silent. Never true of a microphone."""

    def frames(self) -> AsyncGenerator[Frame, None]:
        """Frames in order, without end. Closing the iterator releases the device or file.

        Raises AudioError or DeviceError.
        """
        ...


class Sink(Protocol):
    """Where a reply goes: a speaker, or a recording of what a speaker would have played.

    Playback runs on its own once `write` has begun it; `write` does not wait for it.
    """

    sample_rate: int
    """Hz of the samples it is given."""

    volume: int
    """Per cent, 0..100; may be set while it plays."""

    estimated: bool
    """The times that `write` returns are guesses: the host does not tell."""

    def open(self) -> None:
        """Claim the device, if it is not claimed already. Raises DeviceError."""
        ...

    def write(self, samples: Samples) -> float:
        """Queue samples behind those already queued; the clock time at which their first one is audible."""
        ...

    def stop(self) -> None:
        """Fall silent within one frame and drop what was queued."""
        ...

    async def drain(self) -> None:
        """Return when all that was queued has been heard, or was dropped.

        Raises DeviceError when the device is gone.
        """
        ...

    def close(self) -> None: ...


def gain(volume: int) -> float:
    """Amplitude for a volume in per cent; squared, so that half the volume sounds about half as loud."""
    return (min(max(volume, 0), 100) / 100) ** 2
