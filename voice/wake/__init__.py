"""Wake: hears the moment at which a wake word has been said."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from voice.config import Wake
from voice.messages import Frame, WakeHeard
from voice.wake.gate import WakeGate


class Detector(Protocol):
    """Hears wake words in one stream of frames."""

    def feed(self, frame: Frame) -> WakeHeard | None:
        """Take one frame; a wake word if it has just been heard."""
        ...

    def reset(self) -> None:
        """Forget all sound fed so far: nothing of it may trigger later."""
        ...


class WakeModel(Protocol):
    """The models that wake words are heard with, loaded once and shared by all detectors."""

    def load(self) -> None:
        """Load the models. Raises EngineError, or ConfigError for a phrase it does not know."""
        ...

    def open(self) -> Detector:
        """A new detector that has heard nothing yet; `load` comes first."""
        ...


def _openwakeword(settings: Wake) -> WakeModel:
    from voice.wake.openwakeword import OpenWakeWord

    return OpenWakeWord(settings.phrases, settings.threshold)


def _keyphrase(settings: Wake) -> WakeModel:
    from voice.wake.keyphrase import Keyphrase

    return Keyphrase(settings.phrases, settings.threshold)


class Engine(NamedTuple):
    make: Callable[[Wake], WakeModel]
    licence: str
    """Licence of the engine and its models."""


ENGINES = {
    "openwakeword": Engine(_openwakeword, "models CC BY-NC-SA 4.0: not for commercial use"),
    "keyphrase": Engine(_keyphrase, "BSD"),
}
"""Every engine by its name in the settings."""


def create(settings: Wake) -> WakeModel:
    """The configured engine; `load()` it before opening detectors."""
    return ENGINES[settings.engine].make(settings)


def gated(settings: Wake, model: WakeModel) -> WakeGate:
    """A new detector of a loaded model, behind a gate that opens and closes as the settings say."""
    return WakeGate(model.open(), settings.refractory_s, always_open=not settings.gated)
