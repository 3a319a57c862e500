"""Killed at any moment, under load: the turn in flight is lost at most, nothing is damaged, and all goes on.

`pytest --kills 100 tests/history/test_killed.py` kills a hundred times; a run of all tests a few times.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

from tests.history.kept import turns_in
from tests.history.talking import ROOMS
from voice.clock import WallClock
from voice.config import History
from voice.history.database import FILE, Database

ROOT = Path(__file__).parents[2]
LONGEST_S = 0.4
"""The longest that one lives: some 40 turns."""


def filled(state: Path) -> None:
    """A history that is nearly full, so that old turns are deleted while others are written."""
    database, now = Database(state, History(mb=1), WallClock()), WallClock().today().timestamp()
    for number in range(235):
        database.add(now, json.dumps({"id": f"old {number}", "heard": "x" * 4000}))
    database.close()


@pytest.mark.slow
def test_whenever_it_is_killed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    kills, state, chance = request.config.getoption("kills"), tmp_path / "state", random.Random(14)
    filled(state)
    command = [sys.executable, "-m", "tests.history.talking", str(state)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as parent:
        assert parent.stdin
        assert parent.stdout
        over = 0
        for number in range(kills):
            parent.stdin.write("\n")
            parent.stdin.flush()
            pid = int(parent.stdout.readline().split()[1])
            lines = [parent.stdout.readline()]  # it talks
            time.sleep(chance.uniform(0, LONGEST_S))
            os.kill(pid, signal.SIGKILL)
            while (line := parent.stdout.readline()) != "dead\n":
                assert line, "it ended by itself"
                lines.append(line)
            over += len(lines)
            if number % 2 == 0 or number == kills - 1:  # else the next one finds the log as it was left
                check(state, lines)
        parent.stdin.close()
    print(f"{over} turns")
    assert over > kills


def check(state: Path, lines: list[str]) -> None:
    told: defaultdict[str, list[str]] = defaultdict(list)
    for room, *turn in map(str.split, lines):
        assert room in ROOMS, turn  # and nothing was warned of
        told[room] += turn
    with sqlite3.connect(state / FILE) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    kept = [turn["id"] for turn in turns_in(state)]
    for turns in told.values():
        assert set(turns[:-1]) <= set(kept)
    assert len(kept) == len(set(kept))
    assert not list(state.glob("*.damaged-*"))
    for name in ("timers.json", "lists.json"):
        if (state / name).exists():
            json.loads((state / name).read_text())
