"""How long a conversation takes to be searched for what is private, estimated before it is."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from voice.english.dictation import ALPHABET, DIGITS, TEENS, TENS, TIMES
from voice.messages import Message
from voice.privacy.find_secrets import NAMES
from voice.privacy.lines import pieces_of

MOST_EFFORT = 200_000
"""Microseconds, about, that a conversation may take to be searched: 256 KB of English. A longer one is private as a whole."""
WORK_OF_LINE, WORK_OF_SENTENCE, WORK_OF_WORD, WORK_OF_NEW_WORD, WORK_OF_NUMBER, WORK_OF_SAID = 400, 6, 1.9, 6, 40, 3
"""Microseconds, about, for each line, sentence, word, different word, for what may be part of an identifier in figures, and in
words ("seven", "bravo", "password"); beside one for each four bytes."""
WORK_OF_CHARACTER = 50
"""Microseconds that a character may take at most: a short text is not estimated any closer."""
_END = re.compile(r"[.!?\n]")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+|@")
_SAID = NAMES.union(ALPHABET, DIGITS, TEENS, TENS, TIMES, ["hundred"])


def effort(messages: Sequence[Message]) -> float:
    """How long a conversation takes to be searched, in microseconds: of a short one at most, of one that is much too long a
    part of that.
    """
    pieces = [piece for message in messages for piece in pieces_of(message)]
    lines = WORK_OF_LINE * len(pieces)
    if lines + sum(map(len, pieces)) / 4 > MOST_EFFORT:
        return MOST_EFFORT + 1
    written = "\n".join(pieces)
    at_most = lines + WORK_OF_CHARACTER * len(written)
    if at_most <= MOST_EFFORT and written.isascii():
        return at_most
    text = normalize("NFKC", written)  # which a few letters make eighteen times as long
    words = _WORD.findall(text.lower())
    numbers = WORK_OF_NUMBER * len(_NUMBER.findall(text)) + WORK_OF_SAID * sum(map(_SAID.__contains__, words))
    size = len(text.encode(errors="replace")) / 4 + max(0, len(text) - len(written))
    sentences = WORK_OF_SENTENCE * len(_END.findall(text))
    return lines + size + sentences + WORK_OF_WORD * len(words) + WORK_OF_NEW_WORD * len(set(words)) + numbers
