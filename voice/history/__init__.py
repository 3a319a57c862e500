"""The history: every turn that is over, with its trace and its cost, in a database; shown, exported, forgotten."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from voice import config
from voice.clock import WallClock
from voice.history.database import FILE, Database

__all__ = ["FILE", "copy", "turns", "values"]


def turns(chosen: config.Config, newest: int | None = None) -> list[dict[str, Any]]:
    """Read the latest turns, or all, the oldest first, as `TurnTrace.as_dict` gives them. Raises sqlite3.Error or OSError."""
    with closing(_opened(chosen)) as database:
        return database.turns(newest)


def values(chosen: config.Config, paths: Sequence[str], since: float) -> list[tuple[Any, ...]]:
    """Read some values of each turn since a time, as `Database.values` does. Raises sqlite3.Error or OSError."""
    with closing(_opened(chosen)) as database:
        return database.values(paths, since)


def copy(chosen: config.Config, to: Path) -> None:
    """Write the history as it is now to a new file, also while it is in use. Raises sqlite3.Error or OSError."""
    with closing(_opened(chosen)) as database:
        database.copy(to)


def _opened(chosen: config.Config) -> Database:
    return Database(chosen.state_dir, chosen.history, WallClock())
