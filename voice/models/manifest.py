"""Reads manifest.toml, the list of all models that can be pulled, and tells which of them the settings name."""

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from voice.config import Config
from voice.errors import UsageError

SHIPPED = Path(__file__).parent / "manifest.toml"


class File(BaseModel, extra="forbid", frozen=True):
    name: str
    """Path in the repository, or a pattern as in `fnmatch`. A pattern has no pins and skips files named before it."""
    size: int | None = Field(None, gt=0)
    """Bytes."""
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")


class Package(BaseModel, extra="forbid", frozen=True):
    """A package whose archive holds files of a model. The archive is read; the package is never installed or run."""

    registry: Literal["pypi", "npm"] = "pypi"
    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    version: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]*$")
    size: int = Field(gt=0)
    """Bytes of the archive, to be shown while it is fetched."""
    folder: str
    """The folder in the archive that holds the files."""
    files: tuple[str, ...] = ()
    """Names or patterns of the model's files that lie there under their own names."""
    parts: dict[str, str] = {}
    """A file of the model and its part here. Files are joined of their parts, in the order of the packages."""

    def member(self, file: str) -> str | None:
        """Return the path in the archive of a file of the model, or of its part; None when it holds none of it."""
        own = file if any(fits(file, pattern) for pattern in self.files) else self.parts.get(file)
        return f"{self.folder}/{own}" if own else None

    def is_archive(self, file: Path) -> bool:
        """Whether a file is the archive of this package, by its name."""
        if self.registry == "npm":
            return file.name == f"{self.name}-{self.version}.tgz"
        wheel = file.name.casefold().split("-")
        return file.suffix == ".whl" and wheel[:2] == [self.name.casefold().replace("-", "_"), self.version]


class Model(BaseModel, extra="forbid", frozen=True):
    name: str
    task: Literal["transcribe", "answer", "speak", "endpoint"]
    about: str
    repository: str | None = None
    """`owner/name` on the hub; None when the hub does not have it."""
    folder: str = Field("", pattern=r"^([^/]+/)*$")
    """The folder in the repository that the names of files start from, with a slash at its end."""
    revision: str | None = Field(None, pattern=r"^[0-9a-f]{40}$")
    """The commit; None to pin the one that is pulled first."""
    files: tuple[File, ...] = Field(min_length=1)
    packages: tuple[Package, ...] = ()
    """Packages of public indexes that hold the same files. Each file must then be pinned."""
    single: bool = False
    """True if the model is one file: its path is then that of the file, not of a folder."""
    about_mb: int
    """Rough size in MB (10⁶ bytes), to be shown before the hub is asked."""
    licence: str
    engine: str = ""
    """The value of `speak.engine` for a voice."""
    instead: str | None = None
    """The model that `voice setup` takes where this one cannot be had."""
    profiles: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _can_be_had(self) -> Self:
        if not (self.repository or self.packages):
            raise ValueError(f"{self.name}: neither a repository nor packages")
        for file in self.files if self.packages else ():
            if not (file.size and file.sha256 and self.members(file.name)):
                raise ValueError(f"{self.name}: {file.name} has no size, no SHA-256, or is in no package")
        return self

    @property
    def pinned(self) -> bool:
        """Whether the manifest says what every file must be."""
        return all(file.sha256 for file in self.files)

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it can be had, in the order in which they are asked."""
        return tuple(name for name, there in (("hub", self.repository), ("index", self.packages)) if there)

    def members(self, file: str) -> list[tuple[Package, str]]:
        """List the packages that hold a file or its parts, in their order, each with the path in its archive."""
        return [(package, member) for package in self.packages if (member := package.member(file))]


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


def fits(name: str, pattern: str) -> bool:
    """Whether a name matches a pattern in the same folder; `*` never stands for a slash."""
    return name.count("/") == pattern.count("/") and fnmatchcase(name, pattern)


@cache
def shipped() -> Manifest:
    return Manifest.model_validate(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))


def named(settings: Config) -> list[Model]:
    """The models that these settings use, in the order of the manifest; without files of the user's own."""
    names = {heard_by(settings), spoken_by(settings), *(str(tier.model_file) for tier in settings.tiers)}
    return [model for model in shipped().model if model.name in names]


def optional(settings: Config) -> set[str | None]:
    """Names of models that these settings do without until they are here."""
    heard = {heard_by(settings)} if settings.transcribe.engine == "auto" else set()
    return heard | ({spoken_by(settings)} if settings.speak.engine == "auto" else set())


def heard_by(settings: Config) -> str | None:
    """The name or path of Whisper's model, also of one that "auto" waits for; None when another engine transcribes."""
    return None if settings.transcribe.engine == "sphinx" or settings.transcribe.is_elsewhere else settings.transcribe.model


def spoken_by(settings: Config) -> str | None:
    """The name or path of the voice's model, also of one that "auto" waits for; None when espeak-ng speaks, or a service."""
    asked = "voice" in settings.speak.model_fields_set  # then "auto" is espeak-ng
    other = settings.speak.engine == "espeak" or settings.speak.is_elsewhere or (settings.speak.engine == "auto" and asked)
    return None if other else settings.speak.model
