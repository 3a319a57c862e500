"""The predictor: how long a stage takes with an engine, and whether what is done on a guess pays, as past turns tell it."""

import json
from collections import defaultdict, deque
from pathlib import Path

from voice import atomic

WINDOW = 64
"""Turns a prediction looks back on: long enough for a p90, short enough to follow a device that throttles."""

ENOUGH = 5
"""Turns before a prediction is trusted."""

QUANTILE = 0.9
"""A stage is predicted late when one turn in ten would be."""


class Predictor:
    """How long a stage takes with an engine: a quantile of its last `WINDOW` turns, which are kept on disk."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._past: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=WINDOW))
        self._frozen = False

    def load(self) -> None:
        """Read past turns. A file that is missing or damaged counts as no past."""
        if self._path is None:
            return
        try:
            stored = json.loads(atomic.text(self._path))
            for key, values in stored.items():
                self._past[key].extend(float(value) for value in values)
        except (OSError, ValueError, RecursionError, AttributeError, TypeError):
            self._past.clear()

    def freeze(self) -> None:
        """Forget everything and learn nothing more, so that recordings give the same results in any order."""
        self._past.clear()
        self._path, self._frozen = None, True

    def learn(self, stage: str, engine: str, ms: float) -> None:
        if not self._frozen:
            self._past[f"{stage}/{engine}"].append(round(ms, 3))

    def predict(self, stage: str, engine: str, quantile: float = QUANTILE) -> float | None:
        """Predict how long a stage takes, ms; None while too little is known."""
        past = sorted(self._past.get(f"{stage}/{engine}", ()))
        return past[min(len(past) - 1, int(quantile * len(past)))] if len(past) >= ENOUGH else None

    def mean(self, stage: str, engine: str) -> float | None:
        """The mean of what was learned; None while too little is known."""
        past = self._past.get(f"{stage}/{engine}", ())
        return sum(past) / len(past) if len(past) >= ENOUGH else None

    def forget(self, stage: str, engine: str) -> None:
        self._past.pop(f"{stage}/{engine}", None)

    def save(self) -> str | None:
        """Keep the past for the next start, atomically; a warning for people when that failed."""
        if self._path is None:
            return None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            atomic.replace(self._path, json.dumps({key: list(values) for key, values in self._past.items()}))
        except OSError as error:
            return f"latency predictions were not kept: {self._path}: {error.strerror}"
        return None
