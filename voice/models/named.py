"""Tells which models of the manifest the settings name."""

from voice.config import Config
from voice.models.manifest import Model, shipped


def named(settings: Config) -> list[Model]:
    """The models that these settings need, in the order of the manifest; without files of the user's own."""
    names = {heard_by(settings), spoken_by(settings), *(str(tier.model_file) for tier in settings.tiers)}
    return [model for model in shipped().model if model.name in names]


def heard_by(settings: Config) -> str | None:
    """The name or path of Whisper's model; None when another engine transcribes."""
    return settings.transcribe.model if settings.transcribe.engine == "whisper" else None


def spoken_by(settings: Config) -> str | None:
    """The name or path of Kokoro's model; None when espeak-ng speaks."""
    return None if settings.speak.engine == "espeak" else settings.speak.model or settings.speak.engine
