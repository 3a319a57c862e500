"""Speak: the text of a reply becomes sound, chunk by chunk."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from voice.config import Speak
from voice.errors import EngineError, ModelError, VoiceError
from voice.messages import Samples

if TYPE_CHECKING:
    from voice.privacy.gate import EgressGate


class Voice(Protocol):
    """A speech synthesiser."""

    sample_rate: int
    """Samples a second of its sound, in Hz, once loaded."""

    first_words: int | None
    """The most words of a reply's first piece; None where the engine begins a whole sentence soon enough."""

    identity: str
    """Engine, model, voice and speed, once loaded: equal for voices that sound the same."""

    def load(self) -> None:
        """Load the model and the library. Raises EngineError, or DeviceError for a voice that does not exist."""
        ...

    def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence, in chunks as they are made. Closing the iterator stops the work."""
        ...

    def close(self) -> None:
        """End its thread, once what it is at is done."""
        ...


@runtime_checkable
class Several(Protocol):
    """A synthesiser, once loaded, that has several voices; those that it makes share what it has loaded."""

    name: str
    """The voice that it speaks with."""

    def names(self) -> Mapping[str, str]:
        """List its voices that speak English: name → what people call it."""
        ...

    def called(self, name: str) -> Voice:
        """Make the voice of this name, one of `names`, ready to speak. Raises VoiceError."""
        ...


def _espeak(settings: Speak, _gate: "EgressGate | None" = None) -> Voice:
    from voice.speak.espeak import Espeak

    return Espeak(settings.voice, settings.rate_wpm)


def _piper(settings: Speak, _gate: "EgressGate | None" = None) -> Voice:
    from voice.speak.piper import Piper

    return Piper(settings.voice, settings.rate_wpm, settings.model)


def _kokoro(settings: Speak, _gate: "EgressGate | None" = None) -> Voice:
    from voice.speak.kokoro import Kokoro

    return Kokoro(settings.voice, settings.rate_wpm, settings.model)


def _kokoro_onnx(settings: Speak, _gate: "EgressGate | None" = None) -> Voice:
    from voice.speak.kokoro_onnx import KokoroOnnx

    return KokoroOnnx(settings.voice, settings.rate_wpm, settings.model)


def _wyoming(settings: Speak, gate: "EgressGate | None" = None) -> Voice:
    from voice.speak.elsewhere import ElsewhereVoice

    try:
        from voice.wyoming.service import Service
    except ModuleNotFoundError as error:
        raise EngineError(f"the package {error.name} is not installed", "pip install 'voiceloop[wyoming]'") from None
    assert gate is not None, "what asks a service elsewhere has a way out"
    return ElsewhereVoice(Service("speak", settings.url or "", settings.trusted, gate), _asked(settings))


def _remote(settings: Speak, gate: "EgressGate | None" = None) -> Voice:
    from voice.privacy.gate import Place
    from voice.remote.service import Service
    from voice.speak.elsewhere import ElsewhereVoice

    assert gate is not None, "what asks a service elsewhere has a way out"
    place = Place("speak", settings.url or "", settings.trusted)
    service = Service(place, gate, SOONER * settings.late_ms / 1e3, settings.model, settings.key_env)
    return ElsewhereVoice(service, _asked(settings))


def _asked(settings: Speak) -> str:
    """The voice that a service is asked for; "" for its own."""
    return settings.voice if "voice" in settings.model_fields_set else ""


class Make(Protocol):
    """Makes a voice by the settings; `gate` is the way out to one elsewhere."""

    def __call__(self, settings: Speak, gate: "EgressGate | None" = None, /) -> Voice: ...


class Engine(NamedTuple):
    make: Make
    licence: str
    """The licence of the engine and its models."""


SOONER = 0.95
"""The share of the wait for a voice that a service is given, so that its breaker learns of what is late."""

KOKORO = "Apache-2.0, pronunciation by espeak-ng: GPL-3.0-or-later"

ENGINES = {
    "espeak": Engine(_espeak, "GPL-3.0-or-later"),
    "piper": Engine(_piper, "MIT and the voice's own, pronunciation by espeak-ng: GPL-3.0-or-later"),
    "kokoro": Engine(_kokoro, KOKORO),
    "kokoro-onnx": Engine(_kokoro_onnx, KOKORO),
    "wyoming": Engine(_wyoming, "the service's own"),
    "remote": Engine(_remote, "the service's own"),
}
"""Every engine by its name in the settings; "auto" is one of these, see `engine_of`."""


def engine_of(settings: Speak) -> str:
    """Name the engine that the settings mean: for "auto", Piper if its model is here and no voice is asked for by name.

    Raises UsageError for a model asked for that there is neither by name nor by path.
    """
    from voice.models import store

    if settings.engine != "auto":
        return settings.engine
    if "voice" in settings.model_fields_set:
        return "espeak"
    with suppress(ModelError if "model" in settings.model_fields_set else VoiceError):
        store.resolve(settings.model)
        return "piper"
    return "espeak"


def create(
    settings: Speak, folder: Path, warned: Callable[[str], None], gate: "EgressGate | None" = None
) -> tuple[Voice, Voice | None]:
    """Make the voice of the settings and, unless that is espeak-ng, one to stand in for it; both are still to be loaded.

    What stands in for a service elsewhere is the voice of a machine where nothing is set.

    A voice on this machine that needs a stand-in keeps rendered phrases in `folder`. `gate`: the way out to one elsewhere.
    """
    from voice.speak.cache import CachedVoice, PhraseCache
    from voice.speak.espeak import Espeak

    engine = engine_of(settings)
    voice = ENGINES[engine].make(settings, gate)
    if engine == "espeak":
        return voice, None
    if settings.is_elsewhere:  # it may change its voice, so nothing of it is kept
        here = Speak(rate_wpm=settings.rate_wpm)
        return voice, ENGINES[engine_of(here)].make(here)
    american = engine == "piper" or settings.voice.casefold() == "en-us" or settings.voice.startswith("a")
    spare = Espeak("en-us" if american else "en-gb", settings.rate_wpm)
    return CachedVoice(voice, PhraseCache(folder), warned), spare
