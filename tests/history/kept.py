"""Reads what the history of a test holds."""

import json
from pathlib import Path
from typing import Any

from voice.clock import WallClock
from voice.config import History
from voice.engines import Engines
from voice.history.database import Database

FOR_EVER = History(days=100_000)


def turns_in(state: Path) -> list[dict[str, Any]]:
    """The turns in a state folder, which nobody writes any more."""
    database = Database(state, FOR_EVER, WallClock())
    turns = database.turns()
    database.close()
    return turns


def turns_of(engines: Engines) -> list[dict[str, Any]]:
    """The turns that these engines have handed over."""
    engines.writer.flush()
    return turns_in(engines.config.state_dir)


def as_jsonl(state: Path, file: Path) -> Path:
    """Write the turns in a state folder to a file, as JSON lines."""
    file.write_text("".join(json.dumps(turn) + "\n" for turn in turns_in(state)), encoding="utf-8")
    return file
