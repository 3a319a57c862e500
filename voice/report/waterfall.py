"""One turn as a waterfall: each stage in a row on the axis that starts at the last spoken word."""

from collections.abc import Mapping
from typing import Any

from voice import config
from voice.report.draw import FOOT, NAMES, Picture, axis, bar, dashed, number, scale_of
from voice.report.turn import Span, Turn, ceiling_at, judged, spans

ROW, BAR, TOP = 24, 14, 22
"""Pixels: a stage's row, its bar, and the room above for the ceiling's name."""


def svg(turn: Mapping[str, Any], limits: config.Budget, width: int = 860) -> str:
    """The waterfall of one turn (as `load` gives it), an SVG document of its own."""
    return waterfall(judged(turn, limits)).document(width)


def waterfall(turn: Turn) -> Picture:
    """One turn: each stage in a row, hidden work hatched, the ceiling as a dashed line."""
    found, ceiling = spans(turn), ceiling_at(turn)
    scale = scale_of([span.end for span in found] + [ceiling or 0.0])
    height = TOP + ROW * len(found) + FOOT
    parts = [axis(scale, TOP, height - FOOT)]
    for row, span in enumerate(found):
        parts.append(_stage(span, turn, TOP + ROW * row, scale))
    if ceiling is not None and turn.budget:
        name = f"ceiling: {number(turn.budget.compute.ceiling)} ms after the wait"
        parts.append(_ceiling(ceiling / scale, name, TOP - 4, height - FOOT))
    return Picture("".join(parts), height, described(turn))


def described(turn: Turn) -> str:
    """The waterfall in words, for those who do not see it."""
    said = [f"{NAMES.get(span.stage, span.stage)} {number(span.ms)} ms" for span in spans(turn)]
    said += [f"{number(span.before)} ms of {span.stage} hidden in the wait" for span in spans(turn) if span.before]
    said += [f"{number(span.after)} ms of {span.stage} hidden in what was being said" for span in spans(turn) if span.after]
    if turn.voice_to_voice_ms is not None:
        said.append(f"{number(turn.voice_to_voice_ms)} ms from the last spoken word to audible")
    return "; ".join(said) or "nothing was measured"


def _stage(span: Span, turn: Turn, y: float, scale: float) -> str:
    x, width = span.start / scale * 100, span.ms / scale * 100
    mid = y + ROW / 2
    bars = bar(span.stage, x, width, mid - BAR / 2, BAR)
    label = f"{NAMES.get(span.stage, span.stage)} <tspan class='strong'>{number(span.ms)} ms</tspan>"
    if hidden := span.before + span.after:
        wide = min(x, hidden / scale * 100) if span.before else hidden / scale * 100
        at = x - wide if span.before else x + width
        bars = bar("hidden", at, wide, mid - BAR / 2, BAR) + bars
        label += f" <tspan class='faint aside'>+ {number(hidden)} hidden</tspan>"
        x, width = min(x, at), width + wide
    if span.stage == "output" and "audible" in turn.estimated:
        label += " <tspan class='faint aside'>estimated</tspan>"
    return bars + _beside(label, x, width, mid + 4, span.stage)


def _beside(label: str, x: float, width: float, y: float, stage: str) -> str:
    """A bar's label where there is most room: right of it, left of it, or on it."""
    left, right = x, 100 - x - width
    if width > max(left, right):
        ink = "inside" if stage in ("endpoint", "output") else "solid"
        return f'<text class="{ink}" x="{x:.2f}%" y="{y:g}" dx="8">{label}</text>'
    if right >= left:
        return f'<text x="{x + width:.2f}%" y="{y:g}" dx="7">{label}</text>'
    return f'<text x="{x:.2f}%" y="{y:g}" dx="-7" text-anchor="end">{label}</text>'


def _ceiling(share: float, name: str, top: int, bottom: int) -> str:
    anchor, shift = ("end", 4) if share > 0.4 else ("start", -4)
    return (
        dashed(share, top, bottom)
        + f'<text class="red" x="{share:.2%}" y="{top - 5}" dx="{shift}" text-anchor="{anchor}">{name}</text>'
    )
