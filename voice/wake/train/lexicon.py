"""Words that sound a little like the words of a wake phrase, by the CMU pronouncing dictionary that pocketsphinx brings."""

import difflib
import re
from collections.abc import Mapping, Sequence
from functools import cache

from voice.english.pronunciations import pronunciations
from voice.errors import UsageError

Sound = tuple[str, ...]
"""Phonemes of a word; the letters of a word that the dictionary does not know."""

NEAR = 0.55
"""How alike words must be (difflib's ratio over phonemes) to be taken for sound-alikes: "computer" and "commuter" are 0.87."""

TOO_NEAR = 0.85
"""From here on people could not tell them apart in a noisy room either ("computer", "computers")."""

SPREAD = 4
"""One in so many of the nearest phrases is taken."""

LISTED = 60
"""The nearest words of each word that are looked at."""


@cache
def words() -> Mapping[str, Sound]:
    """Read the dictionary: word → its first pronunciation, in ARPAbet."""
    return {word: tuple(phonemes) for word, phonemes in pronunciations() if re.fullmatch("[a-z']+", word)}


def sound(phrase: str) -> Sound:
    """Spell a phrase in phonemes, an unknown word in its letters."""
    return tuple(sign for word in phrase.split() for sign in words().get(word, tuple(word)))


def checked(phrase: str) -> str:
    """Give the phrase in small letters with single spaces. Raises UsageError where it is no phrase of English words."""
    plain = " ".join(re.sub(r"[_\s,.!?-]+", " ", phrase.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).split())
    if not plain or not all(re.fullmatch("(?=.*[aeiouy])[a-z']+", word) for word in plain.split()):
        raise UsageError(f"{phrase!r} cannot be pronounced", 'Give English words, numbers spelt out: "hey computer".')
    return plain


def syllables(phrase: str) -> int:
    """Count the syllables: the vowels of the dictionary's phonemes, or groups of vowel letters."""
    return sum(_vowels(words().get(word), word) for word in phrase.split())


def _vowels(known: Sound | None, word: str) -> int:
    return sum(sign[0] in "AEIOU" for sign in known) if known else len(re.findall("[aeiouy]+", word.rstrip("e") or word))


@cache
def neighbours(word: str) -> Sequence[str]:
    """List words that sound like a word, the nearest first."""
    known = words()
    wanted = known.get(word)
    by_sound: dict[Sound, str] = {}
    for other, phonemes in known.items():
        by_sound.setdefault(phonemes if wanted else tuple(other), other)
    near = difflib.get_close_matches(wanted or tuple(word), by_sound, n=LISTED, cutoff=NEAR)
    return [other for one in near if (other := by_sound[tuple(one)]) != word]


def alike(one: str, other: str) -> float:
    """Tell how alike two phrases sound, 0..1."""
    return difflib.SequenceMatcher(None, sound(one), sound(other), autojunk=False).ratio()


def holds(text: str, phrase: str) -> bool:
    """Tell whether whoever says a text says the phrase: "hey computerized" begins with "hey computer"."""
    return f" {' '.join(sound(phrase))} " in f" {' '.join(sound(text))} "


def sound_alikes(phrase: str, at_most: int) -> list[str]:
    """List phrases that sound like the phrase and are not it: one of its words is another, or two are; nearest first.

    Of the nearest only some are taken, as they are variations of a few.
    """
    said = phrase.split()
    found = {" ".join([*said[:n], other, *said[n + 1 :]]) for n, word in enumerate(said) for other in neighbours(word)}
    pairs = ((n, one, other) for n in range(len(said) - 1) for one, other in _both(said[n], said[n + 1]))
    found |= {" ".join([*said[:n], one, other, *said[n + 2 :]]) for n, one, other in pairs}
    rated = sorted(((alike(phrase, other), other) for other in found), reverse=True)
    near = [other for likeness, other in rated if likeness < TOO_NEAR and not holds(other, phrase)][: SPREAD * at_most]
    return near[:: max(1, len(near) // at_most)][:at_most]


def _both(one: str, other: str) -> Sequence[tuple[str, str]]:
    return [(a, b) for a in neighbours(one)[:12] for b in neighbours(other)[:12]]
