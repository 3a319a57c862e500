"""`voice report compare A B`: whether one result of `voice bench` is slower than another by more than chance."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from voice.bench.compare import LEAST_MS, Comparison, compare, runs
from voice.cli.output import console, emit, table
from voice.errors import UsageError
from voice.trace import number


def main(results: Sequence[Path], as_json: bool, threshold_ms: float | None = None) -> int:
    """1 where the second is slower than the first, or understands less."""
    if len(results) != 2:
        raise UsageError(f"two results are compared, and {len(results)} were given", "voice report compare BEFORE AFTER")
    before, after = results
    found = compare(runs(before), runs(after), LEAST_MS if threshold_ms is None else threshold_ms)
    show(found, console(as_json))
    if as_json:
        emit({**asdict(found), "regressed": found.regressed, "slower": [f"{one.group}/{one.stage}" for one in found.slower]})
    return 1 if found.regressed else 0


def show(found: Comparison, out: Console) -> None:
    """Show the differences, for people."""
    from voice.report.bench import prose

    columns = ("stage, ms", "before", "after", "more", "95 %", "by chance", "")
    made = table(*columns, figures=columns[1:6])
    for name, mine in groupby(found.differences, key=lambda one: one.group):
        made.add_row(Text(name, style="bold"))
        for one in mine:
            more = one.more_ms
            figures = number(one.before_ms), number(one.after_ms), signed(more.value)
            between = f"{signed(more.low)} to {signed(more.high)}"
            style = {"slower": "red", "faster": "green"}.get(one.verdict, "")
            made.add_row(f"  {one.stage}", *figures, between, prose.chance(one.chance), Text(one.verdict, style=style))
    out.print()
    out.print(made)
    out.print()
    for clip in found.lost:
        out.print(f"No longer understood or answered: {clip}", style="red", markup=False)
    for note in found.notes:
        out.print(note, style="dim", markup=False)
    out.print(verdict(found), style="bold", markup=False)


def verdict(found: Comparison) -> str:
    """What came of it, in a sentence."""
    slower = [f"{one.group}, {one.stage}: {signed(one.more_ms.value)} ms" for one in found.slower]
    if not found.regressed:
        return "No regression: nothing is slower by more than chance and the threshold."
    lost = [f"no longer understood or answered: {len(found.lost)} clips"] * bool(found.lost)
    return "Regression. " + "; ".join(slower + lost)


def signed(ms: float) -> str:
    return f"+{number(ms)}" if ms > 0 else number(ms)
