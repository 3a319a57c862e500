"""The pictures of a bench. Each is drawn beside a table with the same figures, which is made here too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from voice import config
from voice.bench.result import Group, Result, Turn
from voice.report.bench import prose
from voice.report.draw import FOOT, NAMES, THIN, Picture, rendered, ticks
from voice.report.turn import SPOKEN, judged
from voice.report.waterfall import ends, waterfall
from voice.trace import number

ROW, BAR, LABEL = 44, 13, 20
"""Heights in pixels: a row, its bar, the words above it."""

SHOWN_MS = 1.0
"""A part that is shorter is in the table alone."""

BINS = 8
"""Rows of the table behind a distribution."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the table behind it."""

    title: str
    picture: Picture
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    legend: tuple[str, ...] = ()

    @property
    def ends_in_figures(self) -> bool:
        return all(is_figure(row[-1]) for row in self.rows)


@dataclass(slots=True)
class Row:
    """A row of a picture: words above, and what is drawn below them, all in ms."""

    name: str
    value: str
    bars: list[tuple[str, float, float]] = field(default_factory=list)
    """Class, start, length."""
    whiskers: list[tuple[float, float]] = field(default_factory=list)
    dots: list[tuple[str, float]] = field(default_factory=list)
    lines: list[tuple[str, float]] = field(default_factory=list)
    """Class, place."""
    parts: str = ""
    """What its bars stand for, in words, where there is room: not everybody tells their colours apart."""


def drawn(rows: Sequence[Row], alternative: str, zero: str = "0") -> Picture:
    """Draw rows on one axis."""
    low, high = _range(rows)
    bottom = ROW * len(rows)
    marks = rendered(
        "bench_rows.svg",
        rows=[_placed(row, ROW * place, low, high) for place, row in enumerate(rows)],
        ticks=[_moved(tick, low, high) for tick in ticks(high, zero)],
        bottom=bottom,
    )
    return Picture(marks, bottom + FOOT, alternative or "nothing was measured")


def _range(rows: Sequence[Row]) -> tuple[float, float]:
    places = [0.0]
    for row in rows:
        places += [end for _, start, length in row.bars for end in (start, start + length)]
        places += [end for whisker in row.whiskers for end in whisker]
        places += [at for _, at in (*row.dots, *row.lines)]
    low, high = min(places), max(max(places), 1.0)
    return (low - 0.04 * (high - low) if low < 0 else 0.0), high + 0.04 * (high - low)


def _at(ms: float, low: float, high: float) -> float:
    return (ms - low) / (high - low) * 100


def _moved(tick: dict[str, str], low: float, high: float) -> dict[str, str]:
    """Put a tick of an axis that begins at zero on one that begins at `low`."""
    return tick | {"x": f"{_at(float(tick['x'].removesuffix('%')) / 100 * high, low, high):.2f}%"}


def _placed(row: Row, y: int, low: float, high: float) -> dict[str, Any]:
    def x(ms: float) -> str:
        return f"{_at(ms, low, high):.2f}%"

    return {
        "y": y,
        "name": row.name,
        "value": row.value,
        "parts": row.parts,
        "bars": [
            {
                "class": kind,
                "x": x(min(start, start + length)),
                "width": f"{max(THIN, abs(_at(length, low, high) - _at(0, low, high))):.2f}%",
                "y": y + LABEL,
                "height": BAR,
            }
            for kind, start, length in row.bars
        ],
        "whiskers": [{"from": x(one), "to": x(other)} for one, other in row.whiskers],
        "dots": [{"class": kind, "cx": x(ms)} for kind, ms in row.dots],
        "lines": [{"class": kind, "x": x(ms)} for kind, ms in row.lines],
        "middle": y + LABEL + BAR / 2,
        "top": y + LABEL - 3,
        "foot": y + LABEL + BAR + 3,
    }


def where_it_went(found: Result) -> Chart:
    """Each group's median of every stage, one behind the other, from the last word to the first sound."""
    rows, table = [], []
    for group in prose.own(found):
        stages = {name: group.stages[name].p50.value for name in SPOKEN if name in group.stages}
        at, bars = 0.0, []
        for name, ms in stages.items():
            bars.append((name, at, max(0.0, ms)))
            at += max(0.0, ms)
        whole = group.voice_to_voice.p50.value if group.voice_to_voice else at
        parts = ", ".join(f"{NAMES.get(name, name)} {number(ms)}" for name, ms in stages.items() if ms >= SHOWN_MS)
        rows.append(Row(prose.called(group), f"{number(whole)} ms", bars, parts=parts))
        table.append((prose.called(group), *(_ms(stages.get(name)) for name in SPOKEN), number(whole)))
    said = "; ".join(f"{row.name}: {row.value}" for row in rows)
    heads = ("settings", *(NAMES.get(name, name) for name in SPOKEN), "voice-to-voice, p50, ms")
    return Chart("Where the milliseconds went, at the median", drawn(rows, said, "last word"), heads, table, tuple(SPOKEN))


def paths(found: Result) -> Chart:
    """What follows the wait, on the device and with the cloud, beside the reference."""
    rows, table = [], []
    for path, place in (("device", 1), ("cloud", 2)):
        told = {row[0]: row[place] for row in prose.REFERENCE}
        rows.append(_stack(f"reference, {path}", {name: float(told[name]) for name in SPOKEN[1:]}, float(told["compute"])))
        figures = tuple(number(float(told[name])) for name in SPOKEN[1:])
        table.append((f"reference, {path}", *figures, f"≈ {told['compute']:g}", "not ours"))
        for group in prose.own(found):
            stages = {name: group.stages[name].p50.value for name in SPOKEN[1:] if name in group.stages}
            if group.path == path and "compute" in group.stages:
                whole = group.stages["compute"]
                rows.append(_stack(prose.called(group), stages, whole.p50.value, whole.p95.value))
                figures = (*(_ms(stages.get(name)) for name in SPOKEN[1:]), prose.estimate(whole.p50))
                table.append((group.name, *figures, prose.answered(group)))
    for row in rows:
        row.lines.append(("line", prose.CEILING_MS))
    heads = ("path", *SPOKEN[1:], "compute, p50, ms", "answered by")
    said = "; ".join(f"{row.name}: {row.value}" for row in rows) + f"; ceiling {prose.CEILING_MS:g} ms"
    title = "On the device and with the cloud, beside the reference"
    return Chart(title, drawn(rows, said), heads, table, (*SPOKEN[1:], "ceiling"))


def _stack(name: str, stages: dict[str, float], whole: float, p95: float | None = None) -> Row:
    at, bars = 0.0, []
    for stage, ms in stages.items():
        bars.append((stage, at, ms))
        at += ms
    value = f"{number(whole)} ms" + (f", p95 {number(p95)}" if p95 is not None else "")
    parts = ", ".join(f"{stage} {number(ms)}" for stage, ms in stages.items() if ms >= SHOWN_MS)
    return Row(name, value, bars, whiskers=[(whole, p95)] if p95 is not None else [], parts=parts)


def distributions(found: Result) -> Chart:
    """Every turn's voice-to-voice as a dot."""
    rows, table, bounds = [], [], _bounds(found)
    for group in prose.own(found):
        mine = [turn for turn in found.turns if turn.group == group.name and turn.voice_to_voice_ms is not None]
        dots = [("doubtful" if turn.doubtful else "turn", turn.voice_to_voice_ms or 0.0) for turn in mine]
        rows.append(Row(prose.called(group), f"{len(dots)} turns", dots=dots))
        counts = [sum(low <= ms < high for _, ms in dots) for low, high in bounds]
        table.append((prose.called(group), *(str(count) for count in counts)))
    heads = ("settings", *(f"{number(low)}–{number(high)} ms" for low, high in bounds))
    said = [f"{row[0]}: {number}" for row in table for number in _held(row[1:], heads[1:])]
    picture = drawn(rows, "; ".join(said) or "no reply was spoken")
    return Chart("Every turn, voice-to-voice", picture, heads, table, ("turn", "doubtful"))


def _held(counts: Sequence[str], heads: Sequence[str]) -> list[str]:
    return [f"{count} in {head}" for count, head in zip(counts, heads, strict=True) if count != "0"]


def _bounds(found: Result) -> list[tuple[float, float]]:
    every = [turn.voice_to_voice_ms for turn in found.turns if turn.voice_to_voice_ms is not None]
    step = next((one for one in (10, 25, 50, 100, 250, 500, 1000, 2500) if max(every, default=1) < one * BINS), 5000)
    return [(float(step * place), float(step * (place + 1))) for place in range(BINS)]


def changes(found: Result) -> Chart | None:
    """What each alternative saves, and what it costs."""
    if not found.changes:
        return None
    rows = [
        Row(
            change.name,
            f"{number(change.saves_ms.value)} ms",
            [("good" if change.advised else "endpoint", 0.0, change.saves_ms.value)],
            [(change.saves_ms.low, change.saves_ms.high)],
            parts="" if change.advised else prose.price(change.price) if change.price else "no saving that is sure",
        )
        for change in found.changes
    ]
    table = [
        (one.name, one.stage, prose.estimate(one.saves_ms), prose.chance(one.chance), prose.price(one.price), _yes(one.advised))
        for one in found.changes
    ]
    heads = ("change", "stage", "saves, ms", "by chance", "price", "advised")
    return Chart("What other settings would save", drawn(rows, "; ".join(f"{r.name}: {r.value}" for r in rows)), heads, table)


def waterfalls(found: Result) -> Iterator[tuple[Group, Turn, Chart]]:
    """The median turn of each group, stage by stage, with what was hidden in the wait."""
    read = []
    for group in prose.own(found):
        if turn := _typical(group, found):
            times = turn.model_dump(include={"stages_ms", "hidden_ms", "voice_to_voice_ms"})
            read.append((group, turn, judged(times | {"route": {"tier": group.path}}, _limits(group))))
    scale = max((end for _, _, one in read for end in ends(one)), default=1.0) * 1.04
    for group, turn, one in read:
        stages = turn.stages_ms
        rows = [(NAMES.get(name, name), _ms(stages.get(name)), _ms(turn.hidden_ms.get(name))) for name in SPOKEN]
        rows.append(("voice-to-voice", _ms(turn.voice_to_voice_ms), "–"))
        title = f"A turn in the middle: {prose.called(group)}"
        yield group, turn, Chart(title, waterfall(one, scale), ("stage", "ms", "hidden, ms"), rows)


def _limits(group: Group) -> config.Budget:
    """The budget that the group was judged by, as far as the picture shows it."""
    told = group.stages.get("compute")
    if told is None or told.ceiling is None:
        return config.Budget()
    return config.Budget().model_copy(update={f"compute_{group.path}": config.Stage(target=told.target, ceiling=told.ceiling)})


def _typical(group: Group, found: Result) -> Turn | None:
    """The turn whose voice-to-voice is the median."""
    mine = [turn for turn in found.turns if turn.group == group.name and turn.voice_to_voice_ms is not None]
    return sorted(mine, key=lambda turn: turn.voice_to_voice_ms or 0.0)[len(mine) // 2] if mine else None


def loops(found: Result) -> Chart:
    """The calibration loop from the beginning to the end."""
    told = found.calibration
    parts = (("before", told.before_ms), ("between the clips", told.between_ms), ("after", told.after_ms))
    rows = [Row(name, f"{len(ms)} times", dots=[("turn", one) for one in ms]) for name, ms in parts if ms]
    for row in rows:
        row.lines.append(("aim", told.best_ms))
    ordered = [(name, sorted(ms)) for name, ms in parts if ms]
    table = [(name, str(len(ms)), *(number(one) for one in (ms[0], ms[len(ms) // 2], ms[-1]))) for name, ms in ordered]
    heads = ("when", "times", "quickest, ms", "median, ms", "slowest, ms")
    said = "; ".join(f"{row[0]}: median {row[3]} ms, slowest {row[4]}" for row in table)
    return Chart("The calibration loop", drawn(rows, said), heads, table)


def is_figure(cell: str) -> bool:
    return cell == "–" or cell.lstrip("-≈ ")[:1].isdigit()


def _yes(true: bool) -> str:
    return "yes" if true else "no"


def _ms(value: float | None) -> str:
    return "–" if value is None else number(value)
