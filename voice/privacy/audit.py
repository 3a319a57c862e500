"""The audit log has a line for every request that left the house and for every one that was stopped.

A line holds when, where to, what kinds of private data were taken out, and a fingerprint of the words: an HMAC under a key that
is kept beside it, so that whoever has the words and the key can show that they were sent, or were not. A bare hash would not
do, as all PINs can be tried. The words themselves are never written.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from voice.clock import Clock

LARGEST = 5_000_000
"""Bytes at which the log is rotated, about 20,000 requests; one earlier file is kept."""

Did = Literal["sent", "withheld", "refused"]
"""The request went; it was kept back for its private words; or nothing at all may go to that place."""


@dataclass(frozen=True, slots=True)
class Entry:
    time: str
    """Local, ISO 8601."""
    place: str
    """A tier's name, or what else was to be reached: "home", "skill bins"."""
    host: str
    did: Did
    kinds: tuple[str, ...]
    """Kinds of private data that placeholders stood for, or for which it was kept back."""
    why: str
    """Why nothing may go there; "" otherwise."""
    bytes: int
    """Size of the body that was sent."""
    words: str
    """Fingerprint of what was asked; "" where there were no words."""


class Audit:
    """The log of a state directory; its files are their owner's alone."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.file = folder / "egress.jsonl"
        self._earlier = folder / "egress.earlier.jsonl"
        self._key_file = folder / "egress.key"
        self._clock = clock
        self._key = b""

    def note(
        self, place: str, host: str, did: Did, kinds: Sequence[str] = (), why: str = "", words: str = "", size: int = 0
    ) -> None:
        """Write a line. Raises OSError, upon which the request must not go: nobody could check it afterwards."""
        time = self._clock.today().isoformat(timespec="milliseconds")
        entry = Entry(time, place, host, did, tuple(kinds), why, size, self.fingerprint(words) if words else "")
        line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        if self.file.exists() and self.file.stat().st_size > LARGEST:
            self.file.replace(self._earlier)
        descriptor = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode())  # at once: another process may write too
        finally:
            os.close(descriptor)

    def fingerprint(self, words: str) -> str:
        """Keyed fingerprint of words, the same however they are spaced and capitalised. Raises OSError."""
        said = " ".join(words.lower().split())
        return hmac.new(self._own_key(), said.encode(), hashlib.sha256).hexdigest()[:32]

    def entries(self) -> Iterator[Entry]:
        """Read all lines, the oldest first, without damaged ones. Raises OSError."""
        for file in (self._earlier, self.file):
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else ():
                try:
                    held = json.loads(line)
                    yield Entry(**{**held, "kinds": tuple(held["kinds"])})
                except (ValueError, RecursionError, TypeError, KeyError):
                    continue

    def _own_key(self) -> bytes:
        if not self._key:
            self._key_file.parent.mkdir(parents=True, exist_ok=True)
            try:
                descriptor = os.open(self._key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                self._key = self._key_file.read_bytes()
            else:
                self._key = secrets.token_bytes(32)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(self._key)
            if len(self._key) != 32:
                self._key = b""
                raise OSError(0, "the key is damaged", str(self._key_file))
        return self._key
