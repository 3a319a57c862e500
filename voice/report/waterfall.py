"""Draws one turn as a waterfall, in SVG or in characters: each stage in a row, on an axis from the last spoken word."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from voice import config
from voice.report.draw import FOOT, LEGEND, Picture, bar, rendered, scale_of, ticks
from voice.report.turn import Span, Turn, ceiling_at, judged, spans
from voice.trace import kept, number

ROW, LABEL, BAR, TOP = 33, 17, 12, 22
"""Heights in pixels: a stage's row, its name above its bar, the bar, and the room above for the ceiling's name."""

EIGHTHS = " ▏▎▍▌▋▊▉█"
HIDDEN = "░"
CEILING = "┊"
NAME, VALUE = 11, 9
"""Width of a stage's name and of its milliseconds, columns."""


def svg(turn: Mapping[str, Any], limits: config.Budget, width: int = 860) -> str:
    """Draw the waterfall of one turn (as `load` gives it) as an SVG document."""
    read = judged(turn, limits)
    return waterfall(read, scale_of(ends(read))).document(width)


def ends(turn: Turn) -> list[float]:
    """When the stages of a turn end and where its ceiling is, ms on its axis."""
    return [*(span.end for span in spans(turn)), ceiling_at(turn) or 0.0]


def waterfall(turn: Turn, scale: float) -> Picture:
    """Draw one turn, `scale` ms wide: each stage in a row, hidden work hatched, the ceiling dashed across the bars."""
    found, ceiling = spans(turn), ceiling_at(turn)
    height = TOP + ROW * len(found) + FOOT
    marks = rendered(
        "waterfall.svg",
        ticks=ticks(scale),
        top=TOP,
        bottom=height - FOOT,
        rows=[_row(span, turn, TOP + ROW * place, scale) for place, span in enumerate(found)],
        ceiling=_ceiling(ceiling / scale, turn) if ceiling is not None else None,
    )
    return Picture(marks, height, described(turn))


def described(turn: Turn) -> str:
    """Say the waterfall in words, for those who do not see it."""
    said = [f"{LEGEND[span.stage]} {number(span.ms)} ms" for span in spans(turn)]
    said += [f"{number(span.before)} ms of {span.stage} hidden in the wait" for span in spans(turn) if span.before]
    said += [f"{number(span.after)} ms of {span.stage} hidden in what was being said" for span in spans(turn) if span.after]
    if turn.voice_to_voice_ms is not None:
        said.append(f"{number(turn.voice_to_voice_ms)} ms from the last spoken word to audible")
    return "; ".join(said) or "nothing was measured"


def _row(span: Span, turn: Turn, y: float, scale: float) -> dict[str, Any]:
    """The label of a stage, the bars below it, and their places: nothing is drawn across words, however long they are."""
    x, width = span.start / scale * 100, span.ms / scale * 100
    bars = [(span.stage, x, width)]
    if hidden := span.before + span.after:
        wide = min(x, hidden / scale * 100) if span.before else hidden / scale * 100
        bars.insert(0, ("hidden", x - wide if span.before else x + width, wide))
    return {
        "name": LEGEND[span.stage],
        "ms": span.ms,
        "hidden": hidden,
        "estimated": span.stage == "output" and "audible" in turn.estimated,
        "y": y + LABEL - 5,
        "bars": [bar(*one, y + LABEL, BAR) for one in bars],
        "top": y + LABEL - 1,
        "bottom": y + LABEL + BAR + 1,
    }


def _ceiling(share: float, turn: Turn) -> dict[str, Any] | None:
    if turn.budget is None:
        return None
    anchor, shift = ("end", 4) if share > 0.4 else ("start", -4)
    return {"x": f"{share:.2%}", "ms": turn.budget.compute.ceiling, "anchor": anchor, "dx": shift}


def waterfall_text(turn: Mapping[str, Any], width: int = 80) -> list[str]:
    """Draw the waterfall of a turn (`TurnTrace.as_dict()`) in lines of at most `width` columns, without its words.

    `░` is work hidden in the wait or in what was being said, `┊` the ceiling. Empty while nothing has been measured.
    """
    read = Turn.model_validate(turn)
    found, ceiling = spans(read), ceiling_at(read)
    if not found:
        return []
    plot = max(10, width - NAME - VALUE)
    longest = max([span.end for span in found] + [ceiling or 0.0])
    column = None if ceiling is None else min(plot - 1, int(ceiling / longest * plot))
    lines = [_line(span, plot, plot / max(longest, 1.0), column) for span in found]
    return [*lines, _total(read)]


def _line(span: Span, plot: int, per_ms: float, ceiling: int | None) -> str:
    start = min(plot - 1, int(span.start * per_ms))
    eighths = max(1, round(span.ms * per_ms * 8))
    drawn = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
    before, after = min(start, ceil(span.before * per_ms)), ceil(span.after * per_ms)
    cells = (" " * (start - before) + HIDDEN * before + drawn + HIDDEN * after)[:plot].ljust(plot)
    if ceiling is not None and cells[ceiling] == " ":
        cells = cells[:ceiling] + CEILING + cells[ceiling + 1 :]
    return f"{span.stage:<{NAME}}{cells}{number(span.ms) + ' ms':>{VALUE}}"


def _total(turn: Turn) -> str:
    total, verdict = turn.voice_to_voice_ms, turn.budget.verdict if turn.budget else None
    said = turn.took if total is None else f"{number(total)} ms from the last word to the reply"
    return said + (f" · budget {kept(verdict)}" if verdict else "")
