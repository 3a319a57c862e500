"""Cuts text into pieces for a synthesiser that makes each one at once and can only be stopped between them."""

import re
from collections.abc import Iterator

LONGEST = 120
"""The most characters of a piece: eight seconds of speech, made in four while the piece before is played."""

MOST_PHONEMES = 200
"""The most phonemes of a piece: fifteen seconds. A digit has many of them; Kokoro's context has room for 510."""

CLAUSE = re.compile(r"(?<=[.!?…,;:—–])\s+")


def pieces(text: str, longest: int = LONGEST) -> Iterator[str]:
    """Cut `text` into pieces of at most `longest` characters, after clauses where possible, else between words."""
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
