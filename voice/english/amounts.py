"""Reads how much of a thing is said before it: "a dozen", "two loaves of"; or behind it: "peppers, two of them"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from voice.english.numbers_heard import in_digits, is_number
from voice.english.words import ARTICLES

PACKS = {"loaf": "loaves", "box": "boxes", "bunch": "bunches"} | {
    one: f"{one}s"
    for one in (
        "pint", "litre", "liter", "bottle", "pack", "packet", "bag", "can", "tin", "jar", "kilo", "gram", "pound", "carton",
        "tub", "bar", "roll", "slice", "gallon", "ounce", "case", "tube", "punnet", "crate", "tray", "head", "block", "pot",
    )
}  # fmt: skip
"""What things are counted in, one → several."""
EACH = PACKS.keys() | PACKS.values()


class Amount(NamedTuple):
    number: str
    pack: str
    """What it is counted in; "" for nothing."""
    end: int
    """How many words it takes, with "of"."""


def amount(said: Sequence[str]) -> Amount:
    """How much of something is said first; an `end` of 0 for nothing."""
    if said[:1] and said[0] in PACKS and said[1:2] == ["of"]:
        return Amount("", said[0], 2)
    half = ["half"] if said[:1] == ["half"] and len(said) > 1 and said[1] in ARTICLES else []
    rest = said[len(half) :]
    first = in_digits(rest)[0] if rest else None
    if not first or not (is_number(first.text) or first.text in ARTICLES):
        return Amount("", "", 0)
    count = len(half) + first.end + (rest[first.end : first.end + 1] == ["dozen"])
    pack = next((one for one in said[count : count + 1] if one in EACH), "")
    if first.text in ARTICLES and not pack and count == len(half) + first.end:
        return Amount("", "", 0)
    end = count + bool(pack)
    return Amount(" ".join(said[:count]), pack, end + (said[end : end + 1] == ["of"]))


_LEADS = "and|add|put|get|buy|some|the|also|plus|then|please|need|want|of|a|an"
BEHIND = re.compile(
    rf"\b(?P<thing>(?!(?:{_LEADS})\b)[a-z']+(?: (?!(?:{_LEADS})\b)[a-z']+)??),?(?: and)? "
    r"(?:(?P<much>\w+(?: \w+)?) of (?:them|it|those|these)\b|make (?:it|that|them) (?P<made>\w+(?: \w+)?)$)"
)


def put_before(text: str) -> str:
    """Say how much of a thing is wanted before it: "two peppers" for "peppers two of them"."""
    return BEHIND.sub(_before, text)


def _before(found: re.Match[str]) -> str:
    much = found["much"] or found["made"]
    number, pack, end = amount(much.split())
    whole = number and end == len(much.split())
    return f"{much}{' of' if pack else ''} {found['thing']}" if whole else found[0]
