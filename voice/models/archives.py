"""Reads single files out of the archives of packages, without unpacking, installing or running anything.

The archives are made by strangers. Only members that the manifest names are read, as a stream, and never more of one than the
file may be long; where they are written the manifest decides, so no name in an archive counts.
"""

import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from voice.models.source import Remote
from voice.models.trouble import Unanswered

BLOCK = 1 << 20
"""Bytes read at a time."""

LARGEST = 1 << 30
"""The most bytes of a compressed tarball that are unpacked in search of a member: a gigabyte."""

ASTRAY = "Pull again; if it stays so, do not use that package and tell us."

BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What damaged, encrypted and oddly compressed archives raise."""


Parts = Sequence[tuple[Path, str]]
"""Archives, each with the path of a member in it."""


def join(parts: Parts, remote: Remote, file: Path) -> None:
    """Write `file` from members of archives (.whl or .tgz), one behind the other.

    Raises Unanswered when a member is absent or damaged, or all are not what `remote` says; OSError when it cannot be written.
    """
    left, hashed = remote.size or 0, hashlib.sha256()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        for archive, member in parts:
            for block in _read(archive, member, left):
                out.write(block)
                hashed.update(block)
                left -= len(block)
    if hashed.hexdigest() != remote.sha256:
        names = ", ".join(archive.name for archive, _ in parts)
        raise Unanswered(f"{names}: {remote.name} does not have the SHA-256 it should", ASTRAY)


def _read(archive: Path, member: str, most: int) -> Iterator[bytes]:
    """Give a member in blocks. Raises Unanswered when it is absent, damaged or longer than `most` bytes."""
    try:
        with _opened(archive, member) as file:
            while block := file.read(min(BLOCK, most + 1)):
                most -= len(block)
                if most < 0:
                    raise _wrong(archive, f"{member} is longer than it should be")
                yield block
    except BROKEN as error:
        raise _wrong(archive, f"it is damaged ({type(error).__name__})") from None


@contextmanager
def _opened(archive: Path, member: str) -> Iterator[BinaryIO]:
    if archive.suffix == ".tgz":
        with tarfile.open(archive, "r:gz") as tarball:
            yield _found(tarball, archive, member)
        return
    with zipfile.ZipFile(archive) as wheel:
        if member not in wheel.NameToInfo:
            raise _wrong(archive, f"it holds no {member}")
        with wheel.open(member) as file:
            yield file  # type: ignore[misc]  # an IO[bytes] that is read alone


def _found(tarball: tarfile.TarFile, archive: Path, member: str) -> BinaryIO:
    for info in tarball:
        if info.offset_data + info.size > LARGEST:
            raise _wrong(archive, "it unpacks to more than it should")
        if info.name == member and info.isreg():
            file = tarball.extractfile(info)
            assert file is not None, "a regular file"
            return file  # type: ignore[return-value]  # likewise
    raise _wrong(archive, f"it holds no {member}")


def _wrong(archive: Path, what: str) -> Unanswered:
    return Unanswered(f"{archive.name}: {what}", ASTRAY)
