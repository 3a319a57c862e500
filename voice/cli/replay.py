"""`voice replay`: a recorded session once more, and what differs."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from voice.cli import output, turns
from voice.errors import UsageError
from voice.events import TurnEnded
from voice.recorded import changes, vocabulary, wordless
from voice.recorded.changes import TurnPair
from voice.recorded.heard import reheard
from voice.recorded.session import ended, replayed, written_events
from voice.recorded.settings import restored
from voice.recorded.tape import Record
from voice.trace import number

OF_THE_ENGINES = (
    "wake", "transcribe", "routing", "privacy", "skills", "home", "tiers", "cost", "offline", "endpoint.aggressiveness",
    "endpoint.model", "speak.engine", "speak.voice", "speak.model", "speak.rate_wpm",
)  # fmt: skip
"""Settings, and tables of them, that the engines go by: what they would have said is not in a recording."""

LONGER_S = 10.0
"""A turn that was the last of a recording may end later under another setting."""


def main(folder: Path, settings: Sequence[str], engines: bool, report: Path | None, as_json: bool) -> int:
    record, out = Record(folder), output.console(as_json)
    _check(settings, engines, bool(record.head.get("wordless")))
    if report:
        return _report(record, report, out)
    before = written_events(record)
    with restored(record, settings) as config:
        if engines:
            raw, now, shift = asyncio.run(reheard(record, config, output.warn))
        else:
            raw, now = replayed(record, config, LONGER_S if settings else 0.0)
            shift = 0.0
    if record.head.get("wordless"):
        before, now = vocabulary.blank(before), vocabulary.blank(now)
    pairs = changes.turns(before, now, shift)
    fault = changes.difference(before, now, ended(record))
    compared = bool(settings) or engines
    if compared:
        _show_changes(pairs, changes.counts(before, now), out)
    else:
        _show(raw, len(before), fault, out)
    if as_json:
        counted = {"recorded": len(before), "replayed": len(now)}
        told = [pair.as_dict() for pair in pairs]
        output.emit({"same": fault is None, "difference": fault, "events": counted, "turns": told})
    return 1 if fault and not compared else 0


def _report(record: Record, folder: Path, out: Console) -> int:
    fault = wordless.report(record, folder)
    told = f"replayed, it differs: {fault}" if fault else "replayed, it makes the same decisions at the same times"
    out.print(f"{folder} holds no word and no sound; {told}.", markup=False, soft_wrap=True)
    return 1 if fault else 0


def _check(settings: Sequence[str], engines: bool, is_report: bool) -> None:
    if engines and is_report:
        raise UsageError("--engines: this is a report, which holds no sound", "Ask whoever made it for the recording.")
    for change in settings:
        key = change.partition("=")[0]
        if not engines and any(key == one or key.startswith(f"{one}.") for one in OF_THE_ENGINES):
            what = f"--set {change}: the engines go by it, and their answers were recorded"
            raise UsageError(what, "Add --engines, which asks them again.")


def _show(raw: Sequence[Any], recorded: int, fault: str | None, out: Console) -> None:
    for event in raw:
        if isinstance(event, TurnEnded):
            out.print(turns.table(event.trace))
            out.print()
    told = f"It differs: {fault}." if fault else f"The same {recorded} events as recorded."
    out.print(told, markup=False, soft_wrap=True, style="red" if fault else None)


def _show_changes(pairs: Sequence[TurnPair], counted: Sequence[str], out: Console) -> None:
    table = output.table("turn", "heard", "over by", "wait, ms", "voice to voice, ms", "change", figures=("change",))
    for index, pair in enumerate(pairs, start=1):
        _row(table, index, pair)
    out.print(table)
    out.print(f"Events: {', '.join(counted)}." if counted else "As many events of each kind.", markup=False, soft_wrap=True)


def _row(table: Table, index: int, pair: TurnPair) -> None:
    change = "" if pair.change_ms is None else f"{pair.change_ms:+,.0f}"
    table.add_row(str(index), *map(_both, _cells(pair.before), _cells(pair.now)), change)


def _cells(turn: dict[str, Any] | None) -> list[str]:
    if turn is None:
        return ["–"] * 4
    wait, whole = turn["stages_ms"]["endpoint"], turn["voice_to_voice_ms"]
    return [turn["heard"] or "nothing", turn["ended"] or "–", *("–" if ms is None else number(ms) for ms in (wait, whole))]


def _both(before: str, now: str) -> Text:
    """What was, and what is where that differs."""
    return Text(before if before == now else f"{before} → {now}")
