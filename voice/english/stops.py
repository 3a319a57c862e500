"""Tells whether a full stop ends an English sentence or belongs to an abbreviation, a name or the number of a list item."""

import re

from voice.english.abbreviations import ANYWHERE, BEFORE_A_NAME, BEFORE_A_NUMBER, BEFORE_MORE
from voice.english.times import MONTH_ABBREVIATIONS
from voice.english.words import STARTERS

CLOSING = r"""["')\]\u2019\u201d»*_`]*(?:\[\^?\d+\])*"""
STOP = re.compile(rf"(?P<stop>[.!?…]+){CLOSING}(?=\s)")
"""Stops and closing marks before a blank: where a sentence may end."""

WHOLE = re.compile(rf"[.!?…:]{CLOSING}\Z")

LIST_NUMBER = re.compile(
    r"(?:^|\n|[.!?…:;][\"')*_]*\s)\s*(?:[-*+•>(]\s*)*(?:(?:step|item|tip)\s+)?(?:\d{1,3}|[a-z])\Z", re.IGNORECASE
)
"""The number or letter of a list item, behind a line's beginning, a stop or a colon: "You need: 1", "Step 2", "a"."""

LAST_WORD = re.compile(r"[^\s(\[\"'\u201c\u2018*_]*\Z")
INITIALS = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}|[A-Z]")
NEXT_WORD = re.compile(r"[\W_]*(?:(?P<word>[^\W\d_]+)(?=[\W\d_])|(?P<item>\d{1,3}[.)])\s)")
NOT_YET = re.compile(r"[\W_]*(?:[^\W\d_]*|\d{1,3}[.)]?)\Z")

LOOKED_AT = 60
"""Characters before a stop that are looked at, for a text that grows is looked at again and again."""

ABBREVIATED = {*BEFORE_MORE, *BEFORE_A_NUMBER, *ANYWHERE, *MONTH_ABBREVIATIONS}


def ends(before: str, stop: str, following: str) -> bool | None:
    """Tell whether a sentence ends with `stop` between two texts, the second not empty; None while that is not certain."""
    if following[0].islower() or following[0] in "=×÷":  # "5! = 120"
        return False
    if stop != ".":
        return True
    word = _last_word(before)
    if word.lower() in BEFORE_MORE or word in BEFORE_A_NAME or ((len(word) == 1 or word.isdigit()) and is_list_number(before)):
        return False
    if word.lower() in BEFORE_A_NUMBER or word.lower() in MONTH_ABBREVIATIONS:
        return not following[0].isdigit()
    if word.lower() in ANYWHERE or INITIALS.fullmatch(word):
        return _begins_a_sentence(following)
    return True


def is_list_number(before: str) -> bool:
    """Whether a text ends with the number of a list item whose full stop comes next."""
    before = before[-LOOKED_AT:]
    found = LIST_NUMBER.search(before)
    return found is not None and not (found[0][0] == "." and _last_word(before[: found.start()]).lower() in ABBREVIATED)


def is_whole(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return WHOLE.search(text.rstrip()) is not None and not is_list_number(text.rstrip().rstrip(".").rstrip("*_"))


def sentence_ends(text: str) -> list[int]:
    """Where sentences end, whatever follows: behind the blank after each; an end that is not certain is left out."""
    return [found.end() + 1 for found in STOP.finditer(text) if _surely_ends(text[: found.start()], found["stop"])]


def _surely_ends(before: str, stop: str) -> bool:
    if stop in ("!", "?"):
        return True
    return stop == "." and all(ends(before, stop, following) for following in ("It ", "Xerxes ", "5 "))


def _begins_a_sentence(following: str) -> bool | None:
    """Whether what follows an abbreviation begins a sentence, which a name or a number does not; None: not yet known."""
    if found := NEXT_WORD.match(following):
        return found["item"] is not None or found["word"].lower() in STARTERS
    return None if NOT_YET.match(following) else False


def _last_word(text: str) -> str:
    found = LAST_WORD.search(text[-LOOKED_AT:])
    assert found is not None  # it matches the empty string too
    return found[0]
