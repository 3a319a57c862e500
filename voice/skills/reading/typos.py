"""Mends slips of typing: "set a tiemr for 5 mintues" is the one request that it can be with a letter or two put right.

Only a word that is none in English is taken for a slip, by the dictionary that pocketsphinx brings, and only for a word of the
skills' sentences that differs by one letter: too many, too few, wrong, or two swapped.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product

from voice.english.pronunciations import is_word
from voice.english.spellings import words
from voice.messages import Match

MOST = 2
"""Slips in a request: with more of them, too much would be guessed."""
LONGEST = 25
"""Words of the longest request that is looked at."""
SHORTEST = 3
"""Letters of the shortest word that is mended."""


def mended(text: str, known: Collection[str], understood: Callable[[str], Match | None]) -> Match | None:
    """The request that a text means without its slips; None where there are none, too many, or several such requests."""
    said = words(text)[: LONGEST + 1]
    unknown = [word for word in dict.fromkeys(said) if len(word) >= SHORTEST and word.isalpha() and word not in known]
    near = {word: options for word in unknown if (options := _near(word, known))} if len(said) <= LONGEST else {}
    slips = {word: options for word, options in near.items() if not is_word(word)}
    if not 0 < len(slips) <= MOST:
        return None
    matches = [match for match in map(understood, _requests(said, slips)) if match]
    return matches[0] if matches and all(one == matches[0] for one in matches) else None


def _requests(said: Sequence[str], slips: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for chosen in product(*slips.values()):
        right = dict(zip(slips, chosen, strict=True))
        yield " ".join(right.get(word, word) for word in said)


def _near(slip: str, known: Collection[str]) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(slip, known, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [word for word, _, _ in found if len(word) >= SHORTEST]
