"""A linear classifier over hashed features, as two parts of the package have one: its weights, and how they score a text.

scikit-learn's LogisticRegression is the same model; it weighs 150 MB and takes a millisecond a text.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt


class Linear:
    """Weights: int8, shape [BUCKETS, labels], with a scale and a bias per label."""

    def __init__(self, kept: Mapping[str, npt.NDArray[Any]]) -> None:
        self.labels = tuple(map(str, kept["labels"]))
        self.weights, self.scale, self.bias = kept["weights"], kept["scale"], kept["bias"]

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read weights that `benchmarks.routing.train` or `benchmarks.privacy.train` wrote."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(kept)

    def sums(self, rows: Sequence[int]) -> list[int]:
        """Add up some rows of the weights, one sum per label."""
        added: list[int] = np.add.reduce(self.weights.take(np.array(rows, np.int64), axis=0), axis=0, dtype=np.int32).tolist()
        return added


def softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
