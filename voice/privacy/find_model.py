"""A linear classifier that tells whether an English sentence says something private about the speaker or family, of what kind.

Its features are the words, what they speak of ("metformin" is a drug: `find_statements.toml`), both in twos and threes, which
subject stands before which, and pieces of the words, for what was misheard or never seen. The weights come from
`benchmarks/privacy/train.py`. `voice.route.classifier` is the same model without the subjects.
"""

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from voice.english.dictation import DIGITS, SCALES, TEENS, TENS
from voice.english.spellings import in_full
from voice.english.words import FIRST_PERSON, HESITATIONS, vocabulary
from voice.linear import Linear, softmax

WEIGHTS = Path(__file__).with_name("find_statements.npz")
SUBJECTS = Path(__file__).with_name("find_statements.toml")

BUCKETS = 1 << 16
"""Rows of the weights. A feature's row is its hash."""
REACH = 7
"""Two subjects form a pair if they are at most this many tokens apart."""
LETTERS = 16
"""How many letters of a word are cut into pieces."""
PIECES = (3, 4, 5)
"""Lengths of the pieces."""
LONGEST_WORD = 48
"""How many letters of a word are read."""
SHARES = (1.0, 1.0, 1.0, 0.6)
"""The weight of each group of features. Pieces of words count less: they repeat what the words say."""

WORDS_KNOWN = 4096
"""How many words' pieces are cached: words recur, and each is read several times."""

VALUE = "0"
"""Stands for every number, and for what is private by itself."""

_DROPPED = HESITATIONS | vocabulary("umm uhh please hey okay ok so just really actually basically")
_NUMBERS = frozenset([*DIGITS, *TEENS, *TENS, *SCALES, "hundred"]) - {"oh"}
_SELF = FIRST_PERSON | {"ourselves"}
GRAMMAR = vocabulary(
    "what who which how why when where is are do does did can could should would will was if about because the a an not have "
    "has had been am"
)
"""Words that turn the words beside them into a question or a statement."""
_PHRASE = 4
"""Words of the longest subject."""

Lookup = Callable[[str], tuple[str, ...]]


@cache
def _subjects() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, phrases in tomllib.loads(SUBJECTS.read_text(encoding="utf-8")).items():
        for phrase in phrases.replace("\n", " ").split(";"):
            key = " ".join(phrase.split())
            found[key] = (*found.get(key, ()), name)
    return found


@cache
def phrases() -> Sequence[str]:
    """The subjects that are more than one word."""
    return [phrase for phrase in _subjects() if " " in phrase]


@cache
def all_marks() -> Sequence[str]:
    """Every mark that a token may leave."""
    named = dict.fromkeys(name for names in _subjects().values() for name in names)
    return ["@self", *(f"@{word}" for word in sorted({*named, *GRAMMAR}))]


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in phrases())


def subjects(phrase: str) -> tuple[str, ...]:
    """Return the subjects that a word or phrase is about, the likeliest first; none for most words."""
    return _subjects().get(phrase, ())


def tokens(words: Sequence[str]) -> list[str]:
    """Words without hesitation, their contractions taken apart, every number a VALUE."""
    plain: list[str] = []
    for word in words:
        if word in _DROPPED:
            continue
        if word in _NUMBERS or word[0].isdecimal():
            plain += [VALUE] if plain[-1:] != [VALUE] else []
        else:
            plain += _in_full(word)
    return plain


@lru_cache(WORDS_KNOWN)
def _in_full(word: str) -> Sequence[str]:
    return in_full(word[:LONGEST_WORD])


def features(words: Sequence[str], lookup: Lookup = subjects) -> list[list[str]]:
    """Groups of features: of words, of subjects, of subjects in their order, of pieces of words."""
    plain = tokens(words)
    return [*_of_words(plain, lookup), [piece for word in plain for piece in _pieces(word)]]


def _of_words(plain: list[str], lookup: Lookup) -> list[list[str]]:
    told, marks = _statement_words(plain, lookup)
    return [[*plain, *_chains("^", plain)], _chains("@", told), [name for _, name in marks] + _ordered(marks)]


def _pieces(word: str) -> list[str]:
    edged = _edged(word)
    return [edged[at : at + n] for n in PIECES for at in range(len(edged) - n + 1)]


def _edged(word: str) -> str:
    return f"<{word[:LETTERS]}>" if len(word) > 3 else ""


def _chains(sign: str, plain: list[str]) -> list[str]:
    line = [sign, *plain, "$"]
    twos = [f"{one} {two}" for one, two in pairwise(line)]
    return [sign + two for two in twos] + [f"{sign}{two} {three}" for two, three in zip(twos, line[2:], strict=False)]


def _ordered(marks: list[tuple[int, str]]) -> list[str]:
    """Pairs of subjects in the order in which they stand."""
    found = []
    for at, (place, name) in enumerate(marks):
        for further, other in marks[at + 1 :]:
            if further - place > REACH:
                break
            if further > place:
                found.append(f"{name}>{other}")
    return found


def _statement_words(plain: list[str], lookup: Lookup) -> tuple[list[str], list[tuple[int, str]]]:
    """Replace tokens by their subjects; also return the positions of subjects, the speaker and grammar words."""
    told: list[str] = []
    marks: list[tuple[int, str]] = []
    at = 0
    while at < len(plain):
        size, names = longest(plain, at, lookup) if plain[at] in _first_words() else (1, lookup(plain[at]))
        word, named = marked(plain[at], names)
        marks += [(len(told), name) for name in named]
        told.append(word)
        at += size
    return told, marks


@lru_cache(WORDS_KNOWN)
def marked(word: str, names: tuple[str, ...]) -> tuple[str, Sequence[str]]:
    """What stands for a token that is about these subjects, and which marks it leaves."""
    if names:
        return f"@{names[0]}", [f"@{name}" for name in names]
    return word, ["@self"] if word in _SELF else [f"@{word}"] if word in GRAMMAR else []


def longest(plain: list[str], at: int, lookup: Lookup) -> tuple[int, tuple[str, ...]]:
    """Find the longest subject that begins at a token: its number of tokens and its names."""
    for size in range(min(_PHRASE, len(plain) - at), 1, -1):
        if names := lookup(" ".join(plain[at : at + size])):
            return size, names
    return 1, lookup(plain[at])


def rows(words: Sequence[str], lookup: Lookup = subjects) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Look up which rows of the weights the features use, and what each counts; two arrays of shape [n]."""
    plain = tokens(words)
    groups = [*_rows_of_words(plain, lookup), [row for word in plain for row in rows_of_pieces(word)]]
    counts = [share / math.sqrt(len(group) or 1) for group, share in zip(groups, SHARES, strict=True)]
    found = np.array([row for group in groups for row in group], np.int64)
    return found, np.repeat(np.array(counts, np.float32), [len(group) for group in groups])


def _rows_of_words(plain: list[str], lookup: Lookup) -> list[list[int]]:
    return [[crc32(name.encode()) % BUCKETS for name in group] for group in _of_words(plain, lookup)]


@lru_cache(WORDS_KNOWN)
def rows_of_pieces(word: str) -> tuple[int, ...]:
    if not word.isascii():
        return tuple(crc32(piece.encode()) % BUCKETS for piece in _pieces(word))
    letters = _edged(word).encode()
    return tuple([crc32(letters[at : at + n]) % BUCKETS for n in PIECES for at in range(len(letters) - n + 1)])


class Model(Linear):
    """The trained classifier."""

    def __init__(self, kept: Mapping[str, npt.NDArray[Any]]) -> None:
        super().__init__(kept)
        self._pieces = lru_cache(WORDS_KNOWN)(lambda word: self.sums(rows_of_pieces(word)))

    def shares(self, words: Sequence[str]) -> dict[str, float]:
        """How likely each label is, by softmax; the pieces of a word are added up once."""
        plain = tokens(words)
        groups = _rows_of_words(plain, subjects)
        told = [(share / math.sqrt(len(group) or 1), self.sums(group)) for share, group in zip(SHARES, groups, strict=False)]
        pieces = SHARES[-1] / math.sqrt(sum(len(rows_of_pieces(word)) for word in plain) or 1)
        told += [(pieces, self._pieces(word)) for word in plain]
        scores = np.array([share for share, _ in told]) @ np.array([sums for _, sums in told])
        return dict(zip(self.labels, softmax((scores * self.scale + self.bias).tolist()), strict=True))

    def each(self, words: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[list[float]]:
        """The shares of stretches of words, one after another."""
        return [list(self.shares(words[first:last]).values()) for first, last in spans]

    def likely(self, sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """How likely each label is, given sums of weights, shape [n, labels]."""
        return _softmax(sums * self.scale + self.bias)


def _softmax(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: npt.NDArray[Any] = powers / powers.sum(axis=-1, keepdims=True)
    return shares
