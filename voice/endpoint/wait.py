"""How long a silence ends a turn, from everything that tells whether more is to come. A pure function."""

import math
from dataclasses import dataclass

from voice.config import Endpoint
from voice.messages import FRAME_S, Completeness, EndReason

SHORT_S, SHORT_WAIT = 1.0, 1.5
"""Behind less speech in one go than this the wait is so many times the default: short sentences follow one another, and few
questions are that short. Measured on hesitant speech: 8 of 40 turns are cut off instead of 19, for 150 ms more on average."""

UNDECIDED_WAIT, FALL, SHORTEST_WAIT = 1.25, 0.5, 0.4
"""The wait, as a share of the default, where it is as likely as not that more is to come; how much less it is for each unit of
the logarithmic odds that nothing is; and the least. Pauses end about exponentially, so a wait that falls with those odds cuts
off the same share of turns whatever they are. Of 121 hesitant questions it cuts off as many as the default, at half of it."""

TELLING = 0.5
"""How long a number that may grow is waited for, as a share of `digits_ms`, where nothing is done wrongly without what follows:
who says more then is only answered twice."""

WORDS, VOICE, BOTH = (1.0, 0.0, 0.6), (0.0, 0.33, -0.6), (0.9, 0.2, 0.55)
"""What the odds by the words and by the voice count for, and what is added: where one is known alone, and where both are.
Fitted on 259 pauses and ends of hesitant questions, where the areas under the curve are 0.89, 0.75 and 0.89; what is added by
the voice alone is less than fitted, so that no more turns are cut off than without it."""

MOST_ODDS = 9.0
"""Logarithmic odds beyond that are as good as certain."""

EPSILON = 1e-6
"""Frame times are sums of 0.02; a wait of 15 frames must not become one of 16."""

REASONS: dict[Completeness, EndReason] = {
    "complete": "complete",
    "digits": "digits",
    "telling": "digits",
    "unfinished": "unfinished",
    "unknown": "default",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known at a pause."""

    completeness: Completeness = "unknown"
    """What the words so far are; words that trail off ("and", "for") are unfinished."""
    finished: float | None = None
    """How likely somebody has finished, 0..1, by the words and by the voice (`finished`); None: neither tells."""
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


def finished(whole: float | None, voice: float | None) -> float | None:
    """Say how likely somebody has finished, 0..1; None where nothing tells.

    `whole`: logarithmic odds that the words are a whole request (`voice.endpoint.whole`). `voice`: how likely the voice sounds
    finished, 0..1: pitch, lengthening and pace, as a network hears them.
    """
    if whole is None and voice is None:
        return None
    of_words, of_voice, shift = VOICE if whole is None else WORDS if voice is None else BOTH
    return 1 / (1 + math.exp(-(of_words * (whole or 0.0) + of_voice * _odds(0.5 if voice is None else voice) + shift)))


def may_hurry(completeness: Completeness, finished: float | None) -> bool:
    """Whether a wait may be cut short for the sake of the budget: not where the words or the voice sound unfinished."""
    return completeness != "unfinished" and (finished is None or finished >= 0.5)


def _usual_s(known: Evidence, settings: Endpoint) -> float:
    match known.completeness:
        case "complete":
            return settings.complete_ms / 1e3
        case "digits":
            return settings.digits_ms / 1e3
        case "telling":
            return TELLING * settings.digits_ms / 1e3
        case "unfinished":
            return settings.unfinished_ms / 1e3
        case "unknown":
            return _free_s(known, least_s(settings), settings.default_ms / 1e3, settings.unfinished_ms / 1e3)


def least_s(settings: Endpoint) -> float:
    """The shortest wait behind words that are no command, s."""
    return SHORTEST_WAIT * settings.default_ms / 1e3


def _free_s(known: Evidence, least_s: float, default_s: float, longest_s: float) -> float:
    """Behind words that are no command: between the least and the wait behind unfinished ones."""
    if known.finished is not None:
        due_s = default_s * (UNDECIDED_WAIT - FALL * _odds(known.finished))
        return min(longest_s, max(least_s, due_s))
    shortest_s = SHORT_WAIT * default_s if known.speech_s + EPSILON < SHORT_S else default_s
    heard_s = known.longest_pause_s + FRAME_S  # who has paused that long before may do so again
    return min(longest_s, max(shortest_s, heard_s))


def _odds(chance: float) -> float:
    """A probability as logarithmic odds."""
    return max(-MOST_ODDS, min(MOST_ODDS, math.log(max(chance, 1e-9) / max(1 - chance, 1e-9))))
