"""Speak: a reply's text becomes sound, first chunk first."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from voice.config import Speak
from voice.messages import Samples


class Voice(Protocol):
    """A speech synthesiser."""

    sample_rate: int
    """Hz of what it makes."""

    identity: str
    """Once loaded: engine, model, voice and speed, equal for equal sound."""

    def load(self) -> None:
        """Load data, claim the library. Raises EngineError, or DeviceError for a voice that is not there."""
        ...

    def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Sound of one sentence, in chunks, as they are made. Closing the iterator stops the work."""
        ...


def _espeak(settings: Speak) -> Voice:
    from voice.speak.espeak import Espeak

    return Espeak(settings.voice, settings.rate_wpm)


def _kokoro(settings: Speak) -> Voice:
    from voice.speak.kokoro import Kokoro

    return Kokoro(settings.voice, settings.rate_wpm, settings.model)


def _kokoro_onnx(settings: Speak) -> Voice:
    from voice.speak.kokoro_onnx import KokoroOnnx

    return KokoroOnnx(settings.voice, settings.rate_wpm, settings.model)


class Engine(NamedTuple):
    make: Callable[[Speak], Voice]
    licence: str
    """Of the engine and its models."""


KOKORO = "Apache-2.0, pronunciation by espeak-ng: GPL-3.0-or-later"

ENGINES = {
    "espeak": Engine(_espeak, "GPL-3.0-or-later"),
    "kokoro": Engine(_kokoro, KOKORO),
    "kokoro-onnx": Engine(_kokoro_onnx, KOKORO),
}
"""Every engine by its name in the settings."""


def create(settings: Speak, folder: Path, warned: Callable[[str], None]) -> tuple[Voice, Voice | None]:
    """The voice of the settings, and one to stand in for it where it is slow; both still to be loaded.

    A slow one keeps rendered phrases in `folder`.
    """
    from voice.speak.cache import CachedVoice, PhraseCache
    from voice.speak.espeak import Espeak

    voice = ENGINES[settings.engine].make(settings)
    if settings.engine == "espeak":
        return voice, None
    american = settings.voice.casefold() == "en-us" or settings.voice.startswith("a")
    return CachedVoice(voice, PhraseCache(folder), warned), Espeak("en-us" if american else "en-gb", settings.rate_wpm)
