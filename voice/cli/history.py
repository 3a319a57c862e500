"""`voice history`: shows past turns, exports everything that is kept of a person, and forgets it."""

import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voice import config
from voice.cli.output import console, emit, table, warn
from voice.clock import WallClock
from voice.config import Config
from voice.english.numbers_said import counted, listed
from voice.errors import UsageError, WorkError
from voice.history.database import FILE, Database
from voice.history.writer import reason
from voice.tiers.cost import dollars


def show(settings: Path | None, last: int, as_json: bool) -> int:
    chosen = config.load(settings)
    found = turns(chosen, last)
    if as_json:
        emit({"file": str(chosen.state_dir / FILE), "turns": found})
        return 0
    out = console()
    if not found:
        out.print(f"{none(chosen).capitalize()}.", markup=False, soft_wrap=True)
        return 0
    if any(turn.get("heard") is not None for turn in found):
        for number, turn in enumerate(found):
            if number:
                out.print()
            _print_said(out, turn)
        return 0
    out.print(_figures(found))
    out.print(Text("What was said is not kept: keep_words is off.", style="dim"))
    return 0


def export(settings: Path | None, file: Path | None) -> int:
    from voice.history.export import lines

    chosen = config.load(settings)
    with _told(chosen):
        written = (json.dumps(line) + "\n" for line in lines(chosen, WallClock()))
        if file is None:
            sys.stdout.writelines(written)
            return 0
        with _own(file) as opened, open(opened, "w", encoding="utf-8", closefd=False) as out:
            out.writelines(written)
    console().print(f"Written to {file}", markup=False, soft_wrap=True)
    return 0


def forget(settings: Path | None, yes: bool, as_json: bool) -> int:
    from voice.history import forgetting

    chosen, clock, out = config.load(settings), WallClock(), console(as_json)
    if not (yes or sys.stdin.isatty()):
        raise UsageError("there is no terminal to ask on", "Add --yes to forget everything without being asked.")
    with _told(chosen):
        if not yes and not typer.confirm(f"Forget {_counted(forgetting.known(chosen, clock))}, and every conversation?"):
            return 1
        found = forgetting.forget(chosen, clock)
    out.print(f"Forgotten: {_counted(found)}, and every conversation.", markup=False, soft_wrap=True)
    for folder in found.missing:
        moved = f"A recording is not in {folder} any more: if you moved it, remove it yourself."
        out.print(moved, markup=False, soft_wrap=True)
    if as_json:
        emit(asdict(found))
    return 0


def turns(chosen: Config, newest: int | None = None) -> list[dict[str, Any]]:
    """Read the latest turns, or all, the oldest first. Raises WorkError."""
    database = Database(chosen.state_dir, chosen.history, WallClock(), warn)
    with _told(chosen):
        found = database.turns(newest)
        database.close()
    return found


def none(chosen: Config) -> str:
    """Say why there are no turns."""
    return "there are no turns yet" if chosen.history.keep else "there are no turns: history.keep is off"


def _print_said(out: Console, turn: dict[str, Any]) -> None:
    """Show a turn with its words, which have the width of the terminal."""
    facts = [fact for fact in _facts(turn).values() if fact]
    out.print(Text.assemble((facts[0], "bold"), "  ", ", ".join(facts[1:])))
    if turn.get("heard") is not None:
        said = Table.grid(padding=(0, 2, 0, 0))
        said.add_column(style="dim", no_wrap=True)
        said.add_column(overflow="fold")
        said.add_row("  said", Text(_shown(turn.get("heard"))))
        said.add_row("  answered", Text(_shown(turn.get("reply")) or "(silence)"))
        out.print(said)


def _figures(found: Sequence[dict[str, Any]]) -> Table:
    """Turns without their words, a line each; a column in which nothing stands is left out."""
    rows = [_facts(turn) for turn in found]
    columns = [column for column in rows[0] if any(row[column] for row in rows)]
    shown = table(*columns, figures=("heard after", "cost"))
    for row in rows:
        shown.add_row(*(Text(row[column].removeprefix("budget ")) for column in columns))
    return shown


def _facts(turn: dict[str, Any]) -> dict[str, str]:
    ms, cost, verdict = turn.get("voice_to_voice_ms"), turn.get("cost_usd"), (turn.get("budget") or {}).get("verdict", "")
    ends = ["interrupted" if turn.get("interrupted") else "", "failed" if turn.get("error") else ""]
    return {
        "time": f"{datetime.fromisoformat(turn['time']):%d %b %H:%M:%S}",
        "where": str(turn.get("source", "")),
        "answered by": str(turn.get("answered_by") or "nobody"),
        "heard after": "" if ms is None else f"{ms:.0f} ms",
        "cost": dollars(cost) if cost else "",
        "budget": f"budget {verdict}" if verdict else "",
        "end": ", ".join(filter(None, ends)),
    }


def _shown(words: str | None) -> str:
    """Words as any terminal can show them: a model may have said half a character."""
    return (words or "").encode("utf-8", "replace").decode()


def _counted(found: Any) -> str:
    numbers = ((found.turns, "turn"), (found.timers, "timer"), (found.lists, "list"), (found.recordings, "recording"))
    return listed([counted(number, thing) for number, thing in numbers if number] or ["no turns"])


@contextmanager
def _told(chosen: Config) -> Iterator[None]:
    """Say what cannot be read or written. Raises WorkError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except (sqlite3.Error, OSError) as error:
        file = getattr(error, "filename", None) or chosen.state_dir / FILE
        raise WorkError(f"{file}: {reason(error)}", "Is the state folder yours, and is there room on the disk?") from None


@contextmanager
def _own(file: Path) -> Iterator[int]:
    """Open a file anew that its owner alone may read. Raises UsageError."""
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.fchmod(opened, 0o600)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}", "Choose another place.") from None
    try:
        yield opened
    finally:
        os.close(opened)
