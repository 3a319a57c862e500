"""Words that say what a number beside them is: "my pin is", "account number", "the code for the gate"."""

import tomllib
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from voice.english.words import vocabulary
from voice.privacy.spoken import Sentence

WORDS_KNOWN = 4096
"""How many words' stems are cached."""
NOT_SECRET = vocabulary("error status area country morse dress product promo exit qr source bar dialling dialing colour")
NUMBERED = vocabulary("phone card bank account house office building")
"""Kinds whose number is not a code."""


Phrases = dict[int, dict[tuple[str, ...], str]]
"""Cues by their size, the longest first."""


@cache
def cue_index() -> dict[str, Phrases]:
    """The cues by their first word."""
    read = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    phrases = {name: [" ".join(one.split()) for one in text.replace("\n", " ").split(";")] for name, text in read.items()}
    index: dict[str, Phrases] = {}
    for thing, code in product(phrases.pop("opened"), phrases.pop("codes")):
        ordinary = code == "number" and thing in NUMBERED
        told = [f"{code} {joint} {whose} {thing}" for joint, whose in product(("for", "to", "of", "on"), ("the", "my"))]
        phrases["credential"] += [] if ordinary else [f"{thing} {code}", *told]
    for kind, every in phrases.items():
        for words in ([stem(word) for word in phrase.split()] for phrase in every):
            index.setdefault(words[0], {}).setdefault(len(words), {}).setdefault(tuple(words), kind)
    return {first: dict(sorted(sizes.items(), reverse=True)) for first, sizes in index.items()}


class Cue(NamedTuple):
    first: int
    last: int
    kind: str


def cues_of(sentence: Sentence) -> list[Cue]:
    words = sentence.words
    first = {word: begun for word in sentence.said if (begun := _begun(word))[0]}
    found, last = [], 0
    for at in sentence.places(first.keys()):
        sizes, second = first[words[at]]
        goes_on = at >= last and (1 in sizes or (at + 1 < len(words) and stem(words[at + 1]) in second))
        for size, phrases in sizes.items() if goes_on else ():
            if kind := phrases.get(tuple(map(stem, words[at : at + size]))):
                if not (kind == "credential" and at and stem(words[at - 1]) in NOT_SECRET):
                    found.append(Cue(at, at + size, kind))
                last = at + size
                break
    return found


@lru_cache(WORDS_KNOWN)
def _begun(word: str) -> tuple[Phrases, frozenset[str]]:
    """The cues that begin with a word, and the second words of the longer ones."""
    sizes = cue_index().get(stem(word), {})
    return sizes, frozenset(words[1] for phrases in sizes.values() for words in phrases if len(words) > 1)


@lru_cache(WORDS_KNOWN)
def stem(word: str) -> str:
    """A word without its "s": recognisers write "my pins one two" for "my pin's one two"."""
    bare = word.removesuffix("'s")
    return bare[:-1] if len(bare) > 3 and bare.endswith("s") and not bare.endswith("ss") else bare
