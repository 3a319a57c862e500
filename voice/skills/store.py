"""Keeps the timers, alarms and reminders that are set, in one JSON file that all processes of a user share.

The file is written whole, then moved into place, and only its owner can read it. A damaged file is moved aside. Where the
folder cannot be written, the entries stay in memory. Both give one warning.
"""

import contextlib
import json
import logging
import re
import uuid
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from voice import atomic
from voice.english.times import WEEKDAYS
from voice.skills.shared_file import locked

Kind = Literal["timer", "alarm", "reminder"]
MOST = 100
"""The most entries at a time; more is a mistake or a joke."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A timer, an alarm or a reminder."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex, kw_only=True)
    kind: Kind
    due: datetime
    """When it rings, with the time zone."""
    text: str = ""
    """The name of a timer or an alarm, or what the reminder is about; "" for none."""
    seconds: float | None = None
    """How long a timer was set for; None for the other kinds."""
    place: str = ""
    """Where it was set, and rings."""
    every: tuple[str, ...] = ()
    """The weekdays on which it rings, again and again; none: it rings once."""
    time: str = ""
    """When it rings on those days, "HH:MM"."""
    left: float | None = None
    """Seconds left of a timer that is paused; None: it runs."""


class Store:
    """The entries."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "timers.json"
        self.warnings: list[str] = []
        self.lasting = True
        """False once entries could not be written: they are in memory alone."""
        self._entries: list[Entry] = []
        self._seen: tuple[int, ...] | None = None

    def entries(self) -> list[Entry]:
        """Give all entries, the next to ring first, with the changes that other processes made."""
        return sorted(self.in_order_set(), key=lambda one: one.due)

    def in_order_set(self) -> list[Entry]:
        if self.lasting and (signature := _signature(self.file)) != self._seen:
            self._seen = signature
            self._entries = self._read() if signature else []
        return self._entries

    def add(self, new: Entry) -> None:
        with self._locked():
            self._write([*self.in_order_set(), new])

    def replace(self, old: Entry, new: Entry) -> None:
        """Put an entry into another's place."""
        with self._locked():
            self._write([new if one.id == old.id else one for one in self.in_order_set()])

    def remove(self, ids: set[str]) -> None:
        with self._locked():
            self._write([one for one in self.in_order_set() if one.id not in ids])

    def _read(self) -> list[Entry]:
        try:
            rows = json.loads(self.file.read_text(encoding="utf-8"))
            if not isinstance(rows, list):
                raise ValueError("not a list")
        except OSError as error:
            self._warn(f"{self.file} cannot be read: {error.strerror}")
            return self._entries
        except (ValueError, RecursionError):
            self._set_aside()
            return []
        good = [one for row in rows if (one := _from_row(row))]
        if len(good) < len(rows):
            self._set_aside()
            self._write(good)
        return good

    def _set_aside(self) -> None:
        aside = self.file.with_name(f"{self.file.name}.damaged-{uuid.uuid4().hex[:8]}")
        with contextlib.suppress(OSError):
            self.file.replace(aside)
            self._seen = None
        self._warn(f"{self.file} was damaged and is now {aside.name}; what could be read of it was kept")

    def _write(self, entries: list[Entry]) -> None:
        self._entries = entries
        try:
            rows = [asdict(one) | {"due": one.due.isoformat()} for one in entries]
            atomic.replace(self.file, json.dumps(rows, indent=1), lasting=True)
            self._seen, self.lasting = _signature(self.file), True
        except OSError as error:
            if self.lasting:
                self._warn(f"{self.file} cannot be written: {error.strerror}; timers are kept in memory alone")
            self.lasting = False

    def _locked(self) -> AbstractContextManager[None]:
        return locked(self.file, lambda: self._warn(f"{self.file} is locked by another process; it is changed all the same"))

    def _warn(self, warning: str) -> None:
        self.warnings.append(warning)
        log.warning("%s", warning)


def _signature(file: Path) -> tuple[int, ...] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _from_row(row: Any) -> Entry | None:
    """Read a row of the file; None where it is no entry."""
    try:
        due, place, every = datetime.fromisoformat(row["due"]), str(row.get("place", "")), tuple(row.get("every", ()))
        repeated, left = str(row.get("time", "")), row.get("left")
        one = Entry(row["kind"], due, str(row["text"]), row["seconds"], place, every, repeated, left, id=str(row["id"]))
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
    valid = one.kind in get_args(Kind) and one.due.tzinfo and isinstance(one.seconds, int | float | None)
    valid = valid and isinstance(left, int | float | None) and (not every or bool(re.fullmatch(r"\d\d:\d\d", repeated)))
    valid = valid and set(every) <= set(WEEKDAYS)
    return one if valid else None
