"""A release: the settings and models that a fleet shares, in one signed file.

It is whole: whoever was away takes the newest alone.

    version = 12                    # higher than any before
    percent = 10                    # of the machines

    [settings.endpoint]
    default_ms = 700

    [[models]]                      # another version of a model of the list; each file is pinned
    name = "whisper-tiny.en"
    revision = "…"
    files = [{ name = "model.bin", size = 75538270, sha256 = "…" }]
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from voice.config import Config
from voice.config.faults import own_faults, plainly
from voice.config.fleet import outside
from voice.errors import FleetError
from voice.models.hub import PLAIN
from voice.models.manifest import File, Model, fits, heard_by, shipped, spoken_by

SIGNATURE = ".minisig"
"""What follows the name of a release in the name of its signature."""

MEND = "Mend it and sign it again."


class _Model(BaseModel, extra="forbid", frozen=True):
    """Another version of a listed model, with all its files."""

    name: str
    repository: str | None = Field(None, pattern=r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$")
    revision: str = Field(pattern=r"^[0-9a-f]{40}$")
    files: tuple[File, ...] = Field(min_length=1)


class Release(BaseModel, extra="forbid", frozen=True):
    version: int = Field(gt=0, lt=2_000_000_000, strict=True)
    percent: float = Field(100.0, ge=0, le=100)
    settings: dict[str, Any] = {}
    models: tuple[_Model, ...] = ()

    @property
    def content(self) -> str:
        """A digest of what it brings, without version and percentage: a higher percentage adds machines, and changes none."""
        return _digest(self.model_dump(mode="json", include={"settings", "models"}))

    @property
    def digest(self) -> str:
        return _digest(self.model_dump(mode="json"))

    def concerns(self, device: str) -> bool:
        """Whether a machine belongs to the percentage that takes it."""
        drawn = int.from_bytes(hashlib.sha256(f"{device} {self.content}".encode()).digest()[:8])
        return drawn / 2**64 < self.percent / 100

    def brings(self) -> list[Model]:
        """List the models that it pins and those that its settings name. Raises FleetError, ValidationError."""
        pinned, chosen = [_pinned(model) for model in self.models], Config(**self.settings)
        for section, name in (("transcribe", heard_by(chosen)), ("speak", spoken_by(chosen))):
            asked = self.settings.get(section, {})
            if unknown := [model for key, model in asked.items() if key == "model" and not shipped().has(model)]:
                raise _unknown(unknown[0])
            if asked.keys() & {"engine", "model"} and name and shipped().has(name) and not _has(pinned, name):
                pinned.append(shipped().find(name))
        return pinned


def opened(text: str, signature: str, key: str) -> Release:
    """Read a release whose signature is good, within the bounds of what a fleet may set. Raises FleetError."""
    try:
        import minisign
    except ImportError:
        raise FleetError("the package py-minisign is not installed", "pip install 'voiceloop[fleet]'") from None
    try:
        minisign.PublicKey.from_base64(key).verify(text.encode(), minisign.Signature.from_bytes(signature.encode()))
    except ValueError:  # all of minisign's, and those of its key's curve
        remedy = "Sign it with the key that [fleet] key names: `voice fleet sign FILE`."
        raise FleetError("the release is not signed by the fleet's key", remedy) from None
    return checked(text)


def checked(text: str) -> Release:
    """Read a release, whoever signed it. Raises FleetError if it sets what no fleet may, or cannot be read."""
    try:
        release = Release.model_validate(tomllib.loads(text))
        if far := outside(release.settings):
            raise FleetError(f"the release sets what no fleet may, or not so: {', '.join(sorted(far))}", MEND)
        Config(**release.settings)
        release.brings()
        return release
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc'])) or 'release'}: {plainly(one)}" for one in own_faults(error)]
        raise FleetError(f"the release cannot be taken: {'; '.join(faults)}", MEND) from None
    except (ValueError, RecursionError) as error:
        raise FleetError(f"the release cannot be read as TOML: {error}", MEND) from None


def _pinned(given: _Model) -> Model:
    """Describe a listed model with other files, under names that its engine reads. Raises FleetError."""
    if not shipped().has(given.name):
        raise _unknown(given.name)
    known, names = shipped().find(given.name), [file.name for file in given.files]
    if not all(file.size and file.sha256 for file in given.files):
        raise FleetError(f"the release does not pin every file of {given.name}", "Give each its size and sha256.")
    wanted = [file.name for file in known.files]
    strange = [name for name in names if not PLAIN.fullmatch(name) or not any(fits(name, pattern) for pattern in wanted)]
    missing = [pattern for pattern in wanted if not any(fits(name, pattern) for name in names)]
    if strange or missing or len(set(names)) < len(names):
        what = f"the release has other files of {given.name} than its engine reads"
        raise FleetError(what, f"They are: {', '.join(wanted)}.")
    if not (repository := given.repository or known.repository):
        raise FleetError(f"the release does not say which repository has {given.name}", "Name its repository.")
    place = {"repository": repository, "folder": "" if given.repository else known.folder, "packages": ()}
    return known.model_copy(update=place | {"revision": given.revision, "files": given.files})


def _unknown(model: str) -> FleetError:
    return FleetError(f"the release names a model that is not in the list: {model!r}", "`voice models list` has them.")


def _has(models: Iterable[Model], name: str) -> bool:
    return any(model.name == name for model in models)


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
