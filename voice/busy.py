"""Busy: how much work waits at each kind of engine in this process, what was lost meanwhile, started again or left alone."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Kind = Literal["transcribe", "answer", "speak"]
"""Readings of sound; requests to a model on this machine; pieces of a reply that are made into sound."""

Part = Literal["recogniser", "model", "microphone"]
"""What can be lost and is started again by itself."""

depths: Counter[Kind] = Counter()
"""Pieces of work that wait or are under way."""

restarts: Counter[Part] = Counter()

lost_s = {"sound": 0.0}
"""Seconds of sound that nobody took in time: of satellites, and of this machine's own microphone."""

trips: Counter[Literal["breaker"]] = Counter()
"""How often a tier that kept failing was left alone for a while."""


@contextmanager
def working(kind: Kind) -> Iterator[None]:
    """Count a piece of work from when it is asked for until it is done."""
    depths[kind] += 1
    try:
        yield
    finally:
        depths[kind] -= 1
