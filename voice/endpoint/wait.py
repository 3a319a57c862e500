"""How long a silence ends a turn, from everything that tells whether more is to come. A pure function."""

from dataclasses import dataclass

from voice.config import Endpoint
from voice.messages import FRAME_S, Completeness, EndReason

SHORT_S, SHORT_WAIT = 1.0, 1.5
"""Behind less speech in one go than this the wait is so many times the default: short sentences follow one another, and few
questions are that short. Measured on hesitant speech: 8 of 40 turns are cut off instead of 19, for 150 ms more on average."""

FINISHED_WAIT = 0.9
"""The wait, as a share of the default, where the model is sure that the voice sounds finished."""

EPSILON = 1e-6
"""Frame times are sums of 0.02; a wait of 15 frames must not become one of 16."""

REASONS: dict[Completeness, EndReason] = {
    "complete": "complete",
    "digits": "digits",
    "unfinished": "unfinished",
    "unknown": "default",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known at a pause."""

    completeness: Completeness = "unknown"
    """What the words so far are; words that trail off ("and", "for") are unfinished."""
    finished: float | None = None
    """How likely the voice sounds finished, 0..1: pitch, lengthening and pace, as a network hears them; None: not judged."""
    speech_s: float = 0.0
    """Speech in one go before the pause."""
    longest_pause_s: float = 0.0
    """The longest pause that the speaker made in this turn and went on after."""
    hurried: bool = False
    """The budget asks for the time."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait, and what the turn is over for then."""

    seconds: float
    reason: EndReason


def wait(known: Evidence, settings: Endpoint) -> Wait:
    """Say how long the silence must be that ends the turn."""
    usual = Wait(_usual_s(known, settings), REASONS[known.completeness])
    least = settings.complete_ms / 1e3
    hurries = known.hurried and may_hurry(known.completeness, known.finished) and least < usual.seconds
    return Wait(least, "budget") if hurries else usual


def may_hurry(completeness: Completeness, finished: float | None) -> bool:
    """Whether a wait may be cut short for the sake of the budget: not where the words or the voice sound unfinished."""
    return completeness != "unfinished" and (finished is None or finished >= 0.5)


def _usual_s(known: Evidence, settings: Endpoint) -> float:
    match known.completeness:
        case "complete":
            return settings.complete_ms / 1e3
        case "digits":
            return settings.digits_ms / 1e3
        case "unfinished":
            return settings.unfinished_ms / 1e3
        case "unknown":
            return _free_s(known, settings.default_ms / 1e3, settings.unfinished_ms / 1e3)


def _free_s(known: Evidence, default_s: float, longest_s: float) -> float:
    """Behind words that are no command: between the default and the wait behind unfinished ones."""
    if known.finished is not None:
        return longest_s - known.finished * (longest_s - min(longest_s, FINISHED_WAIT * default_s))
    shortest_s = SHORT_WAIT * default_s if known.speech_s + EPSILON < SHORT_S else default_s
    heard_s = known.longest_pause_s + FRAME_S  # who has paused that long before may do so again
    return min(longest_s, max(shortest_s, heard_s))
