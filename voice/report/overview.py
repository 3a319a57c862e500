"""Many turns on one axis: the picture that opens a report."""

from collections.abc import Mapping, Sequence
from typing import Any

from voice import config
from voice.report.draw import FOOT, NAMES, Picture, axis, bar, clean, dashed, number, scale_of, spaced
from voice.report.turn import SPOKEN, Span, Turn, ceiling_at, judged, spans

ROW = 44
"""Pixels of a turn: a line of words above its bar."""

LEGEND, KEY = 26, 118
"""Pixels: the height of the legend of a picture in a file of its own, and the width of one entry."""

HEARD, LINE = 60, 88
"""Characters of what was heard, and of that and the reply together, that fit beside the milliseconds."""


def overview_svg(turns: Sequence[Mapping[str, Any]], limits: config.Budget, width: int = 860) -> str:
    """All turns (as `load` gives them) on one axis, an SVG document of its own."""
    drawn = overview([judged(turn, limits) for turn in turns])
    whole = Picture(drawn.marks + _legend(drawn.height), drawn.height + LEGEND, drawn.alternative)
    return whole.document(width)


def overview(turns: Sequence[Turn]) -> Picture:
    """Many turns on one axis."""
    laid = [(turn, spans(turn), ceiling_at(turn)) for turn in turns]
    scale = scale_of([s.start + s.ms for _, found, _ in laid for s in found] + [c or 0.0 for _, _, c in laid])
    height = ROW * len(laid) + FOOT
    parts = [axis(scale, 0, height - FOOT)]
    for row, (turn, found, ceiling) in enumerate(laid):
        parts.append(_turn(row, turn, found, ceiling, scale))
    return Picture("".join(parts), height, f"{len(turns)} turns, stage by stage from the last spoken word")


def _headline(turn: Turn) -> str:
    """What a turn is called: what was heard if that was kept, else who answered."""
    if turn.heard:
        return f"“{turn.heard}”"
    nothing = "nothing was said" if turn.heard == "" else None
    return nothing or spaced(turn.answered_by or "") or (turn.route.tier if turn.route else "") or "no answer"


def _turn(row: int, turn: Turn, found: Sequence[Span], ceiling: float | None, scale: float) -> str:
    y = ROW * row
    total = "no reply" if turn.voice_to_voice_ms is None else f"{number(turn.voice_to_voice_ms)} ms"
    over = turn.budget is not None and turn.budget.verdict == "missed"
    bars = "".join(bar(s.stage, s.start / scale * 100, s.ms / scale * 100, y + 23, 11) for s in found)
    tick = "" if ceiling is None else dashed(ceiling / scale, y + 19, y + 38)
    return (
        f'<svg y="{y}" width="72%" height="21"><text y="16">{_words(turn)}</text></svg>'
        f'<text class="strong{" red" if over else ""}" x="100%" y="{y + 16}" text-anchor="end">'
        f"{total}{' over' if over else ''}</text>{bars}{tick}"
    )


def _words(turn: Turn) -> str:
    """What was heard and, where the picture is wide enough, what was said."""
    heard = _shortened(_headline(turn), HEARD)
    if not turn.reply:
        return clean(heard)
    reply = _shortened(turn.reply, LINE - len(heard))
    return f'{clean(heard)} <tspan class="faint aside">{clean(reply)}</tspan>'


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _legend(y: int) -> str:
    entries = {
        NAMES.get(s, s): f'<rect class="{s}" width="12" height="10" rx="2"/>' for s in (*SPOKEN, "output")
    }
    entries["ceiling"] = '<line class="line" x1="6" x2="6" y2="11"/>'
    return "".join(
        f'<g transform="translate({place * KEY + 1} {y + 12})">{mark}'
        f'<text class="faint" x="18" y="9.5">{name}</text></g>'
        for place, (name, mark) in enumerate(entries.items())
    )
