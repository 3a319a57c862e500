"""Keeps a log in which it shows that a line was removed or altered.

Each line ends in a digest, under a key, of itself and of the digest before it. A file of its own, the head, holds the digests
where the kept lines begin, where the current file begins and where the last line ends, so a line missing there shows too.

It shows what somebody did to the log who did not mean to forge it. Whoever may write these files can read the key beside them
and make a new chain; the last digest, noted somewhere else, tells even then.
"""

import contextlib
import errno
import fcntl
import hashlib
import hmac
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from voice import atomic
from voice.clock import block

LARGEST = 5_000_000
"""Bytes at which the log is rotated, about 15,000 requests; one earlier file is kept."""

TRIES, PAUSE_S = 250, 0.002
"""How often, and with which pauses, a log that another process writes or verifies is tried to be locked."""

NONE = "0" * 32
"""Stands for the digest before the first line of all."""

DIGESTED = re.compile(r'(\{.*), "chain": "([0-9a-f]{32})"\}')


@dataclass(frozen=True, slots=True)
class Ends:
    """What the head holds."""

    before: str = NONE
    """The digest before the first line that is kept."""
    middle: str = NONE
    """The digest before the first line of the current file."""
    last: str = NONE
    """The digest of the last line."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a log."""

    lines: int
    """Lines whose digest is right, up to the first break."""
    undigested: int
    """Lines at the beginning from before digests were kept: nothing vouches for them."""
    last: str
    """The last digest that is right."""
    broken: str = ""
    """Where the chain breaks first, and how, for people; "" where it does not."""


class Chain:
    """The log `name.jsonl` of a folder, its earlier file and its head."""

    def __init__(self, folder: Path, name: str, key: Callable[[], bytes]) -> None:
        self.file = folder / f"{name}.jsonl"
        self._earlier = folder / f"{name}.earlier.jsonl"
        self._head_file = folder / f"{name}.head"
        self._key = key

    def append(self, line: str) -> None:
        """Write a line, a JSON object, all of it or nothing. Raises OSError."""
        self._key()  # which may have to be made first, alone too
        with self.alone() as head:
            ends = self._rotated(head, _read_ends(head))
            digest = self._digest(ends.last, line)
            with _opened(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT) as log:
                try:
                    _write_ends(head, Ends(ends.before, ends.middle, digest))
                    _write_line(log, _digested(line, digest).encode())
                except OSError:
                    _write_ends(head, ends)
                    raise

    @contextlib.contextmanager
    def alone(self) -> Iterator[int]:
        """Keep other processes from the log meanwhile; give the head. Raises OSError."""
        make_private(self.file.parent)
        with _opened(self._head_file, os.O_RDWR | os.O_CREAT) as head:
            _lock(head, fcntl.LOCK_EX)
            yield head

    def _rotated(self, head: int, ends: Ends) -> Ends:
        """Make room for the current file where it is full; return the ends of what there is then."""
        if not self.file.exists() or self.file.lstat().st_size <= LARGEST:
            return ends
        self.file.replace(self._earlier)
        ends = Ends(ends.middle, ends.last, ends.last)
        _write_ends(head, ends)
        return ends

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Put what `change` makes of each line in its place, "" for none, and begin the chain anew. Raises OSError."""
        if not self._head_file.exists():
            return
        with _opened(self._head_file, os.O_RDWR) as head:
            _lock(head, fcntl.LOCK_EX)
            digest, written = NONE, []
            for line in filter(None, map(change, self.lines())):
                digest = self._digest(digest, line)
                written.append(_digested(line, digest))
            atomic.replace(self.file, "".join(written), lasting=True)
            self._earlier.unlink(missing_ok=True)
            _write_ends(head, Ends(last=digest))

    def lines(self) -> Iterator[str]:
        """Read all lines, the oldest first, without their digests. Raises OSError."""
        for _, _, line in self._numbered():
            found = DIGESTED.fullmatch(line)
            yield f"{found[1]}}}" if found else line

    def verify(self) -> Verdict:
        """Check the digest of each line. Raises OSError."""
        ends, lines = self._locked()
        digest, right, undigested = (ends or Ends()).before, 0, 0
        for file, number, line in lines:
            found, fault = DIGESTED.fullmatch(line), ""
            if not (found or right) and digest == NONE:
                undigested += 1
            elif found is None:
                fault = "it has no digest"
            elif found[2] != self._digest(digest, f"{found[1]}}}"):
                fault = "it was altered, or one before it was removed"
            else:
                digest, right = found[2], right + 1
            if fault:
                return Verdict(right, undigested, digest, f"{file.name} line {number}: {fault}")
        return Verdict(right, undigested, digest, self._end_fault(ends, digest))

    def _locked(self) -> tuple[Ends | None, list[tuple[Path, int, str]]]:
        """Read the head, None where there is none, and all lines, while nobody writes."""
        try:
            with _opened(self._head_file, os.O_RDONLY) as head:
                _lock(head, fcntl.LOCK_SH)
                return _read_ends(head), list(self._numbered())
        except FileNotFoundError:
            return None, list(self._numbered())

    def _end_fault(self, ends: Ends | None, digest: str) -> str:
        if ends is None:
            return f"{self._head_file.name} is missing, which holds where the log ends" if digest != NONE else ""
        return "" if digest == ends.last else f"{self.file.name} ends too early: its last lines were removed"

    def _digest(self, before: str, line: str) -> str:
        return hmac.new(self._key(), f"{before}\n{line}".encode(), hashlib.sha256).hexdigest()[:32]

    def _numbered(self) -> Iterator[tuple[Path, int, str]]:
        """Give each line with its file and its number there."""
        for file in (self._earlier, self.file):
            for number, line in enumerate(read_own(file).decode("utf-8", "replace").split("\n"), 1):
                if line:
                    yield file, number, line


def _digested(line: str, digest: str) -> str:
    return f'{line[:-1]}, "chain": "{digest}"}}\n'


def _lock(head: int, how: int) -> None:
    """Lock the log, for which another process needs a moment at most. Raises OSError where it is held on to."""
    for _ in range(TRIES):
        with contextlib.suppress(BlockingIOError):
            return fcntl.flock(head, how | fcntl.LOCK_NB)
        block(PAUSE_S)
    raise OSError(errno.EAGAIN, "another process holds the log")


def make_private(folder: Path) -> None:
    """Make a folder that its owner alone may enter, whatever the umask, and make one that is there so. Raises OSError."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(exist_ok=True)
        missing.chmod(0o700)
    there = folder.stat()
    if not stat.S_ISDIR(there.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    shared = there.st_uid != os.geteuid() or there.st_mode & stat.S_ISVTX  # somebody else's, or one such as /tmp
    if stat.S_IMODE(there.st_mode) != 0o700 and not shared:
        folder.chmod(0o700)


def read_own(file: Path) -> bytes:
    """Read a file of ours; nothing where there is none. Raises OSError."""
    try:
        with _opened(file, os.O_RDONLY) as descriptor, os.fdopen(os.dup(descriptor), "rb") as opened:
            return opened.read()
    except FileNotFoundError:
        return b""


@contextlib.contextmanager
def _opened(file: Path, flags: int) -> Iterator[int]:
    """Open a file that its owner alone may read: no link, symbolic or hard, and no pipe, which would wait for a reader.

    Raises OSError.
    """
    descriptor = os.open(file, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        there = os.fstat(descriptor)
        if not stat.S_ISREG(there.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(file))
        if there.st_nlink > 1:
            raise OSError(errno.EMLINK, "it is a hard link: the file has another name, which must go first", str(file))
        if flags & os.O_CREAT:
            os.fchmod(descriptor, 0o600)  # the umask may have taken even that
        yield descriptor
    finally:
        os.close(descriptor)


def _read_ends(head: int) -> Ends:
    """Read what the head holds. Raises OSError for what no head holds."""
    said = os.pread(head, 200, 0).decode("ascii", "replace")
    if said and not re.fullmatch(r"[0-9a-f]{32} [0-9a-f]{32} [0-9a-f]{32}\n", said):
        raise OSError(errno.EINVAL, "the head of the log is damaged")
    return Ends(*said.split())


def _write_ends(head: int, ends: Ends) -> None:
    """Write what the head holds, in place: that takes no room of a full disk, but the first time. Raises OSError."""
    said = f"{ends.before} {ends.middle} {ends.last}\n".encode() if ends != Ends() else b""
    os.ftruncate(head, len(said))
    if os.pwrite(head, said, 0) != len(said):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _write_line(log: int, line: bytes) -> None:
    """Append a line, or nothing of it: a full disk takes a part. Raises OSError."""
    size = os.fstat(log).st_size
    torn = size and os.pread(log, 1, size - 1) != b"\n"  # by a power cut
    line = b"\n" + line if torn else line
    try:
        if os.write(log, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError:
        os.ftruncate(log, size)
        raise
