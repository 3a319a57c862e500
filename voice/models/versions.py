"""Lists, verifies, rolls back and prunes the versions that are on this machine."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from voice.errors import ModelError
from voice.models import store
from voice.models.lock import Lock, Version, alone, exclusively, read, write
from voice.models.manifest import Manifest, Model
from voice.models.trouble import explained


@dataclass(frozen=True, slots=True)
class Here:
    """A model of the manifest and its versions on this machine."""

    model: Model
    held: Lock

    @property
    def serving(self) -> Version | None:
        return self.held.versions.get(self.held.serving or "")

    @property
    def size(self) -> int:
        """Bytes of the version that serves; 0 when there is none."""
        return sum(file.size for file in self.serving.files.values()) if self.serving else 0


def listed(manifest: Manifest) -> list[Here]:
    """List every model of the manifest. Raises ModelError for a lock file that cannot be read."""
    return [Here(model, read(store.home(model.name))) for model in manifest.model]


def verify(model: Model) -> list[str]:
    """Find missing and damaged files of the version that serves and of the one kept for rollback.

    Paths below the model's folder. Raises ModelError when there is no version at all.
    """
    home = store.home(model.name)
    held = read(home)
    there = [version for version in (held.serving, held.previous) if version]
    if not there:
        raise ModelError(f"the model {model.name} is not here", f"Fetch it: voice models pull {model.name}")
    return [f"versions/{version}/{name}" for version in there for name in damaged(home, held, version)]


def rollback(model: Model) -> str:
    """End a canary, or swap the version that serves with the one before; return the version that serves then.

    Raises ModelError when there is no version before, or it is damaged.
    """
    home = store.home(model.name)
    with explained(model), exclusively(home):
        held = read(home)
        target = held.current if held.canary else held.previous
        if target is None:
            raise ModelError(f"no earlier version of {model.name} is kept", "The one that serves stays.")
        if bad := damaged(home, held, target):
            raise ModelError(f"the earlier version of {model.name} is damaged: {', '.join(bad)}", "The one that serves stays.")
        if held.canary:
            held.canary = None
        else:
            held.current, held.previous = held.previous, held.current
        write(home, held)
        drop(home, held)
        return target


def prune(model: Model, everything: bool = False) -> int:
    """Remove what pulls left unfinished and versions that nothing needs; return how many bytes that freed.

    With `everything`, the version kept for rollback goes too. Raises ModelError.
    """
    home = store.home(model.name)
    if not home.exists():
        return 0
    with explained(model), alone(home), exclusively(home):
        held = read(home)
        if everything and not held.canary:
            held.previous = None
            write(home, held)
        return _remove(home / "unfinished") + drop(home, held)


def damaged(home: Path, held: Lock, version: str) -> list[str]:
    """Find the files of a version that are missing or have changed since they were pulled."""
    folder = home / "versions" / version
    return [name for name, file in held.versions[version].files.items() if not _is(folder / name, file.size, file.sha256)]


def digest(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def drop(home: Path, held: Lock) -> int:
    """Remove versions that neither serve nor are kept for rollback; return how many bytes that freed. Raises OSError."""
    keep = {held.current, held.previous, held.canary.version if held.canary else None}
    if any(identity not in keep for identity in held.versions):
        held.versions = {identity: version for identity, version in held.versions.items() if identity in keep}
        write(home, held)
    return sum(_remove(folder) for folder in (home / "versions").glob("*") if folder.name not in keep)


def _is(file: Path, size: int, sha256: str) -> bool:
    return file.is_file() and file.stat().st_size == size and digest(file) == sha256


def _remove(folder: Path) -> int:
    """Remove a folder if it is there; return how many bytes that freed: none for a file with another link."""
    size = sum(s.st_size for f in folder.rglob("*") if f.is_file() and (s := f.stat()).st_nlink == 1)
    shutil.rmtree(folder, ignore_errors=not folder.exists())
    return size
