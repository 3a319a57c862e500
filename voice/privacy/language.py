"""Tells whether a text is English, by the small words that every sentence of a language has.

The rules and the classifier know nothing but English, so what is something else is not looked through. Considered and left out:
langdetect, lingua and fastText, megabytes that are unsure of a request of five words, and a dictionary of English, which takes
names and source code for another language.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence, Set
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from voice.english.pronunciations import is_word
from voice.english.words import vocabulary

WORDS = Path(__file__).with_suffix(".toml")

SHORT = 4
"""Words up to which one word of another language, and none of English, is enough."""
LINE = 2000
"""Characters of a long text: the language of few of them is kept."""
STRETCH = 3
"""Words without an English one among them that are looked at by themselves: a sentence in the midst of an English request."""
MOST_LETTERS = 8
"""Letters of another alphabet from which a text is not English: a name or a word that is asked about has fewer."""

FEWEST, MOST_TERSE = 2, 6
"""Words of a line without an English one that is looked up in the dictionary: a name stands alone."""
PLAIN_WORD = 5
"""Letters of a word of the dictionary that is English: it has many short names, which other languages have for words."""
UNKNOWN = 3
"""One word in so many that the dictionary does not have makes such a line foreign."""
_INFLECTED = re.compile(r"(?:'s|s|es|ed|d|ing|er|ly|y)$")
_CODE = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][^\W\d_]+")
"""Matches a word with a capital in the midst of others."""
_VOWEL = re.compile(r"[aeiouy]|[^\0-\x7f]")

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_ELIDED = re.compile(r"(?:[djlnst]|qu|jusqu|lorsqu|dell|nell|all|sull|quest|un)'[^\W\d_]{3,}")
"""Matches a word that has lost a vowel to the next one, as in French and Italian."""
_ENDING = re.compile(
    r"..(?:[iu]yor(?:um|sun|uz|lar)?|l[ae]ri|l[ae]rim|lerde|larda|siniz|sunuz|acagim|ecegim|mayim|meyim|iyim|uyum|misti|ilem|ilam|owac"
    r"|iego|nego|mnie|ungen|igung|ierung|keit|rieren|tigt|ciones|ieron|abamos|iendo|avam|zione|zioni|ezza|iamo|aient|ijk|tjes?|eerd)$"
)
"""Matches how words of Turkish, Polish, German and so on end, and hardly an English one."""
_OWN = re.compile(
    r"(?:^|[.?!;:,] ?)(?:(?:mon|ma|mes|notre) \w+ (?:est|sont)|(?:mi|mis|nuestr[oa]) \w+ (?:es|son|est[a\u00e1])"
    r"|mijn \w+ is|(?:mein|meine|unser|unsere) \w+ (?:ist|sind|lautet)|(?:(?:il|la) )?(?:mio|mia|nostr[oa]) \w+ (?:e|\u00e8)"
    r"|(?:[oa] )?(?:meu|minha) \w+ (?:e|\u00e9)|(?:m\u00f3j|moj|moja|moje) \w+ (?:to|jest))(?!\w)"
)
"""Matches "my code is" in other languages, of which each word may be English by itself; not in a question about it."""
_OF_MEANING = re.compile(
    r"(?:what|what's) (?:does|do|did|is the meaning of|the meaning of) [^\d.?!]{1,60}?(?: mean| means| stand for)?[?!. ]*"
)
"""Matches a question about foreign words, which are then nobody's own."""
_OWNERS = vocabulary(
    "mon ma mes notre mi mis nuestro nuestra mijn mein meine unser unsere mio mia nostro nostra meu minha m\u00f3j moj moja "
    "moje"
)
"""Words without one of which the above matches nothing."""
_END = re.compile(r"[.?!;:\n]")
MIN_PLAIN = 4
"""Letters of the shortest word that is known without its accents as well."""
SHORTEST_STEM, LONGEST_STEM = 4, 11
"""Letters of a stem."""
LONGEST_WORD = 60
"""Letters of a word that are looked at."""
WORDS_KNOWN = 4096
"""Words of which it is kept whether English has them."""
_LETTERS = str.maketrans({"\u00df": "ss", "\u0142": "l", "\u0131": "i", "\u00f8": "o", "\u00e6": "ae"})
"""Letters that are no other one with an accent."""
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_NOT_LATIN = re.compile(r"[^\0-\u024f\u1e00-\u1eff]")
"""Matches what is neither among the common Latin letters nor among the further ones, which Vietnamese has."""


class _Words(NamedTuple):
    english: frozenset[str]
    other: frozenset[str]
    """Words of other languages that English does not have."""
    shared: frozenset[str]
    """Those that English has too, if only in names and titles."""
    stems: frozenset[str]
    """Beginnings of further words that English does not have."""
    recent: frozenset[str]
    """Further words of English that its dictionary does not have."""


@cache
def _words() -> _Words:
    read = {name: vocabulary(words) for name, words in tomllib.loads(WORDS.read_text(encoding="utf-8")).items()}
    english, shared, stems, recent = (read.pop(name) for name in ("english", "shared", "stems", "recent"))
    others = frozenset().union(*read.values())
    plain = frozenset(word for word in map(_plain, others) if len(word) >= MIN_PLAIN)
    return _Words(english, (others | plain) - english - shared, others & (english | shared), stems, recent)


def _plain(word: str) -> str:
    """A word without its accents."""
    return _ACCENTS.sub("", normalize("NFKD", word.translate(_LETTERS)))


@lru_cache(WORDS_KNOWN)
def _is_of_others(word: str) -> bool:
    """Whether a word is one that other languages have and English does not, with its accents or without."""
    known = _words()
    if word in known.english or word in known.shared:
        return False
    plain = word[:LONGEST_WORD] if word.isascii() else _plain(word[:LONGEST_WORD])
    return word in known.other or not known.stems.isdisjoint(_beginnings(plain)) or _ENDING.search(plain) is not None


def _beginnings(word: str) -> Iterator[str]:
    return (word[:length] for length in range(SHORTEST_STEM, min(len(word), LONGEST_STEM) + 1))


def is_function_word(word: str) -> bool:
    """Whether it is a word that English sentences are full of."""
    return word in _words().english


def is_english(text: str) -> bool:
    """Whether a text is English, all of it; also where too little is said to tell: names, numbers, a title."""
    return (_line if len(text) <= LINE else _page)(text)


def _is_english(text: str) -> bool:
    lowered = text.lower().replace("\u2019", "'")
    words = set(_WORD.findall(lowered))
    if _OF_MEANING.fullmatch(lowered):
        return not _in_another_alphabet(text)
    owned = not words.isdisjoint(_OWNERS) and _OWN.search(lowered)
    foreign = owned or _in_another_alphabet(text) or any(map(_is_foreign, _parts(lowered, words)))
    return not (foreign or _is_unheard_of(text, lowered, words))


def _is_unheard_of(text: str, lowered: str, words: Set[str]) -> bool:
    """Whether a few words are none of English, nor of its dictionary, nor names."""
    known = _words()
    if not FEWEST <= len(words) <= MOST_TERSE or _CODE.search(lowered) or not words.isdisjoint(known.english - known.shared):
        return False
    plain = (word for word in words - known.shared if len(word) >= PLAIN_WORD and word.isascii())
    if any(map(_is_in_dictionary, plain)):
        return False
    names = {name.lower() for name in _NAME.findall(text)}
    unknown = [word for word in words - names if _VOWEL.search(word) and not _is_in_dictionary(word)]
    return len(unknown) * UNKNOWN >= len(words)


@lru_cache(WORDS_KNOWN)
def _is_in_dictionary(word: str) -> bool:
    """Whether English has a word, or one that it is a form of."""
    word = _plain(word)
    if word in _words().recent:
        return True
    stem = _INFLECTED.sub("", word)
    return is_word(word) or (stem != word and len(stem) > 1 and (is_word(stem) or is_word(f"{stem}e")))


_line, _page = lru_cache(512)(_is_english), lru_cache(4)(_is_english)
"""Lines of a conversation are looked at again with every request."""


def _in_another_alphabet(text: str) -> bool:
    if text.isascii():
        return False
    others = sum(map(str.isalpha, _NOT_LATIN.findall(text)))
    return others >= MOST_LETTERS or others * 2 > sum(map(str.isalpha, text))


def _parts(lowered: str, every: Set[str]) -> Iterator[Sequence[str]]:
    """Yield the words of each sentence that may be foreign, and each stretch of it that has no English word."""
    english, shared = _words().english, _words().shared
    telling = {word for word in every if word in shared or _is_of_others(word)}
    if not telling and lowered.isascii() and "'" not in lowered:
        return
    for said in dict.fromkeys(_END.split(lowered)):
        words = _WORD.findall(said)
        if telling.isdisjoint(words) and said.isascii() and "'" not in said:
            continue
        yield words
        ends = [at for at, word in enumerate(words) if word in english]
        for last, end in zip([-1, *ends], [*ends, len(words)], strict=True) if ends else ():
            if end - last > STRETCH:
                yield words[last + 1 : end]


def _looks_foreign(word: str) -> bool:
    return not word.isascii() or ("'" in word and _ELIDED.fullmatch(word) is not None)


def _is_foreign(words: Sequence[str]) -> bool:
    """Whether words of another language outweigh the English ones; one that both have counts half for each."""
    known = _words()
    of_others = [_is_of_others(word) for word in words]
    others = sum(of_others)
    pairs = zip(words, of_others, strict=True)
    shared = sum(not other and (word in known.shared or _looks_foreign(word)) for word, other in pairs)
    english = sum((1, 0.5)[word in known.shared] for word in words if word in known.english)
    if english:
        return others > 0 and others + shared / 2 > english + 0.5 * (others < 2)
    if others:
        return len(words) <= SHORT or others + shared > 1
    return shared > 1 and (shared == len(words) or shared >= max(STRETCH, len(words) / 2))
