"""Takes the things apart that are told for a list, and knows which words are a thing for sure."""

import re
import tomllib
from collections.abc import Sequence, Set
from functools import cache

from voice.english import following
from voice.english.amounts import amount
from voice.english.spellings import with_commas
from voice.english.words import ARTICLES, is_many
from voice.skills.sentences import FOLDER

LONGEST_THING, MOST_THINGS = 8, 12
"""Words of each, and number, where things are told one by one: "add a tent, two mugs, …"."""
LEADING = ARTICLES | {"some", "any", "also", "to", "on", "my", "our", "me", "item", "those", "these"}
SOME_OF, THOSE = re.compile(r"^(?:(?:some|any|more) )?of (?=\w)"), re.compile(r"(?<=\w )(?:those|these) (?=\w)")
"""What says that some of something are wanted: "some of those dishwasher tablets"."""
PAIRS = (
    "mac and cheese", "macaroni and cheese", "fish and chips", "half and half", "salt and vinegar", "bits and pieces",
    "salt and pepper", "cheese and onion", "bangers and mash", "bubble and squeak", "sweet and sour", "surf and turf",
    "cookies and cream", "biscuits and gravy", "pork and beans", "peanut butter and jelly", "steak and kidney",
    "head and shoulders", "ben and jerry's", "m and m's",
)  # fmt: skip
"""One thing each, for all their "and": dishes, flavours and brands that are known by both words."""
KIND_OF_IT = re.compile(
    r"chocolate .+|(?:milk|orange) chocolate|(?:peanut butter|butter|milk) cookies|(?:rice|bread|potato) flour|butter chicken|"
    r"garlic (?:bread|butter|salt|mushrooms|chicken|cheese)|coffee ice cream|rice (?:wine|milk|cereal)|salt beef|butter lettuce"
)
"""One thing each, though the sentences know both of its words as things: "milk chocolate"."""
AND = re.compile(r",(?: and)? | and ")
PAIR = re.compile(rf"\b(?:{'|'.join(PAIRS)})(?![\w'])")
BEHIND_MANY = {"of", "for", "with", "without", "from", "in", "on", "to", "or", "and", "that", "which"}
"""What goes on about many things: "tomatoes for sandwiches"."""
BUYS = re.compile(
    r"(?:(?:please|can you|could you) )*(?:add|buy|get)(?: me| us)? (?P<things>.+?)(?:,? (?:please|too|as well))*"
)


@cache
def _known() -> Set[str]:
    """What the sentences know to be on lists."""
    values = tomllib.loads((FOLDER / "lists.toml").read_text(encoding="utf-8"))["lists"]["item"]["values"]
    return frozenset(values)


def is_known(thing: str) -> bool:
    """Whether words are a thing for sure: one that is often on lists, or several of a kind."""
    return thing in _known() or (len(thing.split()) == 1 and is_many(thing))


def bought(text: str) -> str:
    """What is to be bought, where no list is named: known things, and others by their number: "three apples and two pears"."""
    found = BUYS.fullmatch(text)
    things = [_without_amount(part) for part in apart(found["things"])] if found else []
    return found["things"] if found and all(map(is_known, things)) and not _known().isdisjoint(things) else ""


def _without_amount(thing: str) -> str:
    said = thing.split()
    return without_leading(" ".join(said[amount(said).end :]))


def in_a_row(text: str) -> list[str]:
    """Take things apart that were said without a pause: "onions carrots", "milk eggs bread"; one where that is not sure."""
    said = text.split()
    if behind := next((at for at in range(1, len(said) - 1) if _begins_another(said, at)), 0):
        return [*in_a_row(" ".join(said[:behind])), *in_a_row(" ".join(said[behind:]))]
    row, rest = list[str](), said
    while rest and (size := next((n for n in range(len(rest), 0, -1) if " ".join(rest[:n]) in _known()), 0)):
        row, rest = [*row, " ".join(rest[:size])], rest[size:]
    if row and not rest and not KIND_OF_IT.fullmatch(text):
        return row
    for at in range(1, len(said)):
        left, right = said[:at], said[at:]
        if left[-1] in _known() and is_many(left[-1]) and right[0] not in BEHIND_MANY and is_many(" ".join(right)):
            return [" ".join(left), *in_a_row(" ".join(right))]
    return [text]


def _begins_another(said: Sequence[str], at: int) -> bool:
    """Whether a word begins another thing, by how much of it is said: "milk" and "two eggs"."""
    before, much = without_leading(" ".join(said[:at])).split(), amount(said[at:])
    behind, counted = said[at + much.end :], bool(before) and before[-1] not in BEHIND_MANY
    if not much.end or not behind or not counted:
        return False
    packed = said[at + much.end - 1] == "of"
    if not packed and (much.pack or not (is_many(behind[0]) or (much.number == "one" and is_known(behind[0])))):
        return False
    first = amount(before)
    return first.end < len(before) if first.end else is_known(" ".join(before))


def apart(text: str) -> list[str]:
    """Take several things apart: "fish and chips, milk and eggs" are three."""
    return [part.replace("&", "and") for part in AND.split(PAIR.sub(lambda pair: pair[0].replace(" and ", " & "), text))]


def tells_things(text: str) -> bool:
    """Whether a text tells one thing after the other, and no story."""
    things = apart(text)
    return 2 < len(things) <= MOST_THINGS and all(len(thing.split()) <= LONGEST_THING for thing in things)


def things_apart(said: str, text: str) -> str:
    """Plain words with the commas of a text between things: not those behind "no" or before "please"."""
    plain, marked = said.split(), with_commas(said.split(), text)
    leads = (pattern.match(said) for pattern in (following.LEAD, following.CORRECTS, following.MORE))
    first = max(len(lead[0].split()) for lead in leads if lead)
    last = len(following.TOO.sub("", said).split()) - 1
    return " ".join([*plain[:first], *marked[first:last], *plain[max(first, last) :]])


def without_leading(text: str) -> str:
    words = SOME_OF.sub("", text.strip(" ,")).split()
    while words and words[0] in LEADING:
        words = words[1:]
    if len(words) > 1 and words[-1] in ("on", "off"):  # "put lentils on"
        words = words[:-1]
    return " ".join(words)
