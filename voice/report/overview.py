"""Draws many turns on one axis: the picture that opens a report."""

from collections.abc import Mapping, Sequence
from typing import Any

from voice import config
from voice.report.draw import FOOT, LEGEND, Picture, bar, rendered, scale_of, spaced, ticks
from voice.report.turn import Turn, ceiling_at, judged, spans
from voice.trace import number

ROW = 44
"""Height of a turn, pixels: a line of words and its bar."""

BELOW, KEY = 26, 118
"""Height of the legend in a file of its own and width of one entry, pixels."""

HEARD, LINE, ON_PHONES = 60, 88, 25
"""How many characters of what was heard fit, of that and the reply together, and of what was heard on a phone."""


def overview_svg(turns: Sequence[Mapping[str, Any]], limits: config.Budget, width: int = 860) -> str:
    """Draw all turns (as `load` gives them) on one axis, as an SVG document."""
    return overview([judged(turn, limits) for turn in turns], LEGEND).document(width)


def overview(turns: Sequence[Turn], legend: Mapping[str, str] | None = None) -> Picture:
    """Draw turns on one axis, with a `legend` of the colours below when one is given."""
    laid = [(turn, spans(turn), ceiling_at(turn)) for turn in turns]
    scale = scale_of([s.start + s.ms for _, found, _ in laid for s in found] + [c or 0.0 for _, _, c in laid])
    bottom = ROW * len(laid)
    marks = rendered(
        "overview.svg",
        ticks=ticks(scale),
        bottom=bottom,
        rows=[_row(ROW * place, turn, scale) for place, turn in enumerate(turns)],
        legend=legend or {},
        key=KEY,
        foot=FOOT,
    )
    height = bottom + FOOT + (BELOW if legend else 0)
    return Picture(marks, height, f"{len(turns)} turns, stage by stage from the last spoken word")


def _headline(turn: Turn) -> str:
    """The title of a turn: what was heard if that was kept, else who answered."""
    if turn.heard:
        return f"“{turn.heard}”"
    nothing = "nothing was said" if turn.heard == "" else None
    return nothing or spaced(turn.answered_by or "") or (turn.route.tier if turn.route else "") or "no answer"


def _row(y: int, turn: Turn, scale: float) -> dict[str, Any]:
    """The words, bars and ceiling in the row of a turn, and their places."""
    heard, ceiling, spoken = _shortened(_headline(turn), HEARD), ceiling_at(turn), turn.voice_to_voice_ms
    return {
        "y": y,
        "heard": heard[:ON_PHONES] if len(heard) > ON_PHONES + 2 else heard,
        "rest": heard[ON_PHONES:] if len(heard) > ON_PHONES + 2 else "",
        "reply": _shortened(turn.reply, LINE - len(heard)) if turn.reply else "",
        "total": turn.took.removesuffix(" was spoken").removesuffix(", typed") if spoken is None else f"{number(spoken)} ms",
        "over": turn.budget is not None and turn.budget.verdict == "missed",
        "bars": [bar(s.stage, s.start / scale * 100, s.ms / scale * 100, y + 23, 11) for s in spans(turn)],
        "ceiling": None if ceiling is None else f"{ceiling / scale:.2%}",
    }


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
