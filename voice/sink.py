"""A sink: where a reply goes."""

from typing import Protocol

from voice.messages import Samples


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

    def write(self, samples: Samples) -> float:
        """Queue samples behind those already queued; return the clock time at which the first will be audible."""

    def played(self) -> list[tuple[float, Samples, int]]:
        """Give what was handed to the device since the last call, at the volume of that moment: for each block the clock time
        at which its first sample is heard, the samples, and their rate in Hz.
        """

    def duck(self, on: bool) -> None:
        """Play softer from now on, or as before: somebody may be speaking to the assistant."""

    def stop(self) -> None:
        """Fall silent within one frame and drop what was queued."""

    async def drain(self) -> None:
        """Return when all that was queued has been heard, or was dropped. Raises DeviceError when the device is gone."""

    def close(self) -> None: ...
