"""Wake: the moment a wake word is heard."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from voice.config import Wake
from voice.messages import Frame, WakeHeard
from voice.wake.gate import WakeGate


class Detector(Protocol):
    """Hears wake words in a stream of frames."""

    def load(self) -> None:
        """Load the models. Raises EngineError, or ConfigError for a phrase it does not know."""
        ...

    def feed(self, frame: Frame) -> WakeHeard | None:
        """Take one frame; a wake word if it has just been heard."""
        ...

    def reset(self) -> None:
        """Forget all sound fed so far: nothing of it may trigger later."""
        ...


def _openwakeword(settings: Wake) -> Detector:
    from voice.wake.openwakeword import OpenWakeWord

    return OpenWakeWord(settings.phrases, settings.threshold)


def _keyphrase(settings: Wake) -> Detector:
    from voice.wake.keyphrase import Keyphrase

    return Keyphrase(settings.phrases, settings.threshold)


class Engine(NamedTuple):
    make: Callable[[Wake], Detector]
    licence: str
    """Of the engine and its models."""


ENGINES = {
    "openwakeword": Engine(_openwakeword, "models CC BY-NC-SA 4.0: not for commercial use"),
    "keyphrase": Engine(_keyphrase, "BSD"),
}
"""Every engine by its name in the settings."""


def create(settings: Wake) -> WakeGate:
    """The configured detector behind its gate; `load()` it before feeding."""
    detector = ENGINES[settings.engine].make(settings)
    return WakeGate(detector, refractory_s=settings.refractory_s, always_open=not settings.gated)
