"""The database of the history: a row for each turn that is over, in a SQLite file that its owner alone reads.

What was deleted is gone from the file: SQLite writes zeros over it, and the write-ahead log is emptied. A write-ahead log
outlives a process that is killed; a power cut may take its last seconds, which are worth less than a wait for the memory card
at every turn would be. A damaged file is set aside, and a new one begun.
"""

import json
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from voice import config
from voice.clock import Clock
from voice.privacy.chain import make_private

FILE = "history.db"
OLDER = "traces.jsonl"
"""Where turns were kept before there was a database: it is taken over."""

FORMAT = 1
"""The version of the tables; a file of a higher one was made by a newer program, and is left alone."""

WAIT_S = 5.0
"""Wait this long for another process, which writes for a millisecond, or vacuums for a second. Nobody waits for this one."""

LOG_PAGES = 250
"""Pages of the write-ahead log, a megabyte, after which it is copied into the file."""

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S

SCHEMA = f"""
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
PRAGMA auto_vacuum = FULL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = {LOG_PAGES};
CREATE TABLE IF NOT EXISTS turns (number INTEGER PRIMARY KEY, time REAL NOT NULL, trace TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS turns_by_time ON turns (time);
CREATE TABLE IF NOT EXISTS recordings (folder TEXT PRIMARY KEY, begun REAL NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {FORMAT};
"""
"""`trace` is the turn as `TurnTrace.as_dict` gives it, as JSON: whatever is known of the turn is there, and nowhere else."""

NEWEST = 2**63 - 1
"""Above the number of any turn."""

OF_VISITOR = "json_extract(trace, '$.visitor') = ?"
"""A full history of 12,000 turns is searched in a third of a second, and seldom: it has no index of visitors."""

OLDEST = "DELETE FROM turns WHERE number <= (SELECT min(number) + (max(number) - min(number)) / 10 FROM turns)"
"""The oldest tenth: so that a full history does not delete something at every turn."""

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Fault = Callable[[str], Any]


class Database:
    """The file of a state folder, for one thread. What it cannot do raises sqlite3.Error or OSError."""

    def __init__(self, folder: Path, limits: config.History, clock: Clock, told: Fault = lambda _: None) -> None:
        """`told` hears of what was damaged."""
        self.file = folder / FILE
        self._limits = limits
        self._clock = clock
        self._told = told
        self._opened: tuple[sqlite3.Connection, int] | None = None
        """And the file's inode: another process may have set it aside meanwhile."""

    def add(self, time: float, trace: str, unless: Callable[[], bool] = lambda: False) -> None:
        """Add a turn, by its time in seconds since 1970, and forget what is too old or too much. `unless` is asked when nobody
        else can write any more, and forbids it."""

        def added(db: sqlite3.Connection) -> int:
            if not unless():
                db.execute("INSERT INTO turns (time, trace) VALUES (?, ?)", (time, trace))
            return self._outlived(db)

        if self._changed(added):
            self._emptied()

    def retire(self) -> None:
        """Forget what is too old or too much."""
        if self._changed(self._outlived):
            self._emptied()
        with suppress(OSError):
            for file in self.file.parent.glob(f"{FILE}.damaged-*"):
                if file.stat().st_mtime < self._oldest():
                    file.unlink()

    def note_recording(self, folder: Path) -> None:
        """Remember where a session is recorded, so that it can be forgotten."""
        row = str(folder.absolute()), self._clock.today().timestamp()
        self._changed(lambda db: db.execute("INSERT OR REPLACE INTO recordings VALUES (?, ?)", row))

    def turns(self, newest: int | None = None) -> list[dict[str, Any]]:
        """Read the latest turns, or all, the oldest first."""
        query = "SELECT trace FROM turns WHERE time >= ? ORDER BY number DESC LIMIT ?"
        limit = -1 if newest is None else newest
        rows = self._read(lambda db: db.execute(query, (self._oldest(), limit)).fetchall())
        return [json.loads(trace) for (trace,) in reversed(rows)]

    def turns_of(self, visitor: str, before: int | None, most: int) -> list[tuple[int, dict[str, Any]]]:
        """Read the turns of one visitor, the newest first, each with its number; `before`: only those of a lower one."""
        query = f"SELECT number, trace FROM turns WHERE time >= ? AND {OF_VISITOR} AND number < ? ORDER BY number DESC LIMIT ?"
        asked = self._oldest(), visitor, NEWEST if before is None else before, most
        rows = self._read(lambda db: db.execute(query, asked).fetchall())
        return [(number, json.loads(trace)) for number, trace in rows]

    def forget(self, visitor: str, turn: str | None = None) -> int:
        """Forget one turn of a visitor, by its id, or all; how many those were."""
        if not self.file.exists():
            return 0
        query = f"DELETE FROM turns WHERE {OF_VISITOR} AND (? IS NULL OR json_extract(trace, '$.id') = ?)"
        gone = self._changed(lambda db: db.execute(query, (visitor, turn, turn)).rowcount)
        self._emptied()
        return int(gone)

    def values(self, paths: Sequence[str], since: float) -> list[tuple[Any, ...]]:
        """Read the number, the time and some values of each turn since a time, the oldest first, and nothing else of it.

        A later turn has a higher number, whatever the clock said. Both times are seconds since 1970; a path is one of SQLite's
        into the trace: "$.confidence".
        """
        query = f"SELECT number, time{', json_extract(trace, ?)' * len(paths)} FROM turns WHERE time >= ? ORDER BY number"
        rows = self._read(lambda db: db.execute(query, (*paths, max(since, self._oldest()))).fetchall())
        return list(rows)

    def recordings(self) -> list[Path]:
        """Read where sessions were recorded."""
        return [Path(row[0]) for row in self._read(lambda db: db.execute("SELECT folder FROM recordings").fetchall())]

    def clear(self) -> None:
        """Forget everything. Raises sqlite3.OperationalError where another process reads it all the while."""
        if not self.file.exists():
            return

        def deleted(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM turns")
            db.execute("DELETE FROM recordings")

        self._changed(deleted)
        self._emptied()
        self._db().execute("VACUUM")
        self._emptied()

    def copy(self, to: Path) -> None:
        """Write a copy as of one moment to a new file, also while it is in use."""
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(to)) as copied:
            self._db().backup(copied)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._opened:
            self._opened[0].close()
            self._opened = None

    def _read(self, ask: Callable[[sqlite3.Connection], Any]) -> Any:
        known = self.file.exists() or self.file.with_name(OLDER).exists()
        return self._tried(lambda: ask(self._db())) if known else []

    def _changed(self, change: Callable[[sqlite3.Connection], Any]) -> Any:
        """Make a change, whole or not at all."""

        def made() -> Any:
            with _transaction(self._db()) as db:
                return change(db)

        return self._tried(made)

    def _tried(self, work: Callable[[], Any]) -> Any:
        """Do what may find the file damaged; then once more, on a new one."""
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in DAMAGED:
                raise
            self._set_aside()
            return work()

    def _outlived(self, db: sqlite3.Connection) -> int:
        """Delete what is too old or too much; how many turns that were."""
        gone = db.execute("DELETE FROM turns WHERE time < ?", (self._oldest(),)).rowcount
        while _used_bytes(db) > self._limits.mb * 1e6 and (more := db.execute(OLDEST).rowcount):
            gone += more
        return gone

    def _oldest(self) -> float:
        """The time before which a turn is too old; in whole hours, so that not every turn has to forget another."""
        hours = (self._clock.today().timestamp() - self._limits.days * DAY_S) // HOUR_S
        return hours * HOUR_S

    def _emptied(self) -> None:
        """Copy the write-ahead log into the file and cut it to nothing: what was deleted is in there, too."""
        if self._db().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise sqlite3.OperationalError("another process reads it all the while")

    def _db(self) -> sqlite3.Connection:
        if self._opened:
            with suppress(OSError):
                if self.file.stat().st_ino == self._opened[1]:
                    return self._opened[0]
            self.close()
        make_private(self.file.parent)
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        os.fchmod(descriptor, 0o600)  # the umask may have taken even that
        inode = os.fstat(descriptor).st_ino
        os.close(descriptor)
        db = sqlite3.connect(self.file, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
        self._opened = db, inode
        try:
            self._prepare(db)
        except BaseException as error:
            if not isinstance(error, sqlite3.DatabaseError) or error.sqlite_errorcode & 0xFF not in DAMAGED:
                self.close()  # else it is set aside, as the file that it is
            raise
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        if db.execute("PRAGMA user_version").fetchone()[0] > FORMAT:
            raise OSError(0, "it was made by a newer version of voice", str(self.file))
        db.executescript(SCHEMA)
        if (older := self.file.with_name(OLDER)).exists():
            with _transaction(db):
                db.executemany("INSERT INTO turns (time, trace) VALUES (?, ?)", _turns_in(older))
            older.unlink()

    def _set_aside(self) -> None:
        """Move the damaged file out of the way, with its log; what another process has begun anew stays."""
        inode = self._opened[1] if self._opened else 0
        self.close()
        aside = self.file.with_name(f"{FILE}.damaged-{uuid.uuid4().hex[:8]}")
        with suppress(OSError):
            if self.file.stat().st_ino == inode:
                for end in ("-wal", ""):
                    with suppress(FileNotFoundError):
                        Path(f"{self.file}{end}").replace(f"{aside}{end}")
                Path(f"{self.file}-shm").unlink(missing_ok=True)
                self._told(f"{self.file} was damaged and is now {aside.name}; a new history is begun")


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    db.execute("BEGIN IMMEDIATE")
    with db:
        yield db


def _used_bytes(db: sqlite3.Connection) -> int:
    pages, free, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size"))
    return int((pages - free) * size)


def _turns_in(older: Path) -> Iterator[tuple[float, str]]:
    """The turns of a file of traces, without lines that are none."""
    from datetime import datetime

    for line in older.read_text(encoding="utf-8", errors="replace").split("\n"):
        with suppress(ValueError, RecursionError, TypeError, KeyError):
            yield datetime.fromisoformat(json.loads(line)["time"]).timestamp(), line
