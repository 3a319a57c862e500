"""Takes requests apart that were made in one breath: "add milk to my shopping list and set a timer for ten minutes".

Whatever makes sense as one request is one ("remind me at six to buy salt and pepper"). Otherwise each part must be understood
for sure by itself, or behind the part before it ("turn on the kitchen lights and the bedroom lights"); else none is done.
"""

import re
from collections.abc import Callable, Iterator

from voice.english import following
from voice.messages import Match
from voice.skills.follow_ups import joined, of_device

AND = re.compile(r"[,;.!?]? (?:and|&|then)(?: then| also| please)? |[,;.!?] ", re.IGNORECASE)
FIRST = re.compile(r"^(?:first|both) ", re.IGNORECASE)
MOST = 4
"""Places at which a request is taken apart: with more of them it is a story."""

Understood = Callable[[str], Match | None]


def understood(text: str, certain: Understood, behind: Callable[[str, Match], Match | None]) -> Match | None:
    """All requests of a text as one match, in their order. `certain` understands one; `behind` one that follows another."""
    for left, right in _parts(text):
        hangs = right.partition(" ")[0].lower() in following.PREPOSITIONS  # "to my to do list" says where, after "add soap"
        if not hangs and (then := certain(right)) and (first := certain(left) or understood(left, certain, behind)):
            if of_device(then, last_of(first), right):
                continue
            return joined([first, then])
    for left, right in _parts(text):
        if (first := certain(left) or understood(left, certain, behind)) and (then := behind(right, last_of(first))):
            same = (then.skill, then.slots) == (last_of(first).skill, last_of(first).slots)  # "it is too bright, dim it"
            return first if same else joined([first, then])
    return None


def half(text: str, certain: Understood) -> str:
    """The part of a text that alone would be understood, to say so; "" for none."""
    parts = [part for pair in _parts(text) for part in pair]
    return next((part.strip() for part in parts if certain(part)), "")


def last_of(match: Match) -> Match:
    return match.also[-1] if match.also else match


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind each "and", the last one first."""
    places = list(AND.finditer(text))
    if len(places) <= MOST:
        yield from ((FIRST.sub("", text[: one.start()]), text[one.end() :]) for one in reversed(places))
