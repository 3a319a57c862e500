"""Keeps a JSON document in a file that all processes of a user share: the lists, the stopwatches.

It is written whole, then moved into place, and only its owner can read it. A damaged file is moved aside. Where the folder
cannot be written, the document stays in memory.
"""

import contextlib
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from voice import atomic

LOCKED_S = 2.0
"""Seconds to wait for another process's change, which takes milliseconds."""

log = logging.getLogger(__name__)


class SharedFile:
    """A JSON object, read and changed under a lock."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: dict[str, Any] = {}
        self.lasting = True
        """False once it could not be written: it is in memory alone."""

    def read(self) -> dict[str, Any]:
        if not self.lasting:
            return self._held
        try:
            held = json.loads(self._file.read_text(encoding="utf-8"))
            if not isinstance(held, dict):
                raise ValueError("not an object")
            return held
        except FileNotFoundError:
            return {}
        except OSError as error:
            log.warning("%s cannot be read: %s", self._file, error.strerror)
            return self._held
        except (ValueError, RecursionError):
            self._set_aside()
            return {}

    @contextlib.contextmanager
    def changed(self) -> Iterator[dict[str, Any]]:
        """Give the object to change; it is written when the block ends."""
        with locked(self._file):
            held = self.read()
            yield held
            self._write(held)

    def _write(self, held: dict[str, Any]) -> None:
        self._held = held
        try:
            atomic.replace(self._file, json.dumps(held, indent=1), lasting=True)
            self.lasting = True
        except OSError as error:
            log.warning("%s cannot be written: %s", self._file, error.strerror)
            self.lasting = False

    def _set_aside(self) -> None:
        aside = self._file.with_name(f"{self._file.name}.damaged-{uuid.uuid4().hex[:8]}")
        with contextlib.suppress(OSError):
            self._file.replace(aside)
        log.warning("%s was damaged and is now %s", self._file, aside.name)


@contextlib.contextmanager
def locked(file: Path, busy: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Keep other processes from changing a file meanwhile, where its folder can be written.

    What cannot be locked is changed all the same; `busy` is called where another process holds it for too long.
    """
    from filelock import FileLock, Timeout

    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                stack.enter_context(FileLock(file.with_suffix(".lock")).acquire(timeout=LOCKED_S))
            except Timeout:
                busy()
        yield
