"""The detector of personal data finds it in an English text, written or spoken, given what was said just before.

Identifiers by rules and word lists, statements by a small linear model; it answers in a fraction of a millisecond and says
why. Considered and left out: phonenumbers and python-stdnum, which both acquit a number when one digit is wrong, which here
means misheard. presidio-analyzer can stand beside it (`voice.privacy.presidio`).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from voice.english.emergencies import wants_to_die
from voice.english.numbers import UNITS
from voice.english.words import vocabulary
from voice.privacy import Private
from voice.privacy.find_numbers import numbers
from voice.privacy.find_places import births, names, places
from voice.privacy.find_secrets import secrets
from voice.privacy.find_spelled import spelled
from voice.privacy.find_statements import statements
from voice.privacy.find_written import written
from voice.privacy.letters import plainly
from voice.privacy.rests import whole
from voice.privacy.spoken import Sentence, runs

LONGEST_TEXT = 4000
"""Characters that are searched in one piece; a longer text is searched in overlapping pieces."""
OVERLAP = 400
MOST_FOUND = 2000
"""Identifiers behind which a text is searched no further, and private as a whole: it is a list of them."""
TOWN = r"[\s,]+[^\W\d_]{2,20}(?:[\s,-]+[^\W\d_]{2,20})?[\s,]+"
"""Matches what stands between a street and a postcode."""
_SENTENCE, _WORD = re.compile(r"[.?!]\s+|\n"), re.compile(r"\s")
PREVIOUS = 160
"""Characters of what was said before that still belong to what is said now."""
_OPEN = vocabulary(
    "is are was it's to at on my our the a an and with of for has have had number address code pin password dot i i'm we were "
    "been be in from called named under his her uh um er dash double triple zero oh not very account card phone mobile email "
    "passport born birthday plate license licence social security badge id by that diagnosed"
) | frozenset(UNITS)
"""A sentence that ends with one of these goes on after the pause."""


def find(text: str, previous: str = "") -> list[Private]:
    """Find what is private in `text`, ordered by start; no two identifiers overlap.

    `previous` is what the same speaker said just before: a number or a sentence may have been cut in two by a pause.
    """
    if not text.isascii() and (plain := plainly(text))[0] != text:
        letters, at = plain
        return [replace(one, start=at[one.start], end=at[one.end - 1] + 1) for one in find(letters, plainly(previous)[0])]
    before = _joint(previous)
    starts = [_begin(text, at) for at in range(0, len(text), LONGEST_TEXT - OVERLAP)] if len(text) > LONGEST_TEXT else [0]
    pieces = (Sentence(text[start : start + LONGEST_TEXT] if start else before + text[:LONGEST_TEXT]) for start in starts)
    searched: list[tuple[Sentence, list[Private]]] = []
    left = MOST_FOUND
    while left >= 0 and (sentence := next(pieces, None)):
        searched.append((sentence, identifiers(sentence)))
        left -= len(searched[-1][1])
    shifts = [start or -len(before) for start in starts[: len(searched)]]
    told = _shifted(shifts, [values for _, values in searched])
    stated = _shifted(shifts, statements(searched))
    unread = [Private("unknown", 0, len(text), "there is more of it than can be searched in time")] if left < 0 else []
    dire = [Private("health", 0, len(text), "somebody may want to die")] if wants_to_die(text) else []
    return _ordered([*(told if len(starts) == 1 else _apart(told)), *dict.fromkeys([*stated, *dire]), *unread])


def _begin(text: str, at: int) -> int:
    """Where a piece begins that is to begin there: with the next sentence or word, so that "England" gives no gland."""
    ahead = text[at : at + OVERLAP // 2] if at else ""
    begins = _SENTENCE.search(ahead) or _WORD.search(ahead)
    return at + begins.end() if begins else at


def _shifted(shifts: Sequence[int], found: Sequence[Sequence[Private]]) -> list[Private]:
    """What was found in each piece, as it stands in the text; what belongs to what was said before is left out."""
    return [
        Private(one.kind, max(one.start + shift, 0), one.end + shift, one.reason)
        for shift, every in zip(shifts, found, strict=True)
        for one in every
        if one.end + shift > 0
    ]


def _joint(previous: str) -> str:
    """The end of what was said before, closed by a full stop unless it is unfinished."""
    tail = previous.strip()[-PREVIOUS:]
    if not tail:
        return ""
    said = tail.rstrip(".?!, ")
    word = " ".join(said.split()[-1:]).lower().replace("\u2019", "'")
    unfinished = word in _OPEN or word.endswith("'s") or word[-1:].isdecimal()
    return said + (" " if unfinished else " . ")


def _ordered(found: list[Private]) -> list[Private]:
    return sorted(found, key=lambda one: (one.start, one.end))


def identifiers(sentence: Sentence) -> list[Private]:
    """Find the identifiers in a sentence, no two overlapping."""
    if not sentence.words:
        return []
    stretches = runs(sentence)
    found = [one for finds in (written, births, places, numbers, spelled) for one in finds(sentence, stretches)]
    apart = _apart([*found, *secrets(sentence), *names(sentence)])
    return _whole_addresses(sentence, _apart([_spanning(one, *whole(sentence, one.kind, one.start, one.end)) for one in apart]))


def _spanning(one: Private, start: int, end: int) -> Private:
    return one if (one.start, one.end) == (start, end) else replace(one, start=start, end=end)


def _whole_addresses(sentence: Sentence, found: list[Private]) -> list[Private]:
    """Join a street and a postcode with the town between them."""
    whole: list[Private] = []
    for one in _ordered(found):
        before = whole[-1] if whole else None
        if before and before.kind == one.kind == "address" and re.fullmatch(TOWN, sentence.text[before.end : one.start]):
            whole[-1] = replace(before, end=one.end)
        else:
            whole.append(one)
    return whole


def _apart(found: list[Private]) -> list[Private]:
    """Merge overlapping findings into one over all they cover, of the kind that was found first."""
    apart: list[list[int]] = []
    end = 0
    for at in sorted(range(len(found)), key=lambda at: found[at].start):
        if apart and found[at].start < end:
            apart[-1].append(at)
        else:
            apart.append([at])
        end = max(end, found[at].end)
    return [_spanning(found[min(every)], found[every[0]].start, max(found[at].end for at in every)) for every in apart]
