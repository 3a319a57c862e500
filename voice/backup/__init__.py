"""Backups: what the assistant cannot get again, in one file, and that file put back.

    backup.json        what follows, each with its size and SHA-256; the models that were here, by name and hash
    settings/…         the settings file, the user's own skills and what is beside them
    state/…            timers, lists, what was spent, history, traces
    wake/…             wake words that were trained here

It is a tar file, compressed. Models are fetched again; what was rendered or looked up is made again. Keys and tokens, and the
log of what left the house, which is worth nothing without its key, are in it only where that is asked for. Whether the
microphone is off is never: to go back to yesterday must not switch it on.
"""

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from pydantic import BaseModel, Field

from voice import config
from voice.config import Config
from voice.models.lock import Lock

FORMAT = 1
"""The version of what is written; a later one is refused."""

MANIFEST = "backup.json"

SECRET = ("serve-token", "*.key", "egress.*", "environment", ".env")
"""Files with keys, and what is worth nothing without its key."""

LEFT_OUT = (
    "muted", "fleet.json", "phrases", "*.lock", "*-wal", "*-shm", "*-journal", "*.damaged-*", ".*", "before-restore.*",
    "__pycache__",
)  # fmt: skip
"""Files and folders that belong to this moment or this machine, or are made again."""

SQLITE = b"SQLite format 3\0"

SETTINGS = "settings/config.toml"


class Entry(BaseModel, extra="forbid"):
    """A file in the archive."""

    size: int = Field(ge=0)
    sha256: str


class Manifest(BaseModel, extra="ignore"):
    """The first member of the archive. Whoever reads it passes over keys that it does not know."""

    format: int
    made: str
    """Local time, ISO 8601."""
    program: str
    secrets: bool
    files: dict[str, Entry]
    models: dict[str, Lock]


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is on this machine."""

    settings: Path
    """The settings file."""
    state: Path
    wake: Path

    @classmethod
    def of(cls, chosen: Config, settings: Path | None) -> "Places":
        return cls(settings or config.config_path(), chosen.state_dir, platformdirs.user_data_path("voice") / "wake")

    def held(self, secrets: bool) -> dict[str, Path]:
        """Every file that is there and belongs into a backup, by its name in the archive."""
        found = {SETTINGS: self.settings} if self.settings.is_file() else {}
        beside = self.settings.parent
        if beside.name == "voice":  # the assistant's own folder; else it holds who knows what
            found |= {f"settings/{name}": file for name, file in _below(beside, secrets) if file != self.settings}
        elif (skills := config.skills_path()).is_file() and skills.parent == beside:
            found["settings/skills.toml"] = skills
        for top, folder in (("state", self.state), ("wake", self.wake)):
            found |= {f"{top}/{name}": file for name, file in _below(folder, secrets)}
        return found

    def of_name(self, name: str) -> Path:
        """Where a file of an archive belongs."""
        if name == SETTINGS:
            return self.settings
        top, _, rest = name.partition("/")
        return {"settings": self.settings.parent, "state": self.state, "wake": self.wake}[top] / rest


def is_database(file: Path) -> bool:
    """Whether a file is SQLite's, which must not be copied as it is while somebody writes to it."""
    with file.open("rb") as opened:
        return opened.read(len(SQLITE)) == SQLITE


def belongs(name: str, secrets: bool) -> bool:
    """Whether a file or folder of this name, below one of the folders, belongs into a backup."""
    return not any(fnmatch.fnmatch(name, pattern) for pattern in (LEFT_OUT if secrets else LEFT_OUT + SECRET))


def _below(folder: Path, secrets: bool) -> Iterator[tuple[str, Path]]:
    """The files below a folder, by their paths there; links are not followed."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if file.is_file() and not file.is_symlink() and all(belongs(part, secrets) for part in name.parts):
            yield name.as_posix(), file
