"""Keeps a JSON document in a file that all processes of a user share: the timers, the lists, the stopwatches.

It is written whole, then moved into place, and only its owner can read it. A damaged file is moved aside. Where the folder
cannot be written, the document stays in memory.
"""

import contextlib
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

from voice import atomic

LOCKED_S = 2.0
"""Seconds to wait for another process's change, which takes milliseconds."""

log = logging.getLogger(__name__)


Document = TypeVar("Document", bound=dict[str, Any] | list[Any])


class SharedFile(Generic[Document]):
    """A JSON document, read and changed under a lock."""

    def __init__(self, file: Path, empty: type[Document], warn: Callable[[str], object] = log.warning) -> None:
        self._file = file
        self._empty: type[Document] = empty
        self._warn = warn
        self._held: Document = empty()
        self._seen: tuple[int, ...] | None = None
        self.lasting = True
        """False once it could not be written: it is in memory alone."""

    def read(self) -> Document:
        """Give the document, with the changes that other processes made."""
        if self.lasting and (signature := _signature(self._file)) != self._seen:
            self._seen = signature
            self._held = self._read() if signature else self._empty()
        return self._held

    @contextlib.contextmanager
    def changed(self) -> Iterator[Document]:
        """Give the document to change; it is written when the block ends."""
        with self._locked():
            held = self.read()
            yield held
            self.write(held)

    def write(self, held: Document) -> None:
        self._held = held
        try:
            atomic.replace(self._file, json.dumps(held, indent=1), lasting=True)
            self._seen, self.lasting = _signature(self._file), True
        except OSError as error:
            if self.lasting:
                self._warn(f"{self._file} cannot be written: {error.strerror}; what it holds is kept in memory alone")
            self.lasting = False

    def set_aside(self) -> None:
        """Move the damaged file out of the way."""
        aside = self._file.with_name(f"{self._file.name}.damaged-{uuid.uuid4().hex[:8]}")
        with contextlib.suppress(OSError):
            self._file.replace(aside)
            self._seen = None
        self._warn(f"{self._file} was damaged and is now {aside.name}; what could be read of it was kept")

    def _read(self) -> Document:
        try:
            held: Document = json.loads(atomic.text(self._file))
            if isinstance(held, self._empty):
                return held
        except OSError as error:
            self._warn(f"{self._file} cannot be read: {error.strerror}")
            return self._held
        except (ValueError, RecursionError):
            pass  # damaged, as what holds something else is
        self.set_aside()
        return self._empty()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes from changing the file meanwhile, where its folder can be written.

        What cannot be locked is changed all the same.
        """
        from filelock import FileLock, Timeout

        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                try:
                    stack.enter_context(FileLock(self._file.with_suffix(".lock")).acquire(timeout=LOCKED_S))
                except Timeout:
                    self._warn(f"{self._file} is locked by another process; it is changed all the same")
            yield


def _signature(file: Path) -> tuple[int, ...] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
