"""Confidence: how likely the command grammar's reading is what was said.

A logistic regression over what the searches found. Its weights come from `python -m benchmarks.transcribe_fit`.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

WEIGHTS = (3.0, 3.0, 0.0, 0.0)
BIAS = 3.5


@dataclass(frozen=True, slots=True)
class Evidence:
    score_ratio: float
    """Grammar against any phonemes, nats per frame: at best a little over 0."""
    worst_ratio: float
    """Reserved for the least likely word."""
    words: float
    """Words heard, at most 6, over 6."""
    pace: float
    """Words a second of speech."""

    @classmethod
    def of(cls, words: Sequence[Any], score: float, frames: int) -> "Evidence":
        spoken = max(1, sum(word.end - word.start + 1 for word in words))
        return cls(score / frames, 0.0, min(len(words), 6) / 6, 100 * len(words) / spoken)


def confidence(evidence: Evidence) -> float:
    """0..1"""
    total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, astuple(evidence), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
