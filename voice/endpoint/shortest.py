"""Tells the least voice that words take: a command that is read from less of it was not said."""

import re

RUNS = re.compile(r"[aeiouy]+|[^aeiouy\W\d_]+")
"""Runs of vowels or of consonants: each is one phoneme at least."""

RUN_S = 0.06
"""What a run takes at least. Measured: 0.07 in the fastest one-breath "stop" of twenty voices."""

LEAST_S = 0.2
"""No command takes less; the rest of a wake word that was heard early often does."""

ENOUGH_S = 0.3
"""More voice than this is asked of no words: in noise, not all voice is heard."""


def shortest_s(text: str) -> float:
    """Seconds of voice that a command takes at least; its text is in lower case."""
    runs = sum(len(RUNS.findall(_sounded(word))) for word in text.split())
    return min(ENOUGH_S, max(LEAST_S, RUN_S * runs))


def _sounded(word: str) -> str:
    """A word without an "e" at its end that is not sounded."""
    bare = word.removesuffix("e")
    return bare if re.search("[aeiouy]", bare) else word
