"""Reads what a request about whole lists says word by word, where no sentence knows it: "go over my list with me".

What is to go on a list or off it may be any words, so requests that name it are left to the sentences.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from voice.english.spellings import words
from voice.english.words import vocabulary
from voice.skills.lists.said import SHOPPING, TO_DO
from voice.skills.reading.any_order import OF_US, WHY, AnyOrder, Said

if TYPE_CHECKING:
    from voice.skills.matcher import Found

LONGEST_TEXT = 100
"""Characters of the longest request that is read."""
LIST = re.compile(r"\b(?:lists?|tasks|todos?|to-?dos?|buy|store)\b", re.IGNORECASE)
NAMED = {
    SHOPPING: (
        "shopping list|grocery list|groceries list|shopping lists|grocery lists|list of groceries|list of things to buy"
        "|list of groceries to buy|list of items to buy|list for shopping|list of shopping|list of grocery|list for groceries"
        "|list of food|food list|list of things to get|list of stuff to buy|need to buy|have to buy|i have to buy"
        "|we have to buy|i need to buy|i must buy|must i buy|should i buy|should we buy"
        "|need at the store|need from the store|need from the shop|get at the store|supposed to buy"
    ),
    TO_DO: (
        "to do list|todo list|to-do list|task list|tasks list|list of tasks|list of things to do|list of to do|list of todos"
        "|my tasks|my to dos|my todos|my to do|my todo|to dos|list of chores to do|list of things to get done|my to-do"
        "|need to get done|list for to do"
    ),
}
"""One of the lists that there always are → the ways to name it."""
MEANINGS: Mapping[str, str] = {
    "list": "list|list's|the list",
    "lists": "lists|any list",
    "items": (
        "item|items|thing|things|entry|entries|groceries|stuff|products|tasks|chores|foods|food items|element|elements"
    ),
    "ask": (
        "what|what's|which|is|are|do i have|do we have|have i|have i got|show|check|tell|tell me|see|find|read|display"
        "|look at|look up|look over|bring up|pull up|view|go over|go through|hear|say|recite|name|get|give|open|access"
        "|retrieve|review|present|repeat|print|state|describe|identify|locate|know|does|do|did i|were|load|fetch|inform"
        "|call up|explain|read back|speak|scan|any|anything|what all|bring|details|contents of|contents|content"
    ),
    "count": "how many|how much|number of|how long|how big|the number|total|count",
    "clear": (
        "clear|empty|erase|wipe|delete|reset|clean|remove|clear out|empty out|wipe out|get rid of|throw away|throw out|scrap"
        "|trash|discard|no longer need|no longer want|don't need|do not need|don't want|cancel|take off|eliminate|destroy"
        "|deleted|removed|scratch|dispose of|drop|cross off|cross out"
    ),
    "make": (
        "make|create|start|begin|open up|open a new|open new|generate|set up|setup|prepare|form|build|compose|write|need a"
        "|want a|need|want|new|add|set|initiate|would like|i'd like|creating|another|begin with|put together|draft|compile"
    ),
    "a list": "a list|another list|new list|new lists|one more list",
    "added": (
        "added|i added|put on|i put|i made|i have made|was added|made|created|i created|i've made|i have created|added to"
        "|written"
    ),
    "change": "update|edit|modify|change|amend|adjust|rearrange|alter|replace",
    "all": "all|everything|every|whole|entire",
    "old": (
        "last|first|second|third|top|next|latest|recent|previous|newest|oldest|old|yesterday's|yesterday|last week"
        "|last month"
    ),
    "": (
        "on|up|from|with|about|into|out|off|has|had|contains|contain|contained|there|available|current|currently|today|so far"
        "|left|remaining|still|also|again|and|one|ones|name|names|names of|title|titles|called|written|saved|existing|present"
        "|of|each|every|do i|did i|i have|we have|if|whether|i've|aloud|out loud|loud|over|through|this week|look|go"
        "|i'm|having|got|help|item|include|includes|included|yet|already|anymore|any more|clean|exist|please|another|down"
        "|one by one|today's|i did|full|completely|recently|by|for the day"
    ),
    "done": "done|finished|finish|complete|completed",
    "later": "tomorrow|tonight|next week|the weekend",
}
"""What is said → the ways to say it; what says nothing is under ""."""
HOW = re.compile(
    rf"(?:how (?:do|can|to|should|would|does|did|about)|what about|what (?:would|should|can|could) you|"
    rf"what (?:should|shall|do|can|could) i (?:name|call|do with)|"
    rf"(?:please )?(?:can you |could you )?(?:add|put|include|keep|leave) (?:me|us)(?! together)|{WHY})\b"
)
"""How what asks how something is done begins, or what somebody wants to be on a list themselves."""
ASKS = vocabulary("which what what's should did does how why is are was were has")
"""Words of a question or of what is told, which clears nothing: "which list should I delete", "is the list clear"."""
TO_LIST = re.compile(r"list (?!.*\b(?:lists?|tasks|to-?dos?|items?|things|groceries|contents?|buy|please)\b).+")
"""What is listed that is on no list: "list everything for May"."""
CHANGES = frozenset({"add", "remove", "clear", "make"})
"""What is only asked about is not done."""
NEW = ("", "a ", "new ", "a new ")
"""What may stand before a name."""
READER = AnyOrder(
    MEANINGS, {name: "|".join(new + way for way in ways.split("|") for new in NEW) for name, ways in NAMED.items()}
)


def found(text: str) -> Iterator["Found"]:
    """Give what a request is, if all of it is understood, as the matcher gives what it finds."""
    from voice.skills.matcher import Found

    plain = " ".join(words(text)) if len(text) <= LONGEST_TEXT and LIST.search(text) else ""
    said = READER.read(plain) if plain and not HOW.match(plain) and not TO_LIST.fullmatch(plain) else None
    slots = _slots(said) if said and len(said.values) < 2 else None
    if said and slots and not (slots["do"] in CHANGES and (OF_US.match(plain) or _is_later(said, slots))):
        named = [("list", name) for name in said.values if slots["do"] != "names"]
        yield Found("lists", [*slots.items(), *named], WHOLE.get(slots["do"], True), 0, plain, ())


WHOLE = {"add": False, "remove": False}
"""Whether a request lacks nothing, where it can: what is to be put on a list, or taken off."""


def _is_later(said: Said, slots: Mapping[str, Any]) -> bool:
    """Whether something is to be done later, which is not done now; what a new list shall be called can be asked at once."""
    return "later" in said.meanings and not (slots["do"] == "make" and not said.values)


def _slots(said: Said) -> dict[str, Any] | None:
    """Find what is to be done; None where that is not one thing."""
    meant = said.meanings
    if not (said.values or meant & {"list", "lists", "a list"}):
        return None
    if "a list" in meant and "ask" in meant:
        return None
    deeds = meant & {"clear", "make", "change"}
    if "clear" in deeds and not said.words.isdisjoint(ASKS):
        return None
    if "clear" in deeds:
        if "count" in meant or ("items" in meant and meant & {"added", "old"}):
            return None
        if meant & {"added", "old"}:
            return {"do": "names"}  # when a list was made is not kept
        if ("lists" in meant and "all" not in meant) or "a list" in meant or "a" in said.words:
            return {"do": "remove"} if "a" in said.words and "items" in meant and not said.values else {"do": "names"}
        return {"do": "remove"} if "items" in meant and "all" not in meant else {"do": "clear"}
    if "change" in deeds:
        return {"do": "add"}
    if "count" in meant:
        return {"do": "names"} if "lists" in meant else {"do": "count"}
    if meant & {"lists"} and not said.values:
        return {"do": "read", "all": True} if "ask" in meant and said.words & {"on", "in"} else {"do": "names"}
    if "ask" not in meant and (("make" in meant and "items" not in meant) or "a list" in meant):
        return {"do": "make"}
    if "make" in meant and meant & {"items"} and "ask" not in meant:
        return {"do": "add"}
    return None if meant & {"make", "old", "added", "done"} and "ask" not in meant else {"do": "read"}
