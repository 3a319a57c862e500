"""Whether the microphone is off: a file in the state folder, so that a restart keeps it off, and any process can switch it."""

from pathlib import Path

from voice.clock import Clock
from voice.errors import UsageError

LOOK_S = 0.2
"""How often a running session looks for the file: a `stat` of a few microseconds."""


class Mute:
    """The switch of the microphone."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._file = folder / "muted"
        self._clock = clock
        self._looked = float("-inf")
        self._on = False

    @property
    def on(self) -> bool:
        """Whether nothing may be heard."""
        if (now := self._clock.now()) >= self._looked + LOOK_S:
            self._on, self._looked = self._file.exists(), now
        return self._on

    def switch(self, on: bool) -> None:
        """Switch the microphone off (`on`: it is muted) or on again. Raises UsageError where that cannot be kept."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch() if on else self._file.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"{self._file} cannot be changed: {error.strerror}", "Unplug the microphone instead.") from None
        self._on = on
