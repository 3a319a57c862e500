"""Judges what was made of a clip: the right command, the words, a turn that was cut off, a wake word that was not said."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from voice.bench.corpus import Clip
from voice.bench.outcome import Outcome
from voice.trace import TurnTrace

TOLERANCE = 0.005
"""How far two values may differ, as results are rounded for speech: 16.09 and 16.1 kilometres are the same answer."""

LAST_S = 0.1
"""A turn that ends within the last tenth of a second of speech is not cut off: that may be too soft to count as voice."""


@dataclass(slots=True)
class Judged(Outcome[Clip]):
    """What the assistant made of one clip, held against what was said."""

    began: float = 0.0
    """Clock time of the clip's first sample."""

    @property
    def turn(self) -> TurnTrace | None:
        return self.turns[0] if self.turns else None

    @property
    def cut_off(self) -> bool:
        """Whether the first turn was declared over before the last word ended."""
        begin, end = (self.began + at for at in self.clip.speech)
        during = [one for one in self.ends if one.time > begin]
        return bool(during) and during[0].time < end - LAST_S

    @property
    def understood(self) -> bool | None:
        """Whether the right skill, and no other, was given the right values; None for a clip that asks for none."""
        if self.clip.skill is None:
            return None
        taken = [turn.route for turn in self.skills if turn.route]
        return len(taken) == 1 and taken[0].skill == self.clip.skill and same(self.clip.slots, taken[0].slots)

    @property
    def word_errors(self) -> int:
        """The fewest words to change, add and leave out; at most as many as were said."""
        heard = " ".join(turn.transcript.text for turn in self.turns if turn.transcript)
        said = _words(self.clip.text)
        return min(len(said), int(Levenshtein.distance(_words(heard), said)))


def words(text: str) -> int:
    return len(_words(text))


def same(expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether two sets of slots are equal: the same keys, and numbers equal within rounding."""
    return expected.keys() == found.keys() and all(_equal(expected[key], found[key]) for key in expected)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.casefold())


def _equal(expected: Any, found: Any) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool) or isinstance(expected, str):
        return bool(expected == found)
    try:
        return math.isclose(expected, float(found), rel_tol=TOLERANCE)
    except (TypeError, ValueError):
        return False
