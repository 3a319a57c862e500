"""Reads manifest.toml, the list of all models that can be pulled."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from voice.errors import UsageError

SHIPPED = Path(__file__).parent / "manifest.toml"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class File(Section):
    name: str
    """Path in the repository, or a pattern as in `fnmatch`. A pattern has no pins and skips files named before it."""
    size: int | None = Field(None, gt=0)
    """Bytes."""
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")


class Model(Section):
    name: str
    task: Literal["transcribe", "answer", "speak"]
    """The stage that loads the model."""
    about: str
    repository: str
    """`owner/name` on the hub."""
    revision: str | None = Field(None, pattern=r"^[0-9a-f]{40}$")
    """The commit; None to pin the one that is pulled first."""
    files: tuple[File, ...] = Field(min_length=1)
    single: bool = False
    """Whether the model is one file, and its path that of the file instead of a folder."""
    about_mb: int
    """Rough size in MB (10⁶ bytes), to be shown before the hub is asked."""
    licence: str
    profiles: tuple[str, ...] = ()
    """The profiles that need the model."""


class Manifest(Section):
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
    """The manifest of this package."""
    return Manifest.model_validate(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))
