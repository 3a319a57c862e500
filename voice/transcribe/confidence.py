"""Confidence: how likely a reading of the command model is what was said.

A logistic regression; its weights come from `python -m benchmarks.transcribe_fit`, fitted on voices and sentences that no
reported figure is measured on.
"""

import math
from dataclasses import astuple, dataclass

WEIGHTS = (1.10, -3.13, 0.36)
BIAS = 4.97


@dataclass(frozen=True, slots=True)
class Evidence:
    score_ratio: float
    """Best path of the command model against the best path of any phonemes, 10 log units (base 1.0001) a frame."""
    rank: float
    """How many readings scored better, at most 10, divided by 10."""
    weakest: float
    """Natural logarithm of the posterior of the least likely word, plus 0.001."""


def confidence(evidence: Evidence) -> float:
    """The probability, 0..1, that the reading is what was said."""
    total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, astuple(evidence), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
