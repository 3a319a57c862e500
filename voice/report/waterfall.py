"""Draws one turn as a waterfall: each stage in a row, on an axis that starts at the last spoken word."""

from collections.abc import Mapping
from typing import Any

from voice import config
from voice.report.draw import FOOT, LEGEND, Picture, bar, rendered, scale_of, ticks
from voice.report.turn import Span, Turn, ceiling_at, judged, spans
from voice.trace import number

ROW, BAR, TOP = 24, 14, 22
"""Heights in pixels: a stage's row, its bar, and the room above for the ceiling's name."""


def svg(turn: Mapping[str, Any], limits: config.Budget, width: int = 860) -> str:
    """Draw the waterfall of one turn (as `load` gives it) as an SVG document."""
    return waterfall(judged(turn, limits)).document(width)


def waterfall(turn: Turn) -> Picture:
    """Draw one turn: each stage in a row, hidden work hatched, the ceiling as a dashed line."""
    found, ceiling = spans(turn), ceiling_at(turn)
    scale = scale_of([span.end for span in found] + [ceiling or 0.0])
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
    """The label and bars in the row of a stage, and their places."""
    x, width = span.start / scale * 100, span.ms / scale * 100
    bars = [(span.stage, x, width)]
    if hidden := span.before + span.after:
        wide = min(x, hidden / scale * 100) if span.before else hidden / scale * 100
        at = x - wide if span.before else x + width
        bars.insert(0, ("hidden", at, wide))
        x, width = min(x, at), width + wide
    return {
        "name": LEGEND[span.stage],
        "ms": span.ms,
        "hidden": hidden,
        "estimated": span.stage == "output" and "audible" in turn.estimated,
        "bars": [bar(*one, y + (ROW - BAR) / 2, BAR) for one in bars],
        "beside": {"y": f"{y + ROW / 2 + 4:g}", **_beside(x, width, span.stage)},
    }


def _beside(x: float, width: float, stage: str) -> dict[str, str]:
    """Where a bar's label has most room: right of it, left of it, or on it."""
    left, right = x, 100 - x - width
    if width > max(left, right):
        ink = "inside" if stage in ("endpoint", "output") else "solid"
        return {"class": ink, "x": f"{x:.2f}%", "dx": "8"}
    if right >= left:
        return {"x": f"{x + width:.2f}%", "dx": "7"}
    return {"x": f"{x:.2f}%", "dx": "-7", "text-anchor": "end"}


def _ceiling(share: float, turn: Turn) -> dict[str, Any] | None:
    if turn.budget is None:
        return None
    anchor, shift = ("end", 4) if share > 0.4 else ("start", -4)
    return {"x": f"{share:.2%}", "ms": turn.budget.compute.ceiling, "anchor": anchor, "dx": shift}
