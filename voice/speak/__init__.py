"""Speak: a reply's text becomes sound, first chunk first."""

from collections.abc import AsyncGenerator, Callable
from typing import Protocol

from voice.config import Speak
from voice.messages import Samples


class Voice(Protocol):
    """A speech synthesiser."""

    sample_rate: int
    """Hz of what it makes."""

    def load(self) -> None:
        """Load data, claim the library. Raises EngineError, or DeviceError for a voice that is not there."""
        ...

    def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Sound of one sentence, in chunks, as they are made. Closing the iterator stops the work."""
        ...


def _espeak(settings: Speak) -> Voice:
    from voice.speak.espeak import Espeak

    return Espeak(settings.voice, settings.rate_wpm)


VOICES: dict[str, Callable[[Speak], Voice]] = {"espeak": _espeak}
"""Every engine by its name in the settings."""
