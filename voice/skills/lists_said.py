"""Reads what was said about lists: what is to be done, which list is named, and the items, apart and without their "some".

The slots are `{do: add|remove|has, list?, items: […]}`, `{do: read, list?, position?}`, `{do: count|clear|make, list?}` or
`{do: names}`; `{do: offer, items}` asks whether it shall be added, `{do: restore, list}` puts back what was taken off.
"""

import re
from typing import Any

from voice.english.words import ARTICLES
from voice.skills.skill import Captures

SHOPPING, TO_DO = "shopping", "to-do"
NAMES = {
    "grocery": SHOPPING, "groceries": SHOPPING, "to do": TO_DO, "todo": TO_DO, "do": TO_DO, "task": TO_DO, "tasks": TO_DO,
}  # fmt: skip
"""Other names of the two; a "to" before a sentence is taken for a filler: "to do list, add …"."""
LONGEST_NAME = 3
"""Words of a list's name."""
NO_NAME = {"of", "play", "with", "about", "and"}
"""What begins with one of these words is no name: "make a new list of presidents", a "play list"."""
NO_PART = {"new", "called", "named", "current", "entire", "whole", "full", "complete", "available", "latest"}
"""Words before a list that are no part of its name: "the entire list"."""
LEADING = ARTICLES | {"some", "any", "also", "to", "on", "my", "our"}
UNSAID = {
    "it", "this", "that", "them", "these", "those", "item", "items", "something", "everything", "things", "me", "him", "her",
    "us",
}  # fmt: skip
"""What names no item: "add this to my list"."""
PAIRS = ("mac and cheese", "macaroni and cheese", "fish and chips", "half and half", "salt and vinegar", "bits and pieces")
"""One thing each, for all their "and"."""
AND = re.compile(r",(?: and)? | and ")
BUYING = re.compile(r"^(?:buy|get) (?:(?:a|an|some|the) )?(?=\w)")
"""What is done with all that is on a shopping list: "I need to buy a card, add it to my list"."""
CONTACT = re.compile(r"\bcontacts?\b")
"""Who is reached how is kept elsewhere: "add tom to my contact list"."""
LONGEST_OFFERED = 4
"""Words of what somebody needs that sound like something to buy."""
OTHER_LIST = re.compile(r"\b(?:list|lists) and\b")
"""What names a list that is no item: "add milk to my shopping list and to my to-do list" are two requests."""
DEED = re.compile(
    r"(?:^|\b(?:but|and|then) )(?:(?:oops|no|wait|also|then|please) )*"
    r"(?:add|put|remove|delete|clear|(?:take|cross|strike)(?: \w+)* off)\b|^not?\b"
)
"""What is to be done to a list, and is nothing to buy: "add bread and remove wine", "jam but remove wine"."""
UNSOLD = re.compile(
    r"\b(?:time|help|info\w*|money|sleep|space|room|ideas?|patience|practice|breath|luck|people|energy|options|light|steam|details|"
    r"examples|words|about|that|it|you|to|and then|house|home|flat|car|tickets?|here)\b"
)
"""What nobody wants on a shopping list, though they need more of it or want to buy it."""


def read(captures: Captures) -> dict[str, Any] | None:
    said = dict(captures)
    slots: dict[str, Any] = {"do": said["do"]}
    if any(CONTACT.search(str(said.get(slot, ""))) for slot in ("list", "item")):
        return None
    if "list" in said:
        name = " ".join(word for word in str(said["list"]).split() if word not in NO_PART)
        words = name.split()
        if not 0 < len(words) <= LONGEST_NAME or words[0] in NO_NAME:
            return None
        slots["list"] = NAMES.get(name, name)
    if "position" in said:
        slots["position"] = int(said["position"])
    items = [item for slot, text in captures if slot == "item" for item in _items(text, slots.get("list", SHOPPING))]
    if "item" in said and (OTHER_LIST.search(str(said["item"])) or (not items and said["do"] == "has")):
        return None
    if slots.get("list") != TO_DO and any(map(DEED.search, items)):
        return None
    if said["do"] == "offer" and (len(str(said["item"]).split()) > LONGEST_OFFERED or UNSOLD.search(str(said["item"]))):
        return None
    return slots | ({"items": items} if items else {})


def _items(text: str, list_name: str) -> list[str]:
    """Take the items out of what was said: "some milk, eggs and bread" → milk, eggs, bread. A thing to do is one item."""
    parts = [text] if list_name == TO_DO or text in PAIRS else AND.split(text)
    cleaned = [_without_leading(part) for part in parts]
    if list_name != TO_DO:
        cleaned = [BUYING.sub("", item) for item in cleaned]
    return list(dict.fromkeys(item for item in cleaned if item and not UNSAID.issuperset(item.split())))


def _without_leading(text: str) -> str:
    words = text.strip(" ,").split()
    while words and words[0] in LEADING:
        words = words[1:]
    if len(words) > 1 and words[-1] in ("on", "off"):  # "put lentils on"
        words = words[:-1]
    return " ".join(words)
