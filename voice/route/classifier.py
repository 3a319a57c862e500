"""A linear classifier of short spoken texts in English: hashed word and character n-grams, a softmax, a calibrated probability.

The weights come from `benchmarks/routing/train.py`.
"""

import math
from collections.abc import Mapping
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
    line = ["^", *words, "$"]
    chains = [" ".join(line[at : at + n]) for n in WORD_GRAMS for at in range(len(line) - n + 1)]
    of_words = [_row(gram) for gram in (*words, *chains, f"length {min(len(words), 24) // 3}")]
    parts = [row for word in words for row in _parts(word)]
    found = np.array(of_words + parts, np.int64)
    counts = np.empty(len(found), np.float32)
    counts[: len(of_words)] = 1 / math.sqrt(len(of_words))
    counts[len(of_words) :] = CHARACTER_WEIGHT / math.sqrt(len(parts) or 1)
    return found, counts


def _row(gram: str) -> int:
    return crc32(gram.encode()) % BUCKETS


@lru_cache(WORDS_KNOWN)
def _parts(word: str) -> tuple[int, ...]:
    """Return the rows of a word's character n-grams; cached, as words recur and each has some twenty."""
    edged = f"<{word[:LETTERS_READ]}>"
    return tuple(_row(edged[at : at + n]) for n in CHARACTER_GRAMS for at in range(len(edged) - n + 1))


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
        self._marked = np.asarray(kept["marked"], bool)
        self._slope, self._shift = map(float, kept["calibration"])

    def guess(self, text: str) -> Guess:
        """Classify a text: softmax over the labels, then Platt scaling of what the marked ones sum to."""
        scores = self.scores(*rows(text))
        odds = self._slope * (_log_sum(scores[self._marked]) - _log_sum(scores[~self._marked])) + self._shift
        side = self._marked if odds > 0 else ~self._marked
        label = self.labels[int(np.where(side, scores, -np.inf).argmax())]
        return Guess(label, 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))))


def _log_sum(scores: npt.NDArray[np.float32]) -> float:
    top = float(scores.max())
    return top + math.log(float(np.exp(scores - top).sum()))
