"""Draws the waterfall of one turn in characters, for a terminal."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from voice.report.turn import Span, Turn, ceiling_at, spans
from voice.trace import number

EIGHTHS = " ▏▎▍▌▋▊▉█"
HIDDEN = "░"
CEILING = "┊"
NAME, VALUE = 11, 9
"""Width of a stage's name and of its milliseconds, columns."""


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
    bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
    before, after = min(start, ceil(span.before * per_ms)), ceil(span.after * per_ms)
    cells = (" " * (start - before) + HIDDEN * before + bar + HIDDEN * after)[:plot].ljust(plot)
    if ceiling is not None and cells[ceiling] == " ":
        cells = cells[:ceiling] + CEILING + cells[ceiling + 1 :]
    return f"{span.stage:<{NAME}}{cells}{number(span.ms) + ' ms':>{VALUE}}"


def _total(turn: Turn) -> str:
    total, verdict = turn.voice_to_voice_ms, turn.budget.verdict if turn.budget else None
    said = "no reply was spoken" if total is None else f"{number(total)} ms from the last word to the reply"
    return said + (f" · budget {verdict}" if verdict else "")
