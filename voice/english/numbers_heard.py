"""Turns numbers in words into digits: "one hundred and five" → "105", "two and a half" → "2.5", "three point one" → "3.1".

Everything else is left as it is. "second" stays a word (a time unit far more often than an ordinal), and so do "half",
"one half" and "three quarters": the skills' sentences know them.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from voice.english.numbers import BELOW_HUNDRED, DOZEN, LOOSE, PARTS_HEARD, SCALES, TEENS, TENS, UNITS, ZEROS

DECIMALS = {"oh": 0, "o": 0} | ZEROS | BELOW_HUNDRED
STARTS = ZEROS.keys() | BELOW_HUNDRED.keys() | SCALES.keys() | {"hundred", "point"}
AND_PARTS: dict[str, str | Decimal] = {
    "and a half": "0.5", "and half": "0.5", "and one half": "0.5",
    "and a quarter": "0.25", "and one quarter": "0.25", "and three quarters": "0.75",
    "and three quarter": "0.75",
    "and a third": Decimal(1) / 3, "and one third": Decimal(1) / 3, "and two thirds": Decimal(2) / 3,
}  # fmt: skip
DIGITS = re.compile(r"\d+(?:\.\d+)?")


class Token(NamedTuple):
    """One word of a request, or one number however many words it took."""

    text: str
    start: int
    """Index of the first word it stands for."""
    end: int
    """Index behind its last word."""


def in_digits(words: Sequence[str]) -> list[Token]:
    """Turn words into tokens, every spelt number one token of digits."""
    tokens = []
    at = 0
    while at < len(words):
        word = words[at]
        value, end = _number(words, at) if word in STARTS or word[0].isdigit() else (None, at + 1)
        tokens.append(Token(word if value is None else f"{value:f}", at, end))
        at = end
    return tokens


def is_number(token: str) -> bool:
    return token[:1].isdigit()


def may_grow(number: str, *, hour: bool) -> bool:
    """Whether a number, in digits, is often said with more behind it: "twenty" ("twenty five"), the hour "seven" ("seven
    thirty"). "Eighteen", "twenty six" and "two point five" are not, nor is what is said in one breath ("ten thousand").
    """
    return hour or ("." not in number and number[-1] == "0" and len(number) > 1 and number != "10")


def _number(words: Sequence[str], at: int) -> tuple[Decimal | None, int]:
    """Return the number that begins at `words[at]` and the index of the word after it; (None, at + 1) if there is none."""
    if words[at] in UNITS and words[at + 1 : at + 2] and words[at + 1] in PARTS_HEARD:
        return None, at + 1
    value, end = _whole(words, at)
    if words[end : end + 1] == ["point"] and (decimals := _decimals(words, end + 1)):
        value, end = value + Decimal(f"0.{decimals[0]}"), decimals[1]
        if words[end : end + 1] and words[end] in SCALES:
            return value * SCALES[words[end]], end + 1
    elif end == at:
        return None, at + 1
    for size in (3, 2):
        worth = AND_PARTS.get(" ".join(words[end : end + size]))
        if worth and not _begins_time(words[end + size - 1 : end + size + 2]):
            value, end = value + Decimal(worth), min(end + size, len(words))
            scaled = words[end : end + 1] and words[end] in SCALES
            return (value * SCALES[words[end]], end + 1) if scaled else (value, end)
    return value, end


def _begins_time(words: Sequence[str]) -> bool:
    """Whether a part of a number is the beginning of a time instead: "between four and half past six"."""
    half, to, hour = [*words, "", "", ""][:3]
    return to == "past" or (half == "quarter" and to == "to" and hour in BELOW_HUNDRED)


def _whole(words: Sequence[str], at: int) -> tuple[Decimal, int]:
    """Read the digits or the cardinal at a word: 12 · two million · one hundred and five."""
    total = Decimal(0)
    current: Decimal | int | None = None
    room = 10**15  # what the next word must stay below: after "twenty" 10, after "hundred" 100
    start = at
    while at < len(words):
        word = words[at]
        if word == "and" and _continues(words, at, room):
            at += 1
            continue
        if word in ZEROS and at == start:
            return Decimal(0), at + 1
        if (value := BELOW_HUNDRED.get(word)) is not None and value < room:
            current = Decimal(value) + (current or 0)
            room = 10 if value >= 20 else 0
        elif DIGITS.fullmatch(word) and (at == start or (room == 1000 and words[at + 1 : at + 2] == ["hundred"])):
            current, room = Decimal(word), 0
        elif word == "hundred" and (current or 1) < 100:
            current, room = (current or 1) * 100, 100
        elif word in SCALES and (at == start or current is not None):
            total, current, room = total + (current or 1) * SCALES[word], None, 1000
        else:
            break
        at += 1
    return total + (current or 0), at


def _continues(words: Sequence[str], at: int, room: int) -> bool:
    """Tell whether "and" is part of a number: it is behind "hundred" or "thousand", before a smaller number."""
    following = words[at + 1] if at + 1 < len(words) else ""
    return room in (100, 1000) and following in BELOW_HUNDRED


def _decimals(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """Read the digits behind "point"; returns them and the word behind them: "one four" and "fourteen" alike."""
    start, digits = at, ""
    while at < len(words) and (words[at] in DECIMALS or words[at].isdigit()):
        digits += str(DECIMALS.get(words[at], words[at]))
        at += 1
    return (digits, at) if at > start else None


_COUNTS = UNITS | TEENS | TENS | LOOSE
_MULTIPLES = {"dozen": DOZEN, "hundred": 100, "thousand": SCALES["thousand"]}
_COUNT = rf"(?:\d{{1,5}}|{'|'.join([*_COUNTS, *_MULTIPLES])})"
COUNT = rf"{_COUNT}(?:[ -](?:and|of|{_COUNT})){{0,12}}"
"""Pattern of how many of something is asked for, without groups: "250", "two hundred and fifty", "a couple of dozen"."""


def count(words: str) -> int:
    """Turn a count in words into a number, at least 1: "two hundred and fifty" → 250, "a few" → 3, "250" → 250."""
    whole = part = 0
    for word in re.findall(r"\w+", words):
        if word.isdecimal():
            part += int(word)
        elif word in _MULTIPLES:
            part = max(part, 1) * _MULTIPLES[word]
            if word == "thousand":
                whole, part = whole + part, 0
        else:
            part += _COUNTS.get(word, 0)
    return max(whole + part, 1)
