"""Word errors as a recogniser makes them: words that sound alike, words cut in two, dropped or put in.

Sounds are those of pocketsphinx's English dictionary: a substitute differs by at most one phoneme.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.routing import labelled

Phonemes = tuple[str, ...]

DROPPED = 0.2
PUT_IN = 0.12
"""Shares of all errors; the others are substitutions, as in the error counts of any recogniser of read speech."""

FREQUENT = 0.6
"""How often a substitute is a word that people ask with: a recogniser's language model favours those."""

PUT_IN_WORDS = ("the", "a", "uh", "and", "to", "in", "of", "it", "is", "i")


def misheard(text: str, rate: float, draw: np.random.Generator) -> str:
    """`text` with `rate` word errors per word, on average."""
    heard: list[str] = []
    for word in text.split():
        error = draw.random() / rate
        if error >= 1:
            heard.append(word)
        elif error >= DROPPED + PUT_IN:
            heard.append(_substitute(word, draw))
        elif error >= DROPPED:
            heard += [word, str(draw.choice(PUT_IN_WORDS))]
    return " ".join(heard) or text


def _substitute(word: str, draw: np.random.Generator) -> str:
    """A word that sounds alike; two that sound the same together; else "" (the word is lost)."""
    alike = _alike(word)
    frequent = [one for one in alike if one in _asked()]
    if frequent and draw.random() < FREQUENT:
        return str(draw.choice(frequent))
    return str(draw.choice(alike)) if alike else ""


@cache
def _alike(word: str) -> tuple[str, ...]:
    sounds = _dictionary().get(word)
    if sounds is None:
        return ()
    index = _index()
    near = {one for key in _keys(sounds) for one in index.get(key, ())} - {word}
    halves = [(index.get(sounds[:at], ()), index.get(sounds[at:], ())) for at in range(2, len(sounds) - 1)]
    near |= {f"{left[0]} {right[0]}" for left, right in halves if left and right}
    return tuple(sorted(near))


def _keys(sounds: Phonemes) -> list[Phonemes]:
    """What two words at most one phoneme apart have in common."""
    at = range(len(sounds))
    return [
        sounds,
        *((*sounds[:n], "?", *sounds[n + 1 :]) for n in at),
        *((*sounds[:n], *sounds[n + 1 :]) for n in at if len(sounds) > 2),
    ]


@cache
def _dictionary() -> dict[str, Phonemes]:
    import pocketsphinx

    lines = (Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict").read_text().splitlines()
    entries = (line.split() for line in lines)
    return {word: tuple(sounds) for word, *sounds in entries if word.replace("'", "").isalpha()}


@cache
def _index() -> dict[Phonemes, list[str]]:
    found: dict[Phonemes, list[str]] = defaultdict(list)
    for word, sounds in _dictionary().items():
        if len(word) > 1 and len(sounds) < 9:
            for key in _keys(sounds):
                found[key].append(word)
    return dict(found)


@cache
def _asked() -> frozenset[str]:
    return frozenset(word for query in labelled.queries("learnt") for word in query.text.split())
