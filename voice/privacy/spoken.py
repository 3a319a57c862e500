"""Numbers and spelled letters as people say them in English: "oh", "double five", "twenty three forty one", "b for bravo".

A `Run` is one such stretch of a sentence, in figures and words alike, with the characters it stands for.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Set
from dataclasses import dataclass, field
from itertools import accumulate

from voice.english.dictation import ALPHABET, DIGITS, MISHEARD, PAUSES, SCALES, TEENS, TENS, TIMES
from voice.english.units import ABBREVIATIONS, CURRENCY_SIGNS
from voice.privacy import LABELS

PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(sorted(LABELS.values(), key=len, reverse=True))}) \d{{1,3}}\]")
_WORD = re.compile(rf"({PLACEHOLDER.pattern}|[^\W_]+(?:['\u2019][^\W_]+)*)")
"""Matches a word; a placeholder counts as one and is not read further."""

_ORDINAL_OR_MEASURE = re.compile(r"\d+(?:st|nd|rd|th|am|pm|k|km|kg|mg|ml|cm|mm|mb|gb|tb|hz|mph|kwh|bn)")


_SIGNS = frozenset(CURRENCY_SIGNS)
_ABBREVIATED = frozenset(map(str.lower, ABBREVIATIONS)) | {"pt", "vs"}
_JOINTS = PAUSES | {"colon"}
_DICTATED = {*DIGITS, *TEENS, *TENS, *TIMES, *ALPHABET}
_BEGINNINGS = {*_DICTATED, "capital"}


@dataclass(slots=True)
class Sentence:
    """A text as words: parallel lists, all of the same length."""

    text: str
    words: list[str] = field(default_factory=list)
    """Lower case, straight apostrophes."""
    said: frozenset[str] = frozenset()
    """The words, each once."""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    """What stands between the word before and this one, white space stripped."""
    lowered: str = ""
    """The text in lower case with straight apostrophes, character for character; placeholders are blank."""

    def __post_init__(self) -> None:
        lowered = self.text.lower()
        if len(lowered) != len(self.text):  # a few letters become two in lower case: they stay as they are
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        lowered = lowered.replace("\u2019", "'")
        self.lowered = PLACEHOLDER.sub(lambda one: "_" * len(one[0]), lowered) if "[" in lowered else lowered
        parts = _WORD.split(self.text)  # gap, word, gap, word, ..., gap
        ends = [*accumulate(map(len, parts))]
        self.starts, self.ends = ends[:-1:2], ends[1::2]
        self.words = "\n".join(parts[1::2]).lower().replace("\u2019", "'").split("\n") if self.starts else []
        self.said = frozenset(self.words)
        self.gaps = [*map(str.strip, parts[:-1:2])]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the words from `first` to before `last` begin and end in the text."""
        return self.starts[first], self.ends[last - 1]

    def places(self, wanted: Set[str]) -> list[int]:
        """Where any of these words stand."""
        there = self.said & wanted
        return [at for at, word in enumerate(self.words) if word in there] if there else []

    def matches(self, pattern: re.Pattern[str], begins: frozenset[str]) -> list[re.Match[str]]:
        """Matches of a pattern, one behind another, each of which begins with one of these words."""
        if any(not begins.isdisjoint(word.split("'")[1:]) for word in self.said if "'" in word):
            return [*pattern.finditer(self.lowered)]  # glued to the word before
        found: list[re.Match[str]] = []
        for at in self.places(begins):
            if (not found or self.starts[at] >= found[-1].end()) and (match := pattern.match(self.lowered, self.starts[at])):
                found.append(match)
        return found

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """Which words, from the first to before the last, a span of the text covers or cuts."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def follows_money(self, at: int) -> bool:
        """Whether a currency sign stands right before a word."""
        return self.gaps[at][-1:] in _SIGNS


@dataclass(slots=True)
class Run:
    """Digits and letters said or written one after another."""

    first: int
    """Index of its first word."""
    last: int
    """Index behind its last word."""
    chars: str
    """What they stand for: digits and lower case letters."""
    groups: tuple[str, ...]
    """The characters, split at the ends of words and figures."""
    amount: bool
    """It counts or measures something: money, a scale word, a decimal fraction."""
    parts: tuple[str, ...]
    """The characters, split at dots."""
    digits: int = field(init=False)
    """How many of the characters are digits."""
    letters: int = field(init=False)

    def __post_init__(self) -> None:
        self.digits = len(self.chars) if self.chars.isdecimal() else sum(map(str.isdecimal, self.chars))
        self.letters = len(self.chars) - self.digits


@dataclass(slots=True)
class _Open:
    """A run while it is being read."""

    first: int
    last: int
    groups: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=lambda: [""])
    amount: bool = False


def runs(sentence: Sentence) -> list[Run]:
    """The runs of a sentence that hold a digit, or two letters and more."""
    found: list[Run] = []
    begins = {word for word in sentence.said if not word.isalpha() or len(word) == 1 or word in _BEGINNINGS}
    last = 0
    for at in sentence.places(begins):
        if at >= last and _piece(sentence, at, None) is not None:
            run = _read(sentence, at)
            last = run.last
            if (closed := _closed(sentence, run)) is not None:
                found.append(closed)
    return found


def _read(sentence: Sentence, at: int) -> _Open:
    run = _Open(at, at)
    words, count = sentence.words, len(sentence.words)
    while at < count:
        if (piece := _piece(sentence, at, run if run.groups else None)) is not None:
            chars, at, amount = piece
            run.groups.append(chars)
            run.amount |= amount
            run.parts[-1] += chars
            run.last = at
            if at < count and sentence.gaps[at] == ".":
                run.parts.append("")
        elif words[at] in ("dot", "point") and run.last == at:
            run.amount |= words[at] == "point" and len(run.parts) == 1
            run.parts.append("")
            at += 1
        elif words[at] in _JOINTS or (words[at] in ("and", "that's") and words[at + 1 : at + 2] in (["then"], ["uh"], ["um"])):
            at += 1
        else:
            break
        if at - run.last > 3:
            break
    return run


def _closed(sentence: Sentence, run: _Open) -> Run | None:
    groups = [group for group in run.groups if group]
    chars = "".join(groups)
    if len(chars) < 2 and not chars.isdecimal():
        return None
    parts = tuple(part for part in run.parts if part)
    decimal = len(parts) == len(groups) == 2
    amount = run.amount or decimal or sentence.follows_money(run.first)
    return Run(run.first, run.last, chars, tuple(groups), amount and len(parts) < 4, parts)


def _piece(sentence: Sentence, at: int, run: _Open | None) -> tuple[str, int, bool] | None:
    """Read a word of a run: its characters, the index of the next word, and whether it is an amount; None if it is none."""
    words = sentence.words
    word = words[at]
    after = words[at + 1] if at + 1 < len(words) else ""
    if word[0] == "[":
        return None
    if word.isdecimal():
        joined = sentence.gaps[at] == "," and sentence.starts[at] - sentence.ends[at - 1] == 1
        thousands = len(word) == 3 and run is not None and run.last == at and joined
        return word, at + 1, thousands or after in SCALES
    if word in DIGITS:
        return _counted(words, at, DIGITS[word]) if word != "oh" or run or _is_unit(after) else None
    if word in TEENS:
        return _counted(words, at, TEENS[word])
    if word in TENS:
        if after in DIGITS and DIGITS[after] != "0":
            return _counted(words, at + 1, TENS[word] + DIGITS[after])
        return _counted(words, at, TENS[word] + "0")
    if word in TIMES and after:
        single = DIGITS.get(after) or (after if len(after) == 1 else None)
        return (single * TIMES[word], at + 2, False) if single else None
    if run is not None and word in SCALES:
        return "", at + 1, True
    return _letters(sentence, at, run, after)


def _counted(words: list[str], at: int, digits: str) -> tuple[str, int, bool]:
    """Read a number with a "hundred" that follows it: "eight hundred", "two hundred and five"."""
    if at + 1 < len(words) and words[at + 1] == "hundred":
        at += 1
        below = words[at + 1 : at + 4]
        skip = 1 if below[:1] == ["and"] else 0
        rest = below[skip : skip + 2]
        if rest and rest[0] in TENS:
            joined = len(rest) > 1 and rest[1] in DIGITS and DIGITS[rest[1]] != "0"
            return digits + TENS[rest[0]] + (DIGITS[rest[1]] if joined else "0"), at + 2 + skip + joined, False
        if rest and rest[0] in TEENS:
            return digits + TEENS[rest[0]], at + 2 + skip, False
        if skip and rest and rest[0] in DIGITS:
            return digits + "0" + DIGITS[rest[0]], at + 2 + skip, False
        return digits + "00", at + 1, False
    return digits, at + 1, at + 1 < len(words) and words[at + 1] in SCALES


def _letters(sentence: Sentence, at: int, run: _Open | None, after: str) -> tuple[str, int, bool] | None:
    word = sentence.words[at]
    if run is not None and word in MISHEARD and _is_unit(after) and _is_unit(sentence.words[at - 1]):
        return MISHEARD[word], at + 1, False
    if len(word) == 1 and word.isalpha():
        if after in ("for", "as") and _spelled(sentence.words, at, word):
            return word, at + (3 if after == "for" else 4), False
        if word in "ai" and not _is_piece(after) and (run is None or len(run.groups[-1]) > 1):
            return None
        if word == "o" and (run is None or run.groups[-1].isdecimal()) and _is_unit(after):
            return "0", at + 1, False
        return word, at + 1, False
    if word == "capital" and len(after) == 1 and after.isalpha():
        return after, at + 2, False
    if word in ALPHABET and (run is not None or _is_piece(after)):
        return ALPHABET[word], at + 1, False
    if any(map(str.isdecimal, word)):
        return None if _ORDINAL_OR_MEASURE.fullmatch(word) and run is None else (word, at + 1, False)
    if run is not None and len(word) <= 3 and any(map(str.isdecimal, run.groups[-1])) and _unspeakable(word):
        return word, at + 1, False
    if run is not None and len(word) <= 4 and _looks_coded(sentence.text, sentence.starts[at], sentence.ends[at]):
        return word, at + 1, False
    return None


def _spelled(words: list[str], at: int, letter: str) -> bool:
    """Tell whether a letter is spelled as in "b for bravo" or "b as in bravo"."""
    example = words[at + 2 : at + 3] if words[at + 1] == "for" else words[at + 3 : at + 4]
    return bool(example) and example[0].startswith(letter) and len(example[0]) > 1


def _looks_coded(text: str, start: int, end: int) -> bool:
    """Tell whether a part is in capitals in a text that is not: "AB12 CDE"."""
    return text[start:end].isupper() and not text.isupper()


def _unspeakable(word: str) -> bool:
    """Tell whether a word has no vowel, and is no unit: it is then letters of a number plate."""
    return word.isalpha() and word.isascii() and not set(word) & set("aeiouy") and word not in _ABBREVIATED


def _is_unit(word: str) -> bool:
    return word in DIGITS or (len(word) == 1 and word.isdecimal()) or word in TIMES


def _is_piece(word: str) -> bool:
    return len(word) == 1 or word.isdecimal() or word in _DICTATED
