"""Writes each turn that is over into the history, in a thread of its own: no conversation waits for a disk.

A turn is on disk milliseconds after it is over. What cannot be written costs a warning, once, and never a turn.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from voice import config
from voice.clock import Clock
from voice.history.database import HOUR_S, Database
from voice.history.era import era
from voice.trace import TurnTrace, without_words

Job = Callable[[], object]
Jobs = SimpleQueue["Job | None"]
"""None: there is nothing more to write."""


class Faults:
    """What went wrong in the thread, until it is told; each fault is told once, however often it comes again."""

    def __init__(self) -> None:
        self._said: set[str] = set()
        self._waiting: SimpleQueue[str] = SimpleQueue()

    def note(self, fault: str) -> None:
        if fault not in self._said:
            self._said.add(fault)
            self._waiting.put(fault)

    def next(self) -> str | None:
        with suppress(Empty):
            return self._waiting.get_nowait()
        return None


class Writer:
    """What a process writes into the history of a state folder."""

    def __init__(self, folder: Path, limits: config.History, keep_words: bool, clock: Clock) -> None:
        self._folder = folder
        self._keep = limits.keep
        self._keep_words = keep_words
        self._faults = Faults()
        self._database = Database(folder, limits, clock, self._faults.note)
        self._jobs: Jobs = SimpleQueue()
        self._thread: threading.Thread | None = None
        weakref.finalize(self, self._jobs.put, None)

    @property
    def forgotten(self) -> str:
        """Changes whenever somebody has everything forgotten, in whatever process."""
        return era(self._folder)

    def load(self) -> None:
        """Open the file beside, and forget what is too old; also in an assistant that nobody talks to."""
        if self._keep:
            self._do(self._database.retire)

    def write(self, turn: TurnTrace, begun: str = "") -> str | None:
        """Have a turn written, unless everything was forgotten since it began: `begun` is what `forgotten` was then.

        Returns a warning for people where an earlier one could not be.
        """
        if self._keep:
            record = turn.as_dict()
            line = json.dumps(record if self._keep_words else without_words(record))
            forbidden = partial(_has_changed, self._folder, begun)
            self._do(partial(self._database.add, turn.time.timestamp(), line, forbidden))
        return self.fault()

    def note_recording(self, folder: Path) -> None:
        """Remember where a session is recorded: it is to be forgotten with everything else."""
        self._do(partial(self._database.note_recording, folder))

    def fault(self) -> str | None:
        """What went wrong, for people; None for nothing, or nothing new."""
        return self._faults.next()

    def flush(self) -> None:
        """Return once all is written that was handed over."""
        if self._thread:
            written = threading.Event()
            self._jobs.put(written.set)
            written.wait()

    def close(self) -> str | None:
        """Write what is still to be written, and let go of the file; a warning for people where that failed."""
        if self._thread:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None
        return self.fault()

    def _do(self, job: Job) -> None:
        if self._thread is None:
            work = partial(_work, self._jobs, self._database, self._faults)
            self._thread = threading.Thread(target=work, name="history", daemon=True)
            self._thread.start()
        self._jobs.put(job)


def _work(jobs: Jobs, database: Database, faults: Faults) -> None:
    """Do one job after the other. It holds on to no `Writer`, which ends it by being forgotten."""
    while (job := _next(jobs, database)) is not None:
        try:
            job()
        except (sqlite3.Error, OSError) as error:
            with suppress(sqlite3.Error):
                database.close()
            faults.note(f"turns are not kept: {database.file}: {reason(error)}")
    database.close()


def _next(jobs: Jobs, database: Database) -> Job | None:
    """The next job; after an hour without one, to forget what is too old."""
    try:
        return jobs.get(timeout=HOUR_S)
    except Empty:
        return database.retire


def _has_changed(folder: Path, begun: str) -> bool:
    return era(folder) != begun


def reason(error: sqlite3.Error | OSError) -> str:
    """Why something failed, in words."""
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)
