"""Tells whether words are a whole request or only its beginning, by a linear classifier over hashed features.

"What is the difference between" goes on, "what is a marmot" need not; "my back hurts" is no request yet. Its weights come from
`benchmarks/endpointing/train.py`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

from voice.english.parts_of_speech import FUNCTION, kind
from voice.linear import Linear

WEIGHTS = Path(__file__).with_name("whole.npz")
BUCKETS = 1 << 17
"""Rows of the weights; a feature's row is its hash."""

COUNTED = 12
"""More words than these are as good as these."""

MOST_CONTENT = 5
"""More nouns, verbs and adjectives than these are as good as these."""

LONGEST = 17
"""Words of the longest requests that it has learnt from, but one in a hundred; of longer speech it knows nothing."""


def odds(text: str) -> float | None:
    """How likely words are a whole request, as the natural logarithm of odds; not calibrated. Takes 200 µs.

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
    """The rows of the weights that some words use: how they end and begin, both together, how many they are, and how what they
    say is built."""
    return [crc32(feature.encode()) % BUCKETS for feature in (*_features(words), *_built(words))]


def _features(words: Sequence[str]) -> Iterator[str]:
    first, last, count = words[0], words[-1], min(len(words), COUNTED)
    ends = ["^", "^", *words]
    yield from (f"end {last}", f"end {' '.join(ends[-2:])}", f"end {' '.join(ends[-3:])}")
    yield from (f"ending {last[-2:]}", f"ending {last[-3:]}")
    for begin in (first, " ".join(words[:2])):
        yield from (f"begin {begin}", f"{begin} … {last}", f"{begin} {count}")
    yield from (f"begin {' '.join(words[:3])}", f"count {count}")
    yield from (f"word {word}" for word in sorted(set(words)))


def _built(words: Sequence[str]) -> Iterator[str]:
    """How a sentence is built, whatever it is about: the kinds of its words at the end, with how it begins and what it has."""
    kinds = list(map(kind, words))
    first, lead, last, ends = kinds[0], " ".join(kinds[:2]), kinds[-1], ["^", "^", "^", *kinds]
    content = min(sum(word not in FUNCTION and word != "#" for word in words), MOST_CONTENT)
    verbs = sum(one.startswith(("verb", "past")) for one in kinds[1:])
    for count in range(1, 5):
        yield f"kinds {' '.join(ends[-count:])}"
    for begin in (first, lead):
        yield from (f"{begin} … kinds {' '.join(ends[-count:])}" for count in range(1, 4))
        yield f"{begin} verbs {verbs} {last}"
    yield from (f"built {' '.join(kinds)}", f"{first} content {content} {last}")
    yield f"{lead} content {content} {words[-1] in FUNCTION}"


@cache
def _model() -> Linear:
    return Linear.load(WEIGHTS)
