"""Tells whether an answer holds what was expected, as text in English.

Case, accents, punctuation and articles do not matter. Numbers are compared by their value, in words or in figures ("384,000",
"three hundred and eighty-four thousand"). The expected words have to stand in the answer in one piece and in their order. One
of several expected answers is enough. The rest of the answer is not looked at: "not Paris" holds "Paris". Where that matters,
have a judge.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from voice.english.numbers_heard import in_digits, is_number
from voice.english.words import ARTICLES

WORDS = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")


def holds(answer: str, expected: Sequence[str]) -> bool:
    """Tell whether one of the expected answers is in the answer."""
    said = normalised(answer)
    return any(_within(words, said) for words in map(normalised, expected) if words)


def normalised(text: str) -> list[str]:
    """Split a text into the words that are compared, numbers in digits."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter))
    plain = re.sub(r"['\u2019]", "", plain).replace("%", " percent ")
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    plain = re.sub(r"(?<![\w.])[-\u2212](?=\d)", " minus ", plain)
    words = WORDS.findall(plain)
    tokens = [token.text for token in in_digits(words)] if words else []
    return [_value(token) if is_number(token) else token for token in tokens if token not in ARTICLES]


def _value(number: str) -> str:
    return f"{Decimal(number).normalize():f}"


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    return any(list(whole[at : at + len(part)]) == list(part) for at in range(len(whole) - len(part) + 1))
