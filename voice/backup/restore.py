"""Puts a backup back. Nothing is touched before all of the archive was looked at, and what was there before is backed up."""

import contextlib
import hashlib
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from voice import atomic, config
from voice.backup import FORMAT, MANIFEST, SETTINGS, Manifest, Places, belongs, is_database
from voice.backup.make import copy_database, make
from voice.clock import Clock
from voice.errors import UsageError, WorkError

TOPS = ("settings", "state", "wake")

MOST = 10_000
"""Files in an archive."""

LARGEST = 8 << 30
"""Bytes of all of them together, unpacked."""

LARGEST_MANIFEST = 8 << 20

DEEPEST = 32
"""Folders within folders."""

DAMAGED = (tarfile.TarError, zlib.error, EOFError, ValueError, OverflowError)
"""What archives raise that are damaged, or made to do damage."""

REMEDY = "Nothing was changed. Take another backup."


def restore(archive: Path, settings: Path | None, clock: Clock) -> tuple[Manifest, Path | None]:
    """Put a backup back. Its manifest, and the backup of what was there before. Raises UsageError, WorkError."""
    file = settings or config.config_path()
    with tempfile.TemporaryDirectory(prefix="voice-restore-") as folder:
        manifest = _unpacked(archive, Path(folder))
        given = Path(folder, SETTINGS)
        chosen = config.load(given if given.is_file() else settings)
        places = Places.of(chosen, file)
        before = _kept(places, clock)
        try:
            _put(manifest, Path(folder), places)
        except OSError as error:
            what = f"{error.filename} cannot be written: {error.strerror}"
            raise WorkError(what, f"Some of it was put back; what was there before is in {before}.") from None
    return manifest, before


def _kept(places: Places, clock: Clock) -> Path | None:
    """Back up what is there now, to go back to it; None where nothing is."""
    if not places.held(secrets=True):
        return None
    places.state.mkdir(parents=True, exist_ok=True)
    before = places.state / f"before-restore.{clock.today():%Y%m%d-%H%M%S-%f}.tar.gz"
    make(places, before, True, clock)
    return before


def _unpacked(archive: Path, folder: Path) -> Manifest:
    """Unpack what the manifest lists, all of it and nothing else. Raises UsageError."""
    try:
        with tarfile.open(archive, "r:gz") as opened:
            manifest = _manifest(archive, opened)
            left = dict(manifest.files)
            for member in islice(opened, 1, None):
                expected = left.pop(member.name, None)
                if expected is None or not member.isreg() or member.size != expected.size:
                    raise _wrong(archive, f"it holds something that it does not tell of: {member.name[:80]!r}")
                if _extracted(opened, member, folder / member.name) != expected.sha256:
                    raise _wrong(archive, f"{member.name} is damaged")
    except FileNotFoundError:
        raise UsageError(f"there is no {archive}", "Give what `voice backup` wrote.") from None
    except DAMAGED as error:
        raise _wrong(archive, f"it is damaged, or no backup ({type(error).__name__})") from None
    except OSError as error:
        raise UsageError(f"{archive} cannot be read: {error.strerror or 'it is damaged, or no backup'}", REMEDY) from None
    if left:
        raise _wrong(archive, f"it lacks {len(left)} of its files")
    return manifest


def _extracted(opened: tarfile.TarFile, member: tarfile.TarInfo, file: Path) -> str:
    """Write a member, whose name is one of ours, to a file; its SHA-256.

    Not by `TarFile.extract`, whose filter of what does harm the Python of Debian 12 lacks: nothing but plain files comes here.
    """
    content = opened.extractfile(member)
    assert content is not None, "a regular file"
    file.parent.mkdir(parents=True, exist_ok=True)
    with content, file.open("xb") as written:
        shutil.copyfileobj(content, written)
    file.chmod(0o700 if member.mode & 0o100 else 0o600)
    with file.open("rb") as whole:
        return hashlib.file_digest(whole, "sha256").hexdigest()


def _manifest(archive: Path, opened: tarfile.TarFile) -> Manifest:
    """Read the first member. Raises UsageError."""
    first = opened.next()
    if first is None or first.name != MANIFEST or not first.isreg() or first.size > LARGEST_MANIFEST:
        raise _wrong(archive, "it is no backup of this program")
    content = opened.extractfile(first)
    assert content is not None, "a regular file"
    try:
        manifest = Manifest.model_validate_json(content.read())
    except ValidationError:
        raise _wrong(archive, "what it tells of itself cannot be read") from None
    if manifest.format != FORMAT:
        what = f"{archive} was written by a later version ({manifest.program})"
        raise UsageError(what, "Update this program first; nothing was changed.")
    if len(manifest.files) > MOST or sum(entry.size for entry in manifest.files.values()) > LARGEST:
        raise _wrong(archive, "it unpacks to more than a backup holds")
    if strange := next((name for name in manifest.files if not _is_own(name)), None):
        raise _wrong(archive, f"it holds what no backup does: {strange[:80]!r}")
    return manifest


def _is_own(name: str) -> bool:
    """Whether a name is one that `voice backup` gives: below one of its folders, and nothing that belongs to a machine."""
    path = PurePosixPath(name)
    plain = str(path) == name and "\\" not in name and "\0" not in name and ".." not in path.parts
    deep = 1 < len(path.parts) <= DEEPEST
    return plain and deep and path.parts[0] in TOPS and all(belongs(part, True) for part in path.parts[1:])


def _put(manifest: Manifest, folder: Path, places: Places) -> None:
    """Put each file where it belongs, and remove what was not there then. Raises OSError, WorkError."""
    for name in manifest.files:
        _place(folder / name, places.of_name(name))
    for name, file in places.held(manifest.secrets).items():
        if name not in manifest.files and not name.startswith("settings/"):
            file.unlink(missing_ok=True)
            for beside in _beside(file):
                beside.unlink(missing_ok=True)


def _place(new: Path, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if is_database(new) and file.is_file() and _taken_over(new, file):
        return
    atomic.replace(file, new.read_bytes(), lasting=True)
    file.chmod(new.stat().st_mode & 0o777)
    for beside in _beside(file):
        beside.unlink(missing_ok=True)


def _taken_over(new: Path, file: Path) -> bool:
    """Write a database into one that others may have open; false where that is none, or damaged. Raises WorkError."""
    try:
        with contextlib.closing(sqlite3.connect(file)) as opened:
            opened.execute("PRAGMA schema_version").fetchone()
        copy_database(new, file)
    except sqlite3.DatabaseError:
        return False
    return True


def _beside(file: Path) -> Iterator[Path]:
    """What SQLite keeps beside a database: of the one that was there before."""
    return (file.with_name(file.name + suffix) for suffix in ("-wal", "-shm", "-journal"))


def _wrong(archive: Path, what: str) -> UsageError:
    return UsageError(f"{archive}: {what}", REMEDY)


def missing(manifest: Manifest) -> list[str]:
    """The models that were there and are not here."""
    from voice.models import store
    from voice.models.manifest import shipped

    known = [name for name in manifest.models if shipped().has(name)]
    return [name for name in known if not store.is_here(name)]
