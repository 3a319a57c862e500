"""Confidence: how likely a reading of the command model is what was said.

Two logistic regressions, for the grammar alone and for a command that Whisper was asked about. Their weights come from
`python -m benchmarks.transcribe_fit` and `… fuse_fit`, fitted on voices and sentences that no reported figure is measured on.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

WEIGHTS = (1.10, -3.13, 0.36)
BIAS = 4.97


@dataclass(frozen=True, slots=True)
class Evidence:
    score_ratio: float
    """Best path of the command model against the best path of any phonemes, 10 log units (base 1.0001) a frame."""
    rank: float
    """How many readings scored better, divided by 10, which are never as many."""
    weakest: float
    """Natural logarithm of the posterior of the least likely word, plus 0.001."""


@dataclass(frozen=True, slots=True)
class FusedEvidence:
    """What speaks for a command that Whisper was asked about."""

    margin: float
    """How much likelier Whisper finds it than what it wrote itself, in nats; mostly negative."""
    trust: float
    """Confidence in the grammar's reading where that means the same; else 0."""
    lead: float
    """By how much it is ahead of the best command that means something else; at most `MOST_LEAD`."""


MOST_LEAD = 10.0

FUSED_WEIGHTS = (0.32, 2.14, 0.45)
FUSED_BIAS = 0.22


def confidence(evidence: Evidence) -> float:
    """The probability, 0..1, that the grammar's reading is what was said."""
    return _logistic(BIAS, WEIGHTS, astuple(evidence))


def fused_confidence(evidence: FusedEvidence) -> float:
    """The probability, 0..1, that the command is what was said."""
    return _logistic(FUSED_BIAS, FUSED_WEIGHTS, astuple(evidence))


def _logistic(bias: float, weights: Sequence[float], values: Sequence[float]) -> float:
    total = bias + sum(weight * value for weight, value in zip(weights, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
