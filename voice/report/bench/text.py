"""Writes the result of a bench as Markdown, and its turns as CSV."""

import csv as comma_separated
import io
from collections.abc import Sequence

from voice.bench.compare import Comparison
from voice.bench.result import Group, Result, Turn
from voice.report.bench import charts, prose
from voice.report.markdown import plain
from voice.trace import STAGES, number

COLUMNS = (
    *(name for name in Turn.model_fields if name not in ("stages_ms", "hidden_ms")),
    *(f"{stage}_ms" for stage in STAGES),
    *(f"{stage}_hidden_ms" for stage in STAGES),
    "not_real",
)


def markdown(found: Result, against: Comparison | None = None) -> str:
    """The result as Markdown: the verdict first."""
    lines = [f"# {plain(prose.headline(found))}", ""]
    for group in prose.own(found):
        told = "; ".join(f"{name} {value}" for name, value in prose.accuracy(group))
        unreal = "".join(f" {plain(one.stage.capitalize())} by {plain(prose.engine(one))}." for one in prose.unreal(group))
        lines.append(f"- **{plain(group.name)}** ({plain(group.what)}): budget {group.verdict}; {plain(told)}.{unreal}")
    lines.append(f"- **False wakes**: {plain(prose.false_wakes(found))}.")
    lines += [f"- {plain(doubt)}" for doubt in prose.doubts(found)]
    lines += [f"- **Against the baseline**: {plain(prose.compared(against))}"] if against else []
    lines += ["", "## What would save most", "", *(f"1. {plain(line)}" for line in prose.advice(found)), ""]
    if made := charts.changes(found):
        lines += [*table(made.heads, made.rows), ""]
    lines += [f"- Not measured: {plain(one.name)}; {plain(one.why)}." for one in found.skipped]
    for chart in (charts.where_it_went(found), charts.paths(found)):
        lines += ["", f"## {chart.title}", "", *table(chart.heads, chart.rows)]
    for group in prose.own(found):
        lines += ["", f"## {plain(prose.called(group))}: stages against their budget", "", *_stages(group)]
    lines += ["", "## The machine", "", *(f"- {plain(name)}: {plain(value)}" for name, value in prose.facts(found))]
    lines += ["", plain(prose.calibration(found)), "", *(f"- {plain(note)}" for note in prose.NOTES), ""]
    return "\n".join(lines)


def _stages(group: Group) -> list[str]:
    heads = ("stage", "n", "p50, ms", "p90", "p95", "p99", "ceiling", "late", "verdict")
    rows = []
    for name, one in group.stages.items():
        figures = [prose.cell(one, column) for column in ("p50", "p90", "p95", "p99")]
        ceiling = "–" if one.ceiling is None else number(one.ceiling)
        late = str(one.late.hits) if one.late else "–"
        rows.append((prose.stage(name), str(one.n), *figures, ceiling, late, one.verdict or "–"))
    if (whole := group.voice_to_voice) is not None:
        figures = [prose.cell(whole, column) for column in ("p50", "p90", "p95", "p99")]
        rows.append(("voice-to-voice", str(whole.n), *figures, "–", "–", "–"))
    return table(heads, rows)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table, its cells escaped; figures are aligned to the right."""
    rules = ["--:" if rows and all(charts.is_figure(row[place]) for row in rows) else "---" for place in range(len(heads))]
    lines = [list(heads), rules, *(list(map(plain, row)) for row in rows)]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


def csv(found: Result) -> str:
    """A line for each turn."""
    written = io.StringIO()
    writer = comma_separated.DictWriter(written, COLUMNS, lineterminator="\n")
    writer.writeheader()
    unreal = {group.name: prose.not_real(group) for group in found.groups}
    for turn in found.turns:
        told = turn.model_dump(exclude={"stages_ms", "hidden_ms"})
        stages = {f"{stage}_ms": ms for stage, ms in turn.stages_ms.items()}
        hidden = {f"{stage}_hidden_ms": ms for stage, ms in turn.hidden_ms.items()}
        writer.writerow(told | stages | hidden | {"not_real": unreal.get(turn.group, "")})
    return written.getvalue()
