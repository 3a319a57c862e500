"""Forgets everything that is known of people: in the state folder, where sessions were recorded, and in processes that run.

Which file is forgotten and which stays is listed here; a test holds the list to what a state folder holds.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voice.clock import Clock
from voice.config import Config
from voice.history import era
from voice.history.database import FILE, OLDER, Database
from voice.privacy.audit import Audit
from voice.recorded.tape import HEAD, LINES, SOUNDS, STATE
from voice.skills.shared_file import SharedFile
from voice.transcribe import language_model

EMPTIED: dict[str, type[dict[str, Any]] | type[list[Any]]] = {"timers.json": list, "lists.json": dict, "stopwatches.json": dict}
"""Documents that running processes share: they are emptied, and are seen to be."""

REMOVED = (OLDER, "home-*.json")
"""Older turns; what the home is like, which Home Assistant tells again."""

LEFT_BEHIND = (
    *(pattern for name in (*EMPTIED, *REMOVED) for pattern in (f".{name}.*", f"{name}.damaged-*")),
    *(f"{FILE}.damaged-*",),
)
"""What a process that was killed while it wrote has left, and what was damaged and set aside."""

STAYS = (
    "egress.jsonl", "egress.head", "egress.key",  # without what tells of words
    "spend.db", "spend.db-wal", "spend.db-shm",  # sums by day and tier, which the limits go by
    "latency.json", "phrases", "muted", "serve-token", "*.lock", FILE, f"{FILE}-wal", f"{FILE}-shm", era.FILE,
)  # fmt: skip
"""What holds nothing that anybody said, or nothing more."""


@dataclass(slots=True)
class Forgotten:
    """What was forgotten, in numbers."""

    turns: int = 0
    timers: int = 0
    lists: int = 0
    recordings: int = 0
    missing: list[str] = field(default_factory=list)
    """Recordings that are not any more where they were made."""


def known(config: Config, clock: Clock) -> Forgotten:
    """Count what there is to forget. Raises sqlite3.Error or OSError."""
    database = Database(config.state_dir, config.history, clock)
    folders, found = database.recordings(), Forgotten(turns=len(database.turns()))
    database.close()
    found.timers, found.lists = (len(SharedFile(config.state_dir / name, EMPTIED[name]).read()) for name in list(EMPTIED)[:2])
    found.missing = [str(folder) for folder in folders if not (folder / HEAD).exists()]
    found.recordings = len(folders) - len(found.missing)
    return found


def forget(config: Config, clock: Clock) -> Forgotten:
    """Forget everything. A turn that is under way in another process is not kept. Raises sqlite3.Error or OSError."""
    folder = config.state_dir
    found = known(config, clock)
    era.begin(folder, clock.today())
    for name in EMPTIED:
        if (folder / name).exists():
            _empty(folder / name)
    for file in [one for pattern in (*REMOVED, *LEFT_BEHIND) for one in folder.glob(pattern)]:
        file.unlink(missing_ok=True)
    language_model.forget()
    Audit(folder, clock).forget()
    _forget_turns(config, clock)
    return found


def _empty(file: Path) -> None:
    document = SharedFile(file, EMPTIED[file.name])
    with document.changed() as held:
        held.clear()
    if not document.lasting:
        raise OSError(0, "it cannot be written", str(file))


def _forget_turns(config: Config, clock: Clock) -> None:
    """Forget the recordings, and then the database, which knows where they are."""
    database = Database(config.state_dir, config.history, clock)
    try:
        for recording in database.recordings():
            for file in _files_of(recording):
                file.unlink(missing_ok=True)
            for one in (recording / STATE, recording):
                with suppress(OSError):  # it holds something else too
                    one.rmdir()
        database.clear()
    finally:
        database.close()


def _files_of(recording: Path) -> Iterator[Path]:
    """The files that a recording consists of; none in a folder that is none."""
    try:
        if "format" not in json.loads((recording / HEAD).read_bytes()):
            return
    except (OSError, ValueError, RecursionError, TypeError):
        return
    yield from (recording / name for name in (*SOUNDS, LINES))
    yield from (recording / STATE).glob("*.json")
    yield recording / HEAD
