"""Finds the commands that sound most like what was read, by the phonemes of both.

A reading that is wrong is seldom far from what was said: "set the time before ten minutes" has 3 of 24 phonemes of "set a timer
for ten minutes" wrong. The commands are sentences drawn from the skills' templates.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from voice.english.numbers import IN_ORDER, TENS
from voice.english.pronunciations import pronunciations

FARTHEST = 0.4
"""The largest share of phonemes to change. Of 320 commands read wrong none was farther than 0.36 from what was said."""
NEAREST = 8
"""Look at so many of them; the right one is among the first five or not there."""
REPAIRS = 3
"""Words that are tried in the place of each word read, the most alike first."""
FARTHEST_WORD = 0.5
"""The largest share of a word's phonemes to change: "aid" and "eight" differ in half of theirs."""
ENDINGS = ("'s", "s")
"""What a word may end in that the dictionary has without."""


class SoundAlikes:
    """Commands by their sound. `commands` are plain words; drawing and spelling 25,000 takes about half a second."""

    def __init__(self, commands: Iterable[str]) -> None:
        self._commands = list(dict.fromkeys(commands))
        self._sounds = [sound(command) for command in self._commands]
        # what stands behind each word and before it; "" is the beginning, and the end
        self._behind: defaultdict[str, set[str]] = defaultdict(set)
        self._before: defaultdict[str, set[str]] = defaultdict(set)
        for word, other in {pair for command in self._commands for pair in pairwise(["", *command.split(), ""])}:
            self._behind[word].add(other)
            self._before[other].add(word)
        self._words = {word: sound(word) for word in self._before}

    def nearest(self, words: str) -> list[str]:
        """Find the commands that sound most like `words`, the nearest first; none that is far from them."""
        return [self._commands[place] for place in _nearest(sound(words), self._sounds, NEAREST, FARTHEST)]

    def ranked(self, words: str, commands: Iterable[str]) -> list[str]:
        """Sort commands by how much they sound like `words`, the most alike first."""
        from rapidfuzz.distance import Levenshtein

        said = sound(words)
        return sorted(commands, key=lambda command: Levenshtein.normalized_distance(said, sound(command)))

    def repaired(self, words: str) -> Iterator[str]:
        """Give `words` with one of them changed for one that sounds like it and stands between the same two in a command."""
        said = _spoken(words)
        for at, (before, word, behind) in enumerate(zip(["", *said], said, [*said[1:], ""], strict=False)):
            others = sorted((self._behind.get(before, set()) & self._before.get(behind, set())) - {word, ""})
            for place in _nearest(sound(word), [self._words[other] for other in others], REPAIRS, FARTHEST_WORD):
                yield " ".join([*said[:at], others[place], *said[at + 1 :]])


def _nearest(said: str, sounds: Sequence[str], most: int, farthest: float) -> list[int]:
    """The places of the sounds that are most like one, by the share of phonemes to change."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    distance = Levenshtein.normalized_distance
    found = process.extract(said, sounds, scorer=distance, limit=most, score_cutoff=farthest) if said else []
    return [place for _, _, place in found]


def sound(words: str) -> str:
    """How words are pronounced, a sign for each phoneme; digits as words, unknown words letter by letter."""
    return "".join(map(_word, _spoken(words)))


def _spoken(words: str) -> list[str]:
    return re.sub(r"\d+", _in_words, words.replace(":", " ")).split()


def _word(word: str) -> str:
    known = _dictionary()
    for ending in ("", *ENDINGS):
        stem = word.removesuffix(ending)
        if (not ending or stem != word) and stem in known:
            return known[stem] + (known["is"][-1] if ending else "")
    return "".join(known.get(letter, "") for letter in word)


def _in_words(digits: re.Match[str]) -> str:
    """A number below 100 in words, a larger one by its hundreds: "105" is "1 hundred 5"."""
    number = int(digits[0])
    if number >= 1000:
        return " ".join(IN_ORDER[int(digit)] for digit in digits[0])
    hundreds, rest = divmod(number, 100)
    words = [IN_ORDER[hundreds], "hundred"] if hundreds else []
    if rest >= len(IN_ORDER):
        words.append(next(word for word, worth in TENS.items() if worth == rest // 10 * 10))
        rest %= 10
    return " ".join([*words, IN_ORDER[rest]] if rest or not words else words)


@cache
def _dictionary() -> dict[str, str]:
    """Word → phonemes, a sign each."""
    signs: dict[str, str] = {}
    return {
        word: "".join(signs.setdefault(phoneme, chr(ord("A") + len(signs))) for phoneme in phonemes)
        for word, phonemes in pronunciations()
    }
