"""The manifest: every model that can be pulled, as it stands in manifest.toml."""

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
    """Path in the repository, or a pattern as of `fnmatch`. A pattern has no pins, and leaves out what was named before it."""
    size: int | None = Field(None, gt=0)
    """Bytes."""
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")


class Model(Section):
    name: str
    task: Literal["transcribe", "answer", "speak"]
    """The stage that loads it."""
    about: str
    repository: str
    """`owner/name` on the hub."""
    revision: str | None = Field(None, pattern=r"^[0-9a-f]{40}$")
    """Commit; pinned on first download when absent."""
    files: tuple[File, ...] = Field(min_length=1)
    single: bool = False
    """It is one file; its path is that of the file, not of a folder."""
    about_mb: int
    """Size in MB (10⁶ bytes), for people, before anything is known of the files."""
    licence: str
    profiles: tuple[str, ...] = ()
    """Those that need it."""


class Manifest(Section):
    model: tuple[Model, ...]

    def find(self, name: str) -> Model:
        """The model called `name`. Raises UsageError."""
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
