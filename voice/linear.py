"""A linear classifier over hashed features, as two parts of the package have one: its weights, and how they score a text.

scikit-learn's LogisticRegression is the same model; it weighs 150 MB and takes a millisecond a text.
"""

from collections.abc import Mapping
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

    def scores(self, rows: npt.NDArray[np.int64], counts: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Score each label. `rows` of the weights, shape [n], and what each counts; returns shape [labels]."""
        scores: npt.NDArray[np.float32] = (counts @ self.weights[rows]) * self.scale + self.bias
        return scores
