"""Text for a synthesiser that makes a sentence at once: in pieces, as what it has begun can be cut short only between them."""

import re
from collections.abc import Iterator

LONGEST = 120
"""Characters of a piece: eight seconds of speech, which the sound before it covers where speech is made twice as fast."""

MOST_PHONEMES = 200
"""Phonemes of a piece: fifteen seconds. Digits have many to a character; Kokoro's context has room for 510."""

CLAUSE = re.compile(r"(?<=[.!?…,;:—–])\s+")


def pieces(text: str, longest: int = LONGEST) -> Iterator[str]:
    """`text` in pieces of at most `longest` characters, cut after clauses, else between words."""
    piece = ""
    for part in CLAUSE.split(text):
        for word in [part] if len(part) <= longest else _words(part, longest):
            if piece and len(piece) + 1 + len(word) > longest:
                yield piece
                piece = ""
            piece = f"{piece} {word}" if piece else word
    if piece:
        yield piece


def _words(text: str, longest: int) -> Iterator[str]:
    for word in text.split():
        yield from (word[at : at + longest] for at in range(0, len(word), longest))
