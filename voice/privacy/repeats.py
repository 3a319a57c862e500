"""Finds a value that was private before again: glued to letters, half of it, spelled, in figures or in words."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from voice.english.words import vocabulary
from voice.privacy.find_places import MAYBE_STREETS, STREETS
from voice.privacy.language import is_function_word
from voice.privacy.letters import plainly
from voice.privacy.rests import SPELLING
from voice.privacy.spoken import Run, Sentence, runs

GLUED = 6
"""Characters of a value from which it is found inside other words as well: a shorter one is a part of many."""
BEGINNING = 5
"""Letters of the beginning of a word that gives it away."""
NICKNAME, SHORT_NICKNAME = 4, 3
"""Letters of the beginning of a name that gives it away: people are called by it; and where it is used as a name."""
DIGITS = 3
"""Digits of the shortest number that is known again."""
LINE = 2000
"""Characters of the longest text that is kept read: lines of a conversation are looked through again with every request."""
LONGEST_VALUE = 1000
"""Characters of a value that are read: one that is longer is a list, and known again by its beginning and as a whole."""
PART = 4
"""Digits or letters of the shortest part of a value that gives it away."""
TELLING = {"name": 3, "address": 5, "email": 4, "credential": 5}
"""Kind → letters of a word of such a value that gives it away alone."""

_PLACE_WORDS = STREETS | MAYBE_STREETS | vocabulary("apartment flat house north south east west number")
_LETTER = r"(?:[^\W\d_](?!\w)|double u\b)"
_LETTERS = re.compile(rf"(?<![\w'])(?:{_LETTER}(?:\. ?| )){{1,4}}{_LETTER}\.?(?!\w)")
_SIGNED = vocabulary("initial initials sign signed signature monogram monogrammed embroider engrave")
"""Words beside which letters are somebody's initials."""
_NAMING = _SIGNED | vocabulary("call called name named nickname half")
"""Words beside which a word is used as a name."""
_ACRONYMS = vocabulary("tv ai us uk pc pm am eu un it hr cd dj id ok la ny dc")
MOST_INITIALS = 4
_PET = re.compile(r"((\w+?)\w?)(?:ie|ey|y|i)")
"""Matches a pet name, and what is left of the name it comes from: "Timmy", "Anni"."""
_INITIAL = re.compile(r"(?<![^\W\d_])(?:[^\W\d_ai]\.?|[ai]\.) $")


_MIXED = re.compile(r"\b(?=\d{0,20}[^\W\d_])(?=[^\W\d_]{0,20}\d)\w+")
"""Matches a word of letters and figures."""
_LOOKS = str.maketrans("013457", "oieast")
"""Figures that stand for letters which they look like."""
_LETTERED = re.compile(r"[^\W\d_]+")


class Text(NamedTuple):
    """What is looked through."""

    lowered: str
    sentence: Sentence
    runs: list[Run]
    initials: list[tuple[int, int, str]]
    """Where letters stand that may be somebody's initials, and which."""
    at: Sequence[int] | None
    """Each character's index in the text as it was written, where that is not this one."""
    sentences: Sequence[Sentence]
    """The words, and once more with letters for the figures in them, where there are such: "r0salind"."""

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as it was written a part of what is looked through stands."""
        return (self.at[start], self.at[end - 1] + 1) if self.at else (start, end)


class Value(NamedTuple):
    """What is looked for."""

    kind: str
    said: str
    lowered: str
    chars: str
    """Its digits, and the letters that were spelled, in one."""
    words: frozenset[str]
    """Those that give it away."""
    parts: frozenset[str]
    """How each of these begins, as far as it gives it away."""
    initials: frozenset[str]
    """Those of a name, in either order, and of its first and last word."""
    canonical: str
    """One form of it however it was said: "five five five" and "555" give the same."""


def again(text: Text, value: Value) -> Iterator[tuple[int, int]]:
    """Yield where a text, in its plain letters, says a value, or a part of it, that was private before."""
    if value.lowered and value.lowered in text.lowered:
        yield from _whole(text.lowered, value.lowered)
    for sentence in text.sentences:
        for part in value.parts:
            if part in sentence.lowered:
                yield from _words(sentence, value, part)
    for start, end, said in text.initials if value.initials else ():
        if any(letters in said for letters in value.initials):
            yield start, end
    for run in text.runs if value.chars else ():
        if _same(run.chars, value.chars) or run.chars in value.words:
            yield text.sentence.span(run.first, run.last)
    for run in _apart(text.runs, value.chars) if value.chars.isdecimal() else ():
        yield text.sentence.span(run.first, run.last)


def _apart(every: Sequence[Run], chars: str) -> Iterator[Run]:
    """Yield the runs, one after another, that are a number in parts: "7 plus 31 plus 4"."""
    for first, run in enumerate(every):
        last, said = first, run.chars
        while len(said) < len(chars) and chars.startswith(said) and last + 1 < len(every):
            last += 1
            said += every[last].chars
        if last > first and said == chars:
            yield from every[first : last + 1]


def text_of(text: str) -> Text:
    return _text_of(text) if len(text) <= LINE else _text_of.__wrapped__(text)


@lru_cache(256)
def _text_of(text: str) -> Text:
    plain, at = (text, None) if text.isascii() else plainly(text)
    sentence = Sentence(plain)
    every = [sentence]
    if _MIXED.search(plain):
        every.append(Sentence(_MIXED.sub(lambda word: word[0].translate(_LOOKS), plain)))
    return Text(sentence.lowered, sentence, runs(sentence), list(_initials(sentence)), at, every)


def _initials(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Yield letters one by one ("t. w."), and those in capitals or beside a word for it ("TW", "sign it tw")."""
    for one in _LETTERS.finditer(sentence.lowered):
        yield *one.span(), "".join(filter(str.isalpha, one[0].replace("double u", "w")))
    signed, shouted = not _SIGNED.isdisjoint(sentence.said), sentence.text.isupper()
    if not signed and (shouted or sentence.text == sentence.lowered):
        return
    for word, start, end in zip(sentence.words, sentence.starts, sentence.ends, strict=True):
        capital = sentence.text[start:end].isupper() and word not in _ACRONYMS
        if (signed or capital) and 1 < end - start <= MOST_INITIALS:
            yield start, end, word


@lru_cache(512)
def value_of(kind: str, value: str) -> Value:
    whole, rest = plainly(value)[0], value[LONGEST_VALUE:]
    plain = whole[:LONGEST_VALUE]
    sentence = Sentence(plain)
    chars = "".join(run.chars for run in runs(sentence))
    mailbox = Sentence(re.split(r"@| at ", plain)[0]) if kind == "email" else sentence
    said = _LETTERED.findall(mailbox.lowered) if kind == "credential" else mailbox.words
    words = frozenset(word for word in said if _tells(kind, word))
    spelled = max(words, key=len, default="")
    lowered = Sentence(whole).lowered.strip() if rest else sentence.lowered.strip()
    parts = frozenset(word[:SHORT_NICKNAME] for word in words)
    firsts = "".join(word[0] for word in sentence.words) if kind == "name" else ""
    orders = (firsts, firsts[::-1], firsts[:1] + firsts[-1:]) if 1 < len(firsts) <= MOST_INITIALS else ()
    known = chars if len(chars) >= DIGITS else spelled
    return Value(kind, value, lowered, known, words, parts, frozenset(orders), _canonical(sentence) + rest)


def _canonical(sentence: Sentence) -> str:
    said, last = [], 0
    for run in runs(sentence):
        said += [*sentence.words[last : run.first], run.chars]
        last = run.last
    return "".join([*said, *sentence.words[last:]])


def _tells(kind: str, word: str) -> bool:
    if not word.isalpha() or is_function_word(word) or word in SPELLING or (kind == "address" and word in _PLACE_WORDS):
        return False
    return len(word) >= TELLING.get(kind, len(word) + 1)


def _whole(lowered: str, value: str) -> Iterator[tuple[int, int]]:
    at = -1 if is_function_word(value) else lowered.find(value)
    while at >= 0:
        end = at + len(value)
        if len(value) >= GLUED or not ((lowered[at - 1 : at].isalnum() and at) or lowered[end : end + 1].isalnum()):
            yield at, end
        at = lowered.find(value, end)


def _words(sentence: Sentence, value: Value, part: str) -> Iterator[tuple[int, int]]:
    """Where words of a value that have this part stand alone, with an initial before them."""
    at = sentence.lowered.find(part)
    while at >= 0:
        word = bisect_right(sentence.starts, at) - 1
        start, end = sentence.starts[word], sentence.ends[word]
        shortest = SHORT_NICKNAME if _is_name(sentence, word) else NICKNAME
        if any(_gives_away(sentence.words[word], known, value.kind, shortest) for known in value.words):
            initial = _INITIAL.search(sentence.lowered, max(0, start - 4), start) if value.kind == "name" else None
            yield initial.start() if initial else start, end
        at = sentence.lowered.find(part, end)


def _is_name(sentence: Sentence, at: int) -> bool:
    """Whether a word is used as a name: with a capital in the midst of others, or beside "sign" and the like."""
    capital = at > 0 and sentence.text[sentence.starts[at]].isupper() and not sentence.text.isupper()
    return capital or not _NAMING.isdisjoint(sentence.said)


def _gives_away(word: str, known: str, kind: str, shortest: int) -> bool:
    """Whether a word is one of a value, an inflected form of it, a longer one around it, or its beginning."""
    beginning = shortest if kind == "name" and not is_function_word(word) else BEGINNING
    if word == known or (len(word) >= beginning and known.startswith(word)):
        return True
    if kind == "name" and shortest == SHORT_NICKNAME and _is_pet_name(word, known):
        return True
    return known in word and (len(known) >= BEGINNING or word.removeprefix(known) in ("s", "es", "'s"))


def _is_pet_name(word: str, known: str) -> bool:
    pet = _PET.fullmatch(word)
    return pet is not None and any(len(part) >= SHORT_NICKNAME and known.startswith(part) for part in pet.groups())


def _same(said: str, known: str) -> bool:
    """Whether two runs of digits and letters are one, or one is a part of the other that gives it away."""
    if said == known:
        return True
    return (len(said) >= PART and said in known) or (len(known) >= PART and known in said)
