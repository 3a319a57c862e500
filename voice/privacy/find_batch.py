"""Reads thousands of sentences at once with the classifier of `find_model`, many times as fast as one after another.

A feature's row in the weights is the CRC of its letters. The CRC of a chain of words follows from those of the words, so that
numpy looks up the rows of all chains in a text, and no chain is ever written down.
"""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from voice.privacy.find_model import (
    BUCKETS,
    LETTERS,
    LONGEST_WORD,
    PIECES,
    REACH,
    SHARES,
    VALUE,
    Model,
    all_marks,
    longest,
    marked,
    phrases,
    rows_of_pieces,
    subjects,
    tokens,
)

Ints = npt.NDArray[np.int64]
Crcs = npt.NDArray[np.uint32]
Rows = npt.NDArray[Any]
BEGIN, END = 0, 1
"""Stand around the tokens of a sentence."""
PHRASE = 4
"""Tokens of the longest subject."""
MOST_BYTES = 4 * LONGEST_WORD + 1
"""Bytes of a token with the space before it, at most."""
ONES = np.uint32(0xFFFFFFFF)


class Batch:
    """The words of a text, of which any stretches can be read as sentences."""

    def __init__(self, model: Model, words: Sequence[str]) -> None:
        fixed = _fixed()
        at = {word: at for at, word in enumerate(dict.fromkeys(words))}
        plain = [tokens([word]) for word in at]
        known = list(dict.fromkeys(chain.from_iterable(plain)))
        number = {token: number for number, token in enumerate(known, 2 + len(fixed.about))}
        told = [marked("", about) for about in fixed.about] + [marked(token, subjects(token)) for token in known]
        self._model = model
        self._weights = np.hstack([model.weights, np.ones((BUCKETS, 1), np.int8)])
        """With a one behind each row, so that sums of them also tell of how many."""
        self._words = np.fromiter(map(at.__getitem__, words), np.int64, len(words))
        self._tokens = _Lists([[number[token] for token in each] for each in plain])
        self._value = number.get(VALUE, -1)
        self._spelled = ["^", "$", *[""] * len(fixed.about), *known]
        starts = [(number[one], number[two]) for one, two in fixed.starts if one in number and two in number]
        self._starts = np.array([self._code(*start) for start in starts], np.int64)
        self._begins = np.isin(np.arange(len(self._spelled)), [one for one, _ in starts])
        self._plain = _Chains(b"^", self._spelled)
        self._told = _Chains(b"@", ["@", "$", *(word for word, _ in told)])
        self._marks = _Lists([(), (), *([fixed.marks[mark] for mark in marks] for _, marks in told)])
        self._pieces = self._of_pieces()

    def shares(self, spans: Sequence[tuple[int, int]]) -> list[list[float]]:
        """How likely each label is of each stretch of words, from the first to before the last."""
        fixed, count = _fixed(), len(spans)
        line, of = self._line(np.array(spans, np.int64))
        told, told_of = self._as_told(line, of)
        places, marks = self._marks.of(told)
        marks_of, inner = told_of[places], line > END
        before, behind = _near(places + REACH * marks_of)
        groups: list[list[tuple[Rows, Ints]]] = [
            [(self._plain.crcs[line[inner]] % BUCKETS, of[inner]), *self._plain.rows(line, of)],
            self._told.rows(told, told_of),
            [(fixed.rows[marks], marks_of), (fixed.pairs[marks[before], marks[behind]], marks_of[before])],
        ]
        sums = [np.sum([_sums(self._weights[rows], by, count) for rows, by in group], axis=0) for group in groups]
        sums.append(_sums(self._pieces[line], of, count))
        scaled = [share * each / np.sqrt(np.maximum(each[:, -1:], 1)) for share, each in zip(SHARES, sums, strict=True)]
        shares: list[list[float]] = self._model.likely(np.sum(scaled, axis=0)[:, :-1]).tolist()
        return shares

    def _line(self, spans: Ints) -> tuple[Ints, Ints]:
        """The tokens of all stretches, one after another, each between BEGIN and END; and of which stretch each is."""
        sizes, count = spans[:, 1] - spans[:, 0], len(spans)
        at, found = self._tokens.of(self._words[_ranges(spans[:, 0], sizes)])
        of = np.repeat(np.arange(count), sizes)[at]
        value = found == self._value
        once = np.append(True, ~(value[1:] & value[:-1] & (of[1:] == of[:-1])))[: len(found)]
        found, of = found[once], of[once]
        line_of = np.repeat(np.arange(count), np.bincount(of, minlength=count) + 2)
        line = np.full(len(line_of), BEGIN)
        line[np.flatnonzero(np.diff(line_of, append=count))] = END
        line[np.arange(len(found)) + 2 * of + 1] = found
        return line, line_of

    def _as_told(self, line: Ints, of: Ints) -> tuple[Ints, Ints]:
        """The same with one number in place of the tokens of a phrase that is a subject."""
        fixed, told, kept, free = _fixed(), line.copy(), np.ones(len(line), bool), 0
        begun = np.flatnonzero(self._begins[line])
        for at in begun[np.isin(self._code(line[begun], line[begun + 1]), self._starts)].tolist():
            if at < free:
                continue
            size, about = longest([self._spelled[token] for token in line[at : at + PHRASE]], 0, subjects)
            if size > 1:
                free = at + size
                told[at], kept[at + 1 : free] = 2 + fixed.about[tuple(about)], False
        return told[kept], of[kept]

    def _code(self, one: Any, two: Any) -> Any:
        """A number for two tokens, one after another."""
        return one * len(self._spelled) + two

    def _of_pieces(self) -> npt.NDArray[np.int32]:
        """For each token the sum of the weights of its pieces."""
        ascii = [token if token.isascii() else "" for token in self._spelled]
        edged = [f"<{token[:LETTERS]}>" if len(token) > 3 else "" for token in ascii]
        sizes = np.array([len(each) for each in edged])
        of, end = np.repeat(np.arange(len(edged)), sizes), np.repeat(np.cumsum(sizes), sizes)
        letters = np.frombuffer("".join(edged).encode(), np.uint8)
        crcs, sums = np.full(len(letters), ONES, np.uint32), np.zeros((len(edged), self._weights.shape[1]), np.int32)
        for size in range(1, max(PIECES) + 1):
            crcs = _fed(crcs[: len(letters) - size + 1], letters[size - 1 :])
            if size in PIECES:
                whole = np.flatnonzero(np.arange(size, len(letters) + 1) <= end[: len(crcs)])
                sums += _sums(self._weights[(crcs[whole] ^ ONES) % BUCKETS], of[whole], len(edged))
        for at in [at for at, token in enumerate(self._spelled) if not token.isascii()]:
            sums[at] = self._weights[list(rows_of_pieces(self._spelled[at]))].sum(axis=0)
        return sums


class _Lists:
    """A list of numbers for each number from 0 on."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self._sizes = np.array([len(each) for each in lists], np.int64)
        self._first = np.cumsum(self._sizes) - self._sizes
        self._all = np.fromiter(chain.from_iterable(lists), np.int64)

    def of(self, numbers: Ints) -> tuple[Ints, Ints]:
        """The lists of some numbers, one after another, and at which of the numbers each element stands."""
        sizes = self._sizes[numbers]
        return np.repeat(np.arange(len(numbers)), sizes), self._all[_ranges(self._first[numbers], sizes)]


class _Chains:
    """Gives the rows of all chains of two and of three tokens."""

    def __init__(self, sign: bytes, tokens: Sequence[str]) -> None:
        """`sign`: with what the names of these chains begin."""
        spelled = [token.encode() for token in tokens]
        sizes = np.array([len(token) for token in spelled], np.int64)
        self.crcs: Crcs = np.fromiter(map(crc32, spelled), np.uint32, len(spelled))
        self._first = _behind(np.uint32(crc32(sign)), sizes) ^ self.crcs
        self._further = _behind(np.uint32(crc32(b" ")), sizes) ^ self.crcs
        self._sizes = sizes + 1

    def rows(self, line: Ints, of: Ints) -> list[tuple[Rows, Ints]]:
        """The rows of chains of two, then of three; and of which sentence each is."""
        inner, further, sizes = line[:-1] != END, self._further[line], self._sizes[line]
        two = _behind(self._first[line[:-1]], sizes[1:]) ^ further[1:]
        three = _behind(two[:-1], sizes[2:]) ^ further[2:]
        both = inner[:-1] & inner[1:]
        return [(two[inner] % BUCKETS, of[:-1][inner]), (three[both] % BUCKETS, of[:-2][both])]


class _Fixed(NamedTuple):
    """What is the same for all texts."""

    about: dict[tuple[str, ...], int]
    """What phrases are about → a number."""
    starts: frozenset[tuple[str, str]]
    """The first two words of each phrase."""
    marks: dict[str, int]
    rows: Ints
    """The row of weights of each mark."""
    pairs: Ints
    """The row of weights of each mark before each other one."""


@cache
def _fixed() -> _Fixed:
    about = {each: at for at, each in enumerate(dict.fromkeys(tuple(subjects(phrase)) for phrase in phrases()))}
    marks = {mark: at for at, mark in enumerate(all_marks())}
    rows = np.array([crc32(mark.encode()) % BUCKETS for mark in marks])
    pairs = np.array([[crc32(f"{one}>{other}".encode()) % BUCKETS for other in marks] for one in marks])
    return _Fixed(about, frozenset((phrase.split()[0], phrase.split()[1]) for phrase in phrases()), marks, rows, pairs)


def _sums(values: npt.NDArray[Any], of: Ints, count: int) -> npt.NDArray[np.int32]:
    """Add up the values, shape [n, columns], that are of 0, of 1 and so on; `of` is in this order."""
    total = np.zeros((len(values) + 1, values.shape[1]), np.int32)
    np.cumsum(values, axis=0, out=total[1:])
    ends = np.searchsorted(of, np.arange(count + 1))
    return total[ends[1:]] - total[ends[:-1]]


def _ranges(first: Ints, sizes: Ints) -> Ints:
    """Some numbers from each first one on, one range after another."""
    return np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())


def _near(places: Ints) -> tuple[Ints, Ints]:
    """Pairs of marks that stand at most REACH apart, and not at one place: the first of each, the second of each."""
    first = np.searchsorted(places, places, "right")
    sizes = np.searchsorted(places, places + REACH, "right") - first
    return np.repeat(np.arange(len(places)), sizes), _ranges(first, sizes)


@cache
def _table() -> Crcs:
    """What a byte of a CRC becomes by bytes of zeros behind it: shape [how many of those, which byte, its value]."""
    crcs: Crcs = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        crcs = np.where(crcs & 1, (crcs >> 1) ^ np.uint32(0xEDB88320), crcs >> 1)
    behind: list[Crcs] = [np.arange(256, dtype=np.uint32) << np.arange(0, 32, 8, dtype=np.uint32)[:, None]]
    for _ in range(MOST_BYTES):
        behind.append(crcs[behind[-1] & 0xFF] ^ (behind[-1] >> 8))
    return np.array(behind)


def _fed(crcs: Crcs, letters: npt.NDArray[np.uint8]) -> Crcs:
    """CRCs before their last step, with one more byte each."""
    fed: Crcs = _table()[1, 0][(crcs ^ letters) & 0xFF] ^ (crcs >> 8)
    return fed


def _behind(crcs: Crcs | np.uint32, sizes: Ints) -> Crcs:
    """CRCs as they are with so many bytes behind, but for the CRCs of those."""
    table, at = _table().ravel(), sizes << 10
    told: Crcs = table[at + (crcs & 0xFF)]
    for byte in (1, 2, 3):
        told ^= table[at + (byte << 8) + ((crcs >> (8 * byte)) & 0xFF)]
    return told
