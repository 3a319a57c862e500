"""Tells when a reply has begun to go round in circles, as small models do: "000,000,…", the same sentence again and again."""

import re

ENOUGH = 3
"""A whole sentence, or several, that came so many times in a row is a loop: a song has its refrain twice."""

PHRASES = 4
"""The same for a phrase without an end: "we wish you a merry Christmas" comes three times."""

WORDS = 12
"""All copies together have at least so many words: "row, row, row your boat" and "na na na na na na na na" are no loops."""

CHARACTERS = 60
"""A pattern of up to eight characters that fills so many is a loop: "000,000,000,…", "hahaha…"."""

LOOKED_AT = 2000
"""Characters at the end of a reply that are looked at: three copies of a long paragraph."""

TOKEN = re.compile(r"\w+(?:['\u2019]\w+)*|[^\w\s]")
STOPS = frozenset(".!?…")
NUMBERED = re.compile(r"(^|\n|[.!?:]\s)\s*(?:[-*+•]\s*)*(?:step|item|tip)?\s*#?\d{1,3}\s*[.):]\**(?=\s)", re.IGNORECASE)
"""The number of a list item: items that differ in nothing else are the same."""

NUMBERS_ALONE = re.compile(r"(?:\d{1,3}[.)]\s+){30}\Z")
"""Matches the numbers of thirty list items without a word: more than anybody has counted up to in this form."""

PATTERN = re.compile(rf"(?=[^\n]{{{CHARACTERS}}}\Z)(?P<unit>[^\n]{{1,8}}?)(?P=unit)+(?P<rest>[^\n]{{0,7}})\Z")


def loops(text: str) -> bool:
    """Whether a text that grows has just come to the end of one copy too many of what it said last."""
    text = text[-LOOKED_AT:]
    if _is_a_pattern(text[-CHARACTERS:]) or NUMBERS_ALONE.search(text[-6 * CHARACTERS :]):
        return True
    words = TOKEN.findall(NUMBERED.sub(r"\1", text).casefold())
    return any(_is_repeated(words, length) for length in range(1, len(words) // ENOUGH + 1))


def _is_a_pattern(end: str) -> bool:
    found = PATTERN.match(end)
    return found is not None and found["unit"].startswith(found["rest"]) and any(char.isalnum() for char in found["unit"])


def _is_repeated(words: list[str], length: int) -> bool:
    """Whether the last words are copies of a unit of this length, enough of them."""
    unit = words[-length:]
    if words[-2 * length : -length] != unit:
        return False
    spoken = sum(word[0].isalnum() for word in unit)
    if not spoken:
        return False
    wanted = max(ENOUGH if unit[-1] in STOPS else PHRASES, -(-WORDS // spoken))
    return len(words) >= wanted * length and words[-wanted * length :] == unit * wanted
