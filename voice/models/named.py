"""The models of the manifest that settings name."""

from voice.config import Config
from voice.models.manifest import Model, shipped


def named(settings: Config) -> list[Model]:
    """Every model that these settings need, in the order of the manifest. Files of the user's own are left out."""
    names = {heard_by(settings), spoken_by(settings), *(str(tier.model_file) for tier in settings.tiers)}
    return [model for model in shipped().model if model.name in names]


def heard_by(settings: Config) -> str | None:
    """Whisper's model, or its path; None when another engine transcribes."""
    return settings.transcribe.model if settings.transcribe.engine == "whisper" else None


def spoken_by(settings: Config) -> str | None:
    """Kokoro's model, or its path; None when espeak-ng speaks."""
    return None if settings.speak.engine == "espeak" else settings.speak.model or settings.speak.engine
