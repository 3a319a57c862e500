"""Keeps the timers, alarms and reminders that are set, in one JSON file that all processes of a user share."""

import contextlib
import logging
import re
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from voice.english.times import WEEKDAYS
from voice.skills.shared_file import SharedFile

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
    loud: bool = False
    """It is heard in hours in which reminders are not to disturb: it was set in them."""


class Store:
    """The entries."""

    def __init__(self, folder: Path) -> None:
        self._found: list[str] | None = []
        """What was wrong before it was loaded, which `load` tells; None: what is wrong from now on is logged."""
        self._file = SharedFile(folder / "timers.json", list, self._warn)

    def load(self) -> list[str]:
        """Read the file for the first time; what was wrong with it."""
        self.entries()
        found, self._found = self._found or [], None
        return found

    @property
    def lasting(self) -> bool:
        """False once entries could not be written: they are in memory alone."""
        return self._file.lasting

    def entries(self) -> list[Entry]:
        """Give all entries, the next to ring first, with the changes that other processes made."""
        return sorted(self.in_order_set(), key=lambda one: one.due)

    def in_order_set(self) -> list[Entry]:
        rows = self._file.read()
        good = [one for row in rows if (one := _from_row(row))]
        if len(good) < len(rows):
            self._file.set_aside()
            self._file.write([_row(one) for one in good])
        return good

    def add(self, new: Entry) -> None:
        with self._changed() as entries:
            entries.append(new)

    def replace(self, old: Entry, new: Entry) -> None:
        """Put an entry into another's place."""
        with self._changed() as entries:
            entries[:] = [new if one.id == old.id else one for one in entries]

    def remove(self, ids: set[str]) -> None:
        with self._changed() as entries:
            entries[:] = [one for one in entries if one.id not in ids]

    @contextlib.contextmanager
    def _changed(self) -> Iterator[list[Entry]]:
        """Give the entries to change; they are written when the block ends."""
        with self._file.changed() as rows:
            entries = self.in_order_set()
            yield entries
            rows[:] = [_row(one) for one in entries]

    def _warn(self, warning: str) -> None:
        if self._found is None:
            log.warning("%s", warning)
        else:
            self._found.append(warning)


def _row(entry: Entry) -> dict[str, Any]:
    return asdict(entry) | {"due": entry.due.isoformat()}


def _from_row(row: Any) -> Entry | None:
    """Read a row of the file; None where it is no entry."""
    try:
        due, place, every = datetime.fromisoformat(row["due"]), str(row.get("place", "")), tuple(row.get("every", ()))
        repeated, left, loud = str(row.get("time", "")), row.get("left"), bool(row.get("loud"))
        one = Entry(row["kind"], due, str(row["text"]), row["seconds"], place, every, repeated, left, loud, id=str(row["id"]))
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
    valid = one.kind in get_args(Kind) and one.due.tzinfo and isinstance(one.seconds, int | float | None)
    valid = valid and isinstance(left, int | float | None) and (not every or bool(re.fullmatch(r"\d\d:\d\d", repeated)))
    valid = valid and set(every) <= set(WEEKDAYS)
    return one if valid else None
