"""Writes a backup, while the assistant runs: each file is in it as it was at one moment."""

import contextlib
import fcntl
import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from voice.backup import FORMAT, MANIFEST, Entry, Manifest, Places, is_database
from voice.clock import Clock
from voice.errors import ModelError, WorkError
from voice.models.lock import Lock
from voice.models.manifest import shipped
from voice.models.versions import listed
from voice.provenance import program

BUSY_S = 10.0
"""How long a database may be kept by somebody who writes."""


def make(places: Places, out: Path, secrets: bool, clock: Clock) -> Manifest:
    """Write a backup to `out`, which is replaced whole or not at all. Raises WorkError."""
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".voice-backup-") as folder:
            copies = dict(_copied(places, secrets, Path(folder)))
            manifest = Manifest(
                format=FORMAT,
                made=clock.today().isoformat(timespec="seconds"),
                program=program(),
                secrets=secrets,
                files={name: _entry(file) for name, file in copies.items()},
                models=_models(),
            )
            whole = Path(folder, "whole")
            _pack(manifest, copies, whole)
            whole.replace(out)
    except OSError as error:
        what = f"{error.filename or out} cannot be copied or written: {error.strerror}"
        raise WorkError(what, "Nothing was changed.") from None
    return manifest


def _copied(places: Places, secrets: bool, folder: Path) -> Iterator[tuple[str, Path]]:
    """Copy everything below `folder`; each copy with its name in the archive. Raises OSError, WorkError."""
    with _chains_at_rest(places.state):
        for number, (name, file) in enumerate(places.held(secrets).items()):
            copy = folder / str(number)
            try:
                copy_of(file, copy)
            except FileNotFoundError:
                continue  # removed meanwhile, as a list may be
            yield name, copy


def copy_of(file: Path, copy: Path) -> None:
    """Copy one file as it is at one moment. Raises OSError, WorkError."""
    if is_database(file):
        return copy_database(file, copy)
    shutil.copyfile(file, copy)
    copy.chmod(0o700 if os.access(file, os.X_OK) else 0o600)  # a skill's own program is still one
    if file.suffix == ".jsonl":
        _end_at_a_line(copy)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database, through SQLite, into a file of its own or over one that others have open. Raises WorkError."""
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)) as read,
            contextlib.closing(sqlite3.connect(target, timeout=BUSY_S)) as written,
        ):
            read.backup(written)
    except sqlite3.Error as error:
        what = f"the database {source.name} cannot be copied: {error}"
        raise WorkError(what, "Stop what writes to it, and try again.") from None


def _end_at_a_line(copy: Path) -> None:
    """Cut off a last line that was being written."""
    with copy.open("r+b") as opened:
        content = opened.read()
        opened.truncate(content.rfind(b"\n") + 1)


@contextlib.contextmanager
def _chains_at_rest(folder: Path) -> Iterator[None]:
    """Keep others from writing to logs whose files must fit together: see `voice.privacy.chain`."""
    with contextlib.ExitStack() as stack:
        for head in folder.glob("*.head"):
            opened = stack.enter_context(head.open("rb"))
            fcntl.flock(opened, fcntl.LOCK_SH)
        yield


def _entry(file: Path) -> Entry:
    with file.open("rb") as opened:
        return Entry(size=file.stat().st_size, sha256=hashlib.file_digest(opened, "sha256").hexdigest())


def _models() -> dict[str, Lock]:
    """Which versions of which models are here, by their hashes; without the models."""
    with contextlib.suppress(ModelError):
        return {here.model.name: here.held for here in listed(shipped()) if here.held.versions}
    return {}


def _pack(manifest: Manifest, copies: dict[str, Path], out: Path) -> None:
    """Write the archive, readable by its owner alone."""
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened, tarfile.open(fileobj=opened, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        told = manifest.model_dump_json(indent=1).encode()
        archive.addfile(_member(MANIFEST, len(told)), io.BytesIO(told))
        for name, file in copies.items():
            with file.open("rb") as content:
                archive.addfile(_member(name, manifest.files[name].size, os.access(file, os.X_OK)), content)
        archive.close()
        opened.flush()
        os.fsync(opened.fileno())


def _member(name: str, size: int, runs: bool = False) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o700 if runs else 0o600
    return member
