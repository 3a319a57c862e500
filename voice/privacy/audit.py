"""The audit log has a line for every request that left the house and for every one that was stopped.

The line is written before the connection is made; where there was none to be had, another line says so.

A line holds when, where to, what kinds of private data were taken out, and a fingerprint of the words: an HMAC under a key that
is kept beside it, so that whoever has the words and the key can show that they were sent, or were not. A bare hash would not
do, as all PINs can be tried. The words themselves are never written. `voice.privacy.chain` keeps the lines, so that a missing
one shows.
"""

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from voice.clock import Clock
from voice.privacy.chain import Chain, Verdict, make_private, read_own

Did = Literal["sent", "unreached", "withheld", "refused"]
"""The request went; there was no connection, so nothing of it left; it was kept back for its private words; or nothing at all
may go to that place."""


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
    """Why nothing may go there, or nothing arrived; "" otherwise."""
    bytes: int
    """Size of the body that was sent, or was to be."""
    words: str
    """Fingerprint of what was asked; "" where there were no words."""


class Audit:
    """The log of a state directory; its files are their owner's alone."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._chain = Chain(folder, "egress", self._own_key)
        self.file = self._chain.file
        self._key_file = folder / "egress.key"
        self._clock = clock
        self._key = b""

    def note(
        self, place: str, host: str, did: Did, kinds: Sequence[str] = (), why: str = "", words: str = "", size: int = 0
    ) -> None:
        """Write a line. Raises OSError, upon which the request must not go: nobody could check it afterwards."""
        time = self._clock.today().isoformat(timespec="milliseconds")
        entry = Entry(time, place, host, did, tuple(kinds), why, size, self.fingerprint(words) if words else "")
        self._chain.append(json.dumps(asdict(entry)))

    def verify(self) -> Verdict:
        """Check that no line was removed or altered. Raises OSError."""
        return self._chain.verify()

    def fingerprint(self, words: str) -> str:
        """Keyed fingerprint of words, the same however they are spaced and capitalised. Raises OSError."""
        said = " ".join(words.lower().split())
        return hmac.new(self._own_key(), said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

    def entries(self) -> list[Entry]:
        """Read what became of each request, the oldest first, without damaged lines. Raises OSError."""
        entries: list[Entry] = []
        waiting: dict[tuple[str, str, int], list[int]] = {}
        for one in self._lines():
            request = (one.place, one.words, one.bytes)
            if one.did == "unreached" and (sent := waiting.get(request)):
                entries[sent.pop()] = one
                continue
            if one.did == "sent":
                waiting.setdefault(request, []).append(len(entries))
            entries.append(one)
        return entries

    def forget(self) -> None:
        """Take out of each line what tells of the words: the fingerprint, and of what kind they were. Raises OSError.

        That something went, when and where to, stays: it is asked for, and would be denied else.
        """

        def forgotten(line: str) -> str:
            return json.dumps(asdict(replace(entry, kinds=(), words=""))) if (entry := _entry(line)) else ""

        self._chain.rewrite(forgotten)

    def _lines(self) -> Iterator[Entry]:
        return filter(None, map(_entry, self._chain.lines()))

    def _own_key(self) -> bytes:
        if not self._key:
            make_private(self._key_file.parent)
            self._key = read_own(self._key_file) or self._new_key()
            if len(self._key) != 32:
                self._key = b""
                raise OSError(0, "the key is damaged", str(self._key_file))
        return self._key

    def _new_key(self) -> bytes:
        """Make the key, unless another process has made it meanwhile. Raises OSError."""
        with self._chain.alone():
            if not (key := read_own(self._key_file)):
                _make_key(self._key_file)
                key = read_own(self._key_file)
            return key


def _entry(line: str) -> Entry | None:
    """Read a line; None for a damaged one."""
    try:
        held = json.loads(line)
        return Entry(**{**held, "kinds": tuple(held["kinds"])})
    except (ValueError, RecursionError, TypeError, KeyError):
        return None


def _make_key(file: Path) -> None:
    """Make a key, whole or not at all. Raises OSError."""
    descriptor, made = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            os.fchmod(descriptor, 0o600)  # the umask may have taken even that
            opened.write(secrets.token_bytes(32))
        Path(made).replace(file)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
