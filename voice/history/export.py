"""Gives everything that is kept of a person, line by line: each is a JSON object that says its kind."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from voice.clock import Clock
from voice.config import Config
from voice.history.database import Database
from voice.history.forgetting import EMPTIED
from voice.privacy.audit import Audit
from voice.skills.shared_file import SharedFile


def lines(config: Config, clock: Clock) -> Iterator[dict[str, Any]]:
    """Turns, what is set, where recordings are, and what left the house. Raises sqlite3.Error or OSError."""
    database = Database(config.state_dir, config.history, clock)
    yield from ({"kind": "turn"} | turn for turn in database.turns())
    timers, lists, stopwatches = (SharedFile(config.state_dir / name, kind).read() for name, kind in EMPTIED.items())
    yield from (row for row in timers if isinstance(row, dict))  # which say themselves: timer, alarm, reminder
    yield from ({"kind": "list", "name": name, "items": items} for name, items in dict(lists).items())
    yield from ({"kind": "stopwatch", "place": place} | state for place, state in dict(stopwatches).items())
    yield from ({"kind": "recording", "folder": str(folder)} for folder in database.recordings())
    yield from ({"kind": "request"} | asdict(entry) for entry in Audit(config.state_dir, clock).entries())
    database.close()
