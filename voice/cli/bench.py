"""`voice bench`: measures this machine, and writes the report."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from voice.cli import compare
from voice.cli.output import Lines, check_writable, console, emit, table, write
from voice.errors import UsageError
from voice.trace import number

if TYPE_CHECKING:
    from voice.bench.result import Figures, Result

FILES = ("result.json", "report.html", "report.md", "turns.csv")


def main(
    name: str,
    out: Path,
    baseline: Path | None,
    machine: str,
    threshold_ms: float,
    gate: bool,
    as_json: bool,
) -> int:
    from voice.bench.compare import compare as compared
    from voice.bench.compare import runs
    from voice.bench.run import run
    from voice.bench.scenario import read
    from voice.report import bench as report

    scenario = read(name, os.environ.get("VOICE_PROFILE"))  # where --profile is, wherever it was written
    scenario.check()
    earlier = runs(baseline) if baseline else []
    _make(out)
    shown = console(as_json)
    shown.print(scenario.title, style="bold", markup=False)
    with _progress(shown) as progress:
        found = run(scenario, progress, machine, earlier)
    write(out / "result.json", found.model_dump_json(indent=1) + "\n")
    against = compared(earlier, [found], threshold_ms) if earlier else None
    write(out / "report.html", report.html(found, against))
    write(out / "report.md", report.markdown(found, against))
    write(out / "turns.csv", report.csv(found))
    show(found, shown)
    if against:
        compare.show(against, shown)
    shown.print(f"{', '.join(FILES)} are in {out}", markup=False, soft_wrap=True)
    if as_json:
        emit(found.model_dump(mode="json"))
    return 1 if (against and against.regressed) or (gate and found.verdict == "missed") else 0


def show(found: "Result", out: Console) -> None:
    """Show what matters most, for people."""
    from voice.report.bench import prose

    out.print(prose.headline(found), style="bold", markup=False)
    columns = ("p50 / p95, ms", "voice to voice", "behind the wait", "understood", "cut off", "budget")
    made = table(*columns, figures=columns[1:5])
    for group in prose.own(found):
        right = f"{group.accuracy.understood.hits} of {group.accuracy.understood.n}" if group.accuracy.understood.n else "–"
        cut = f"{group.accuracy.cut_off.hits} of {group.accuracy.cut_off.n}"
        figures = _percentiles(group.voice_to_voice), _percentiles(group.stages.get("compute"))
        made.add_row(prose.called(group), *figures, right, cut, group.verdict)
    out.print(made)
    for group in prose.own(found):
        out.print(f"{group.name}: {prose.by(group)}", style="dim", markup=False)
    out.print(f"False wakes: {prose.false_wakes(found)}", markup=False)
    for line in (*prose.advice(found), *prose.doubts(found)):
        out.print(line, markup=False)
    out.print(prose.calibration(found), style="dim", markup=False)


def _percentiles(figures: "Figures | None") -> str:
    return f"{number(figures.p50.value)} / {number(figures.p95.value)}" if figures else "–"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}", "Choose another place with --out.") from None
    check_writable(folder / "result.json")


def _progress(shown: Console) -> "Bar | Steps":
    return Bar(shown) if shown.is_terminal else Steps(shown)


class Bar:
    """A bar for each stage of the work, and the time that is left of it."""

    def __init__(self, out: Console) -> None:
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._bars = Progress(*columns, console=out, transient=True)
        self._task = self._bars.add_task("", total=None)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def begin(self, what: str, total: int) -> None:
        self._bars.reset(self._task, description=what, total=total)

    def advance(self) -> None:
        self._bars.advance(self._task)


class Steps(Lines):
    """A line for each stage of the work, for a pipe or a file."""

    def begin(self, what: str, total: int) -> None:
        self._line(f"{what}: {total}")

    def advance(self) -> None: ...
