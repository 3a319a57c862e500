"""`voice report`: the latency of past turns, stage by stage, against the budget."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from voice import config, report
from voice.cli import history
from voice.cli.output import console, emit, write
from voice.errors import UsageError
from voice.report import Summary
from voice.report.figures import LABELS
from voice.report.money import Money
from voice.report.prose import counts, cutoffs, facts, headline, method, notes, percentiles, ratio, spending
from voice.trace import number


def main(
    settings: Path | None,
    files: Sequence[Path],
    page: Path | None,
    markdown: bool,
    baseline: Path | None,
    false_cutoffs: float | None,
    gate: bool,
    as_json: bool,
) -> int:
    chosen = config.load(settings)
    turns = report.load(files) if files else _own(chosen)
    earlier = report.load([baseline]) if baseline else None
    share = None if false_cutoffs is None else false_cutoffs / 100
    found = report.summary(turns, chosen.budget, baseline=earlier, false_cutoffs=share, tiers=chosen.tiers)
    out = console(as_json)
    if page:
        write(page, report.html(found, turns))
        out.print(f"Report written to {page}", markup=False, soft_wrap=True)
    if markdown:
        out.print(report.markdown(found), markup=False, soft_wrap=True)
    elif not page:
        show(found, out)
    if as_json:
        emit(report.as_json(found))
    return 1 if gate and found.verdict == "missed" else 0


def _own(chosen: config.Config) -> list[dict[str, Any]]:
    """Read the turns of this machine's assistant."""
    if turns := history.turns(chosen):
        return turns
    raise UsageError(history.none(chosen), "Speak to the assistant first, or name a trace.")


def show(summary: Summary, out: Console) -> None:
    """Show the figures as a table for people."""
    out.print(headline(summary), style="bold", markup=False)
    for name, value in facts(summary):
        out.print(f"{name}: {value}", markup=False)
    if summary.voice_to_voice:
        p50, p95, _ = percentiles(summary.voice_to_voice)
        out.print(f"Voice-to-voice: p50 {p50} ms, p95 {p95} ms; false cut-offs {cutoffs(summary)}", markup=False)
    out.print()
    out.print(_table(summary))
    out.print()
    for note in notes(summary):
        out.print(note, style="dim", markup=False)
    out.print()
    if summary.money.answered:
        out.print(_answered(summary.money))
        out.print()
    for name, value in spending(summary.money):
        out.print(f"{name}: {value}", markup=False)
    out.print(method(summary.money), style="dim", markup=False)


def _answered(money: Money) -> Table:
    columns = Column("answered by", max_width=32), Column("where", no_wrap=True), *_figures("turns", "share", "cost")
    table = Table(*columns, box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for row in money.answered:
        table.add_row(Text(row.name), Text(row.where or "–"), *counts(row))
    return table


def _figures(*columns: str) -> list[Column]:
    return [Column(column, justify="right", no_wrap=True) for column in columns]


def _table(summary: Summary) -> Table:
    figures = _figures("n", "p50", "p95", "p99", "target", "ceiling", "over")
    columns = Column("stage, ms", no_wrap=True), *figures, Column("verdict", no_wrap=True)
    table = Table(*columns, box=None, pad_edge=False, padding=(0, 1, 0, 0))
    if summary.baseline_turns is not None:
        table.add_column("p50, p95 ÷ baseline", justify="right")
    for row in summary.rows:
        target = "" if row.target is None else number(row.target)
        cells = [LABELS[row.name], str(row.figures.n), *percentiles(row.figures), target, number(row.ceiling)]
        cells += [str(row.over), row.verdict]
        if summary.baseline_turns is not None:
            cells.append(f"{ratio(row.ratio.p50)}, {ratio(row.ratio.p95)}" if row.ratio else "")
        table.add_row(*cells, style="red" if row.verdict == "missed" else None)
    return table
