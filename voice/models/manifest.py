"""Reads manifest.toml, the list of all models that can be pulled, and tells which of them the settings name."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from voice.config import Config
from voice.errors import UsageError

SHIPPED = Path(__file__).parent / "manifest.toml"


class File(BaseModel, extra="forbid", frozen=True):
    name: str
    """Path in the repository, or a pattern as in `fnmatch`. A pattern has no pins and skips files named before it."""
    size: int | None = Field(None, gt=0)
    """Bytes."""
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")


class Model(BaseModel, extra="forbid", frozen=True):
    name: str
    task: Literal["transcribe", "answer", "speak"]
    about: str
    repository: str
    """`owner/name` on the hub."""
    revision: str | None = Field(None, pattern=r"^[0-9a-f]{40}$")
    """The commit; None to pin the one that is pulled first."""
    files: tuple[File, ...] = Field(min_length=1)
    single: bool = False
    """True if the model is one file: its path is then that of the file, not of a folder."""
    about_mb: int
    """Rough size in MB (10⁶ bytes), to be shown before the hub is asked."""
    licence: str
    profiles: tuple[str, ...] = ()


class Manifest(BaseModel, extra="forbid", frozen=True):
    model: tuple[Model, ...]

    def find(self, name: str) -> Model:
        """The model called `name`. Raises UsageError when there is none."""
        for model in self.model:
            if model.name == name:
                return model
        known = ", ".join(model.name for model in self.model)
        raise UsageError(f"there is no model {name!r}, neither by name nor by path", f"Models: {known}.")

    def has(self, name: str) -> bool:
        return any(model.name == name for model in self.model)

    def needed_by(self, profile: str) -> tuple[Model, ...]:
        return tuple(model for model in self.model if profile in model.profiles)


@cache
def shipped() -> Manifest:
    return Manifest.model_validate(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))


def named(settings: Config) -> list[Model]:
    """The models that these settings need, in the order of the manifest; without files of the user's own."""
    names = {heard_by(settings), spoken_by(settings), *(str(tier.model_file) for tier in settings.tiers)}
    return [model for model in shipped().model if model.name in names]


def heard_by(settings: Config) -> str | None:
    """The name or path of Whisper's model; None when another engine transcribes."""
    return settings.transcribe.model if settings.transcribe.engine == "whisper" else None


def spoken_by(settings: Config) -> str | None:
    """The name or path of the voice's model; None when espeak-ng speaks."""
    return None if settings.speak.engine == "espeak" else settings.speak.model
