"""Reads numbers said in two parts: "ninety six fifty" is 96.50 where something is paid, "one eighty" 180.

Said of nothing that tells which, "twelve fifty" may be 12.50 or 1250: then what it was read as is told with the result.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from voice.english.numbers import BELOW_HUNDRED, TENS, UNITS
from voice.english.numbers_heard import in_digits, is_number

_WORD = "|".join(BELOW_HUNDRED)
IN_PARTS = re.compile(rf"\b(?:{_WORD}) (?:{_WORD}|oh (?:{'|'.join(UNITS)}))\b")
"""Without two such words there is no number in two parts."""
COSTS = re.compile(r"\b(?:off|discount|tax|vat|commission|each|apiece|costs?|price|change|pays?|paid|spent)\b")
"""Where even "four fifty" is a price."""
PAID = re.compile(
    rf"{COSTS.pattern}|\b(?:tip|gratuity|service|bill|meal|check|cheque|tab|dollars|bucks|pounds|quid|euros|split|share|"
    r"ways|people|friends|persons)\b"
)
"""What is reckoned with an amount of money."""
LISTED = re.compile(r"\b(?:add|sum|total|tot|average|mean|together|altogether|combined|difference)\b")
"""Where several numbers may stand beside one another: "add ten twenty and thirty"."""
SHARERS = {"ways", "people", "friends", "persons", "of"}
"""What stands behind the number of those who share: "fifty three ways" is 50 in three parts."""
ODD_CENTS = {"99", "95", "49"}
"""How prices end, and few other numbers."""
YEARS = {"19", "20"}
OHS = {"oh", "o", "zero"}
EACH = re.compile(r"\b(?:each|apiece)\b")
SCALED = {"percent", "point", "hundred", "thousand", "million"}
"""What belongs to a number before it, so that it is no part of another."""


class Reading(NamedTuple):
    text: str
    """The request with such numbers in digits."""
    is_price: bool
    told: tuple[str, ...] = ()
    """What numbers are read as which might be others: to be told with the result."""


class Parts(NamedTuple):
    """A number in two parts among the words of a request."""

    start: int
    end: int
    """Index behind its last word."""
    whole: str
    cents: str


def readings(said: Sequence[str]) -> Iterator[Reading]:
    """What a sum with such numbers is, the likeliest first; none where there are none."""
    text = " ".join(said)
    if not IN_PARTS.search(text):
        return
    for plain in _cut(said):
        found = list(_in_parts(plain))
        numbers = sum(map(is_number, plain))
        if found and numbers > sum(one.end - one.start for one in found) and LISTED.search(text):
            yield Reading(" ".join(plain), is_price=False, told=tuple(filter(is_number, plain)))
        elif found and not any(_goes_on(plain, one.end) for one in found):
            yield from filter(None, [_read(plain, found, text)])
        elif not found and len(plain) > len(in_digits(said)):
            yield Reading(" ".join(plain), is_price=False)


def _cut(said: Sequence[str]) -> Iterator[list[str]]:
    """The words of a request, numbers in digits; and the same with the number of those who share apart from that before it."""
    yield [token.text for token in in_digits(said)]
    for at, word in enumerate(said):
        if word in SHARERS and at > 1 and said[at - 1] in UNITS and said[at - 2] in TENS:
            yield [token.text for part in (said[: at - 1], said[at - 1 :]) for token in in_digits(part)]


def _in_parts(plain: Sequence[str]) -> Iterator[Parts]:
    behind = 0
    for at, whole in enumerate(plain):
        if at < behind or not (whole.isdecimal() and 0 < int(whole) < 1000):
            continue
        cents, behind = _digits(plain, at + 1, 2), at + 2
        if plain[at + 1 : at + 2] and plain[at + 1] in OHS and (unit := _digits(plain, at + 2, 1)):
            cents, behind = f"0{unit}", at + 3
        if cents and not SCALED.issuperset(plain[behind : behind + 1] or [""]):
            yield Parts(at, behind, whole, cents)
        else:
            behind = at


def _digits(plain: Sequence[str], at: int, size: int) -> str:
    return next((word for word in plain[at : at + 1] if word.isdecimal() and len(word) == size), "")


def _goes_on(plain: Sequence[str], at: int) -> bool:
    """Whether one more number stands behind, so that these are several; one of those who share may."""
    return any(map(is_number, plain[at : at + 1])) and not SHARERS.intersection(plain[at + 1 : at + 2])


def _read(plain: Sequence[str], found: Sequence[Parts], text: str) -> Reading | None:
    """The one reading of all numbers in two parts; None where it is anybody's guess."""
    large, odd = any(len(one.whole) > 1 for one in found), any(one.cents in ODD_CENTS for one in found)
    costs, paid = COSTS.search(text) is not None, PAID.search(text) is not None
    if costs and not large and not odd and not EACH.search(text):
        return None  # "ten percent off one fifty"
    years = not paid and all(one.whole in YEARS for one in found) and (len(found) > 1 or found[0].whole == "19")
    is_price = not years and (large or costs)
    values = [f"{one.whole}{'.' if is_price else ''}{one.cents}" for one in found]
    written = list(plain)
    for one, value in reversed(list(zip(found, values, strict=True))):
        written[one.start : one.end] = [value]
    return Reading(" ".join(written), is_price, () if paid or not (large or odd) else tuple(values))
