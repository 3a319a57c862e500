"""Tells how complete the words so far are, given what they match and how much voice there was."""

import re

from voice.english.words import TRAILING
from voice.messages import Completeness, Transcript

EPSILON = 1e-6
"""Voice is counted in frames of 0.02 s."""

RUNS = re.compile(r"[aeiouy]+|[^aeiouy\W\d_]+")
"""Runs of vowels or of consonants: each is one phoneme at least."""

RUN_S = 0.06
"""What a run takes at least. Measured: 0.07 in the fastest one-breath "stop" of twenty voices."""

LEAST_S = 0.2
"""No command takes less; the rest of a wake word that was heard early often does."""

ENOUGH_S = 0.3
"""More voice than this is asked of no words: in noise, not all voice is heard."""


def judged(words: Transcript, found: Completeness, voiced_s: float) -> Completeness:
    """How complete words are that match what was `found`, read from `voiced_s` seconds of voice.

    A command that takes more voice than there was is the rest of the wake word, or the first sound of more. Words that are no
    command yet can be the plain beginning of one.
    """
    if words.is_command:
        return found if voiced_s + EPSILON >= shortest_s(words.text) else "unfinished"
    trails = words.engine != "dictation" and words.text.rpartition(" ")[2] in TRAILING  # it hears them where there are none
    return "unfinished" if found == "unfinished" or trails else "unknown"


def shortest_s(text: str) -> float:
    """Seconds of voice that a command takes at least; its text is in lower case."""
    runs = sum(len(RUNS.findall(_sounded(word))) for word in text.split())
    return min(ENOUGH_S, max(LEAST_S, RUN_S * runs))


def _sounded(word: str) -> str:
    """A word without an "e" at its end that is not sounded."""
    bare = word.removesuffix("e")
    return bare if re.search("[aeiouy]", bare) else word
