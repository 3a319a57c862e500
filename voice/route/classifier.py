"""A linear classifier of short spoken texts in English: hashed word and character n-grams, a softmax, a calibrated probability.

The weights come from `benchmarks/routing/train.py`.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from voice.english.asking import normal
from voice.linear import Linear

BUCKETS = 1 << 17
"""Rows of the weights. An n-gram's row is its hash; collisions cost little, an index of names would cost the megabyte."""

WORD_GRAMS = (2, 3)
"""Lengths of the word n-grams that are used besides single words."""

CHARACTER_GRAMS = (3, 4, 5)
"""Lengths of the character n-grams of a word with its edges: they match also when it was misheard or is new."""

CHARACTER_WEIGHT = 0.7
"""What the characters of a text count, where its words count 1."""

LETTERS_READ = 24
"""How many letters of a word are read."""

WORDS_KNOWN = 4096
"""How many words' rows are cached: a megabyte or two."""


def rows(text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Look up which rows of the weights a text's n-grams use, and what each counts; two arrays of shape [n]."""
    words = normal(text)
    of_words, parts = _of_words(words), [row for word in words for row in _parts(word)]
    counts = np.full(len(of_words) + len(parts), CHARACTER_WEIGHT / math.sqrt(len(parts) or 1), np.float32)
    counts[: len(of_words)] = 1 / math.sqrt(len(of_words))
    return np.array(of_words + parts, np.int64), counts


def _of_words(words: list[str]) -> list[int]:
    line = ["^", *words, "$"]
    chains = [" ".join(line[at : at + n]) for n in WORD_GRAMS for at in range(len(line) - n + 1)]
    return [_row(gram) for gram in (*words, *chains, f"length {min(len(words), 24) // 3}")]


def _row(gram: str) -> int:
    return crc32(gram.encode()) % BUCKETS


@lru_cache(WORDS_KNOWN)
def _parts(word: str) -> tuple[int, ...]:
    """Return the rows of a word's character n-grams; cached, as words recur and each has some twenty."""
    edged = f"<{word[:LETTERS_READ]}>".encode()
    return tuple([crc32(edged[at : at + n]) % BUCKETS for n in CHARACTER_GRAMS for at in range(len(edged) - n + 1)])


@dataclass(frozen=True, slots=True)
class Guess:
    label: str
    """The likeliest label of the likelier side: the marked labels or the others."""
    marked: float
    """0..1, calibrated: how likely the text is of one of the marked labels."""


class Classifier(Linear):
    """The trained classifier; some of its labels are marked."""

    def __init__(self, kept: Mapping[str, npt.NDArray[Any]]) -> None:
        super().__init__(kept)
        self._marked = list(map(bool, kept["marked"]))
        self._slope, self._shift = map(float, kept["calibration"])
        self._of_parts = lru_cache(WORDS_KNOWN)(lambda word: self.sums(_parts(word)))

    def guess(self, text: str) -> Guess:
        """Classify a text: softmax over the labels, then Platt scaling of what the marked ones sum to."""
        scores = self._scores(normal(text))
        marked, others = ({at: score for at, score in enumerate(scores) if self._marked[at] is side} for side in (True, False))
        odds = self._slope * (_log_sum(marked.values()) - _log_sum(others.values())) + self._shift
        side = marked if odds > 0 else others
        return Guess(self.labels[max(side, key=side.__getitem__)], 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))))

    def _scores(self, words: list[str]) -> list[float]:
        """Score each label; the character n-grams of a word are added up once."""
        of_words = _of_words(words)
        parts = CHARACTER_WEIGHT / math.sqrt(sum(len(_parts(word)) for word in words) or 1)
        sums = np.array(self.sums(of_words)) / math.sqrt(len(of_words))
        of_parts = [parts * sum(each) for each in zip(*map(self._of_parts, words), strict=True)]
        scores: list[float] = ((sums + (of_parts or 0)) * self.scale + self.bias).tolist()
        return scores


def _log_sum(scores: Collection[float]) -> float:
    top = max(scores)
    return top + math.log(sum(math.exp(score - top) for score in scores))
