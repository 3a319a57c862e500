"""Tells whether words are a whole request or only its beginning, by a linear classifier over hashed features.

"What is the difference between" goes on, "what is a marmot" need not; "my back hurts" is no request yet. Its weights come from
`benchmarks/endpointing/train.py`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

from voice.linear import Linear

WEIGHTS = Path(__file__).with_name("whole.npz")
BUCKETS = 1 << 17
"""Rows of the weights; a feature's row is its hash."""

COUNTED = 12
"""More words than these are as good as these."""

LONGEST = 17
"""Words of the longest requests that it has learnt from, but one in a hundred; of longer speech it knows nothing."""


def odds(text: str) -> float | None:
    """How likely words are a whole request, as the natural logarithm of odds; not calibrated. Takes 50 µs.

    None where there are no words, or more than anybody asks in one breath.
    """
    words = normal(text)
    if not 0 < len(words) <= LONGEST:
        return None
    return float(_model().sums(rows(words))[0] * _model().scale[0] + _model().bias[0])


def normal(text: str) -> list[str]:
    """The words of a text, a sign for each number."""
    return re.sub(r"\d[\d.,:]*", "#", re.sub(r"[^\w\s'.,:]|[.,:](?!\d)", " ", text.lower())).split()


def rows(words: Sequence[str]) -> list[int]:
    """The rows of the weights that some words use: how they end and begin, both together, and how many they are."""
    return [crc32(feature.encode()) % BUCKETS for feature in _features(words)]


def _features(words: Sequence[str]) -> Iterator[str]:
    first, last, count = words[0], words[-1], min(len(words), COUNTED)
    ends = ["^", "^", *words]
    yield from (f"end {last}", f"end {' '.join(ends[-2:])}", f"end {' '.join(ends[-3:])}")
    yield from (f"ending {last[-2:]}", f"ending {last[-3:]}")
    for begin in (first, " ".join(words[:2])):
        yield from (f"begin {begin}", f"{begin} … {last}", f"{begin} {count}")
    yield from (f"begin {' '.join(words[:3])}", f"count {count}")
    yield from (f"word {word}" for word in sorted(set(words)))


@cache
def _model() -> Linear:
    return Linear.load(WEIGHTS)
