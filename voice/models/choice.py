"""Chooses the engine where the settings leave it to us ("auto"): the better one as soon as its model is here."""

from typing import Literal

from voice.config import Transcribe
from voice.models import store
from voice.models.manifest import shipped


def transcriber(settings: Transcribe) -> Literal["sphinx", "whisper", "wyoming", "remote"]:
    """Name the engine that transcribes: Whisper if it is set, or its model is here and the settings leave the choice.

    Raises UsageError where the model is neither in the manifest nor a path, ModelError.
    """
    if settings.engine != "auto":
        return settings.engine
    if store.is_here(settings.model):
        return "whisper"
    shipped().find(settings.model)
    return "sphinx"
