"""Reads figures of past turns out of the history: numbers, never words.

The database is asked for nothing else of a turn, so no word can come along.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from voice import history
from voice.config import Config
from voice.errors import FleetError
from voice.history.writer import reason
from voice.trace import STAGES

WHOLE = "voice_to_voice"
PATHS = ("ended", "error", "wake.score", "confidence", "voice_to_voice_ms", *(f"stages_ms.{stage}" for stage in STAGES))


@dataclass(frozen=True, slots=True)
class Figures:
    """One turn that was heard."""

    number: int
    """Higher than that of any turn before it."""
    time: float
    """Seconds since 1970."""
    wake: float | None
    """The score of the wake word; None where none was needed."""
    nothing: bool
    """Whether nothing was said after the wake word: most such turns are false wakes."""
    failed: bool
    confidence: float | None
    seconds: dict[str, float]
    """Stage → seconds; under `WHOLE`, from the last voice to the reply."""


def read(config: Config, since: datetime) -> list[Figures]:
    """Read the figures of each turn that was heard since `since`, the oldest first. Raises FleetError."""
    try:
        rows = history.values(config, [f"$.{path}" for path in PATHS], since.timestamp())
    except (sqlite3.Error, OSError) as error:
        raise FleetError(f"the history cannot be read: {reason(error)}", "`voice history list` tells more.") from None
    return [_figures(*row) for row in rows if row[2] is not None]


def _figures(number: int, time: float, ended: str, error: object, wake: object, confidence: object, *ms: object) -> Figures:
    seconds = {name: found / 1e3 for name, one in zip((WHOLE, *STAGES), ms, strict=True) if (found := _number(one)) is not None}
    nothing = ended == "no_speech"
    return Figures(number, time, _number(wake), nothing, error is not None, None if nothing else _number(confidence), seconds)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


Measure = Callable[[Sequence[Figures]], list[float]]


def _present(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def latency(turns: Sequence[Figures]) -> list[float]:
    """Seconds from the last voice to the reply."""
    return _present(turn.seconds.get(WHOLE) for turn in turns)


def confidence(turns: Sequence[Figures]) -> list[float]:
    return _present(turn.confidence for turn in turns)


def wake_score(turns: Sequence[Figures]) -> list[float]:
    return _present(turn.wake for turn in turns)


def for_nothing(turns: Sequence[Figures]) -> list[float]:
    """For each wake, 1 if nothing was said after it, else 0."""
    return [float(turn.nothing) for turn in turns if turn.wake is not None]


MEASURES: dict[str, Measure] = {
    "voice_to_voice": latency,
    "confidence": confidence,
    "wake_score": wake_score,
    "wakes_for_nothing": for_nothing,
}
"""The measures by which this week is compared with the last one."""
