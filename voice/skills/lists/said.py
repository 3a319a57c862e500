"""Reads what was said about lists: what is to be done, which list is named, and the items, apart and without their "some".

The slots are `{do: add|remove|has, list?, items: […]}`, `{do: move, list, source?, items}`, `{do: read, list?, position?}`,
`{do: read, all: true}` for every list, `{do: count, list?}` or `{do: names}`;
`{do: make, list?, items?}` puts items on the new list, `{do: clear, list?, kept?}` leaves some there, `{do: remove, all: true}`
takes off whatever an item may be, `{do: offer, items}` asks whether it shall be added, `{do: restore, list}` puts back what was
taken off. `{do: add, later: "tomorrow"}` was to be done then.
"""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from voice.english.amounts import put_before
from voice.english.numbers import BELOW_HUNDRED
from voice.english.times import WEEKDAYS
from voice.english.words import ARTICLES
from voice.skills.lists.things import THOSE, apart, in_a_row, without_leading
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
NOT_IN_NAME = {
    "with", "containing", "including", "except", "without", "but", "please", "list", "lists", "actually", "wrong", "is", "are",
    "from", "off", "my", "our", "at", "tomorrow", "tonight",
}  # fmt: skip
"""What a list's name does not hold: behind it stands what is on the list."""
BARE_NAME = re.compile(r"(?P<item>.+) (?:to|onto|from|off) (?:(?:the|my|our) )?(?P<list>.+?)")
"""A thing, and what may be a list: "socks to my packing"."""
NAMES_LIST = re.compile(r" (?:to|on|onto) (?:the|my|our) (?:[\w-]+ ){0,3}list$")
"""How a thing ends that is told with its list: "soap to the packing list"."""
OF_WHICH_KIND = re.compile(r"the (?P<which>\w+(?: \w+)?) (?:ones?|kind|sort|type)")
"""Which kind of the thing before it is wanted: "crisps, the salty ones"."""
TELLS_WHY = re.compile(r"(?:i|we|he|she|they)(?:'\w+)? .+|(?:it's|that's|there's) .+")
"""What is said beside something to buy, and is nothing to buy itself: "we're out of it"."""
UNSAID = {
    "it", "this", "that", "them", "these", "those", "item", "items", "something", "everything", "things", "me", "him", "her",
    "us", "anything", "stuff", "thing", "another", "more", "name", "names", "usual", "same", "again", "rest", "lot",
}  # fmt: skip
"""What names no item: "add this to my list"."""
NOTHING = re.compile(
    r"(?:actually|what|which(?: one)?|who|where|why|how(?: many| much)?|when|no(?! \w+)|not|nope|yes|yeah|"
    r"nothing(?: (?:else|more|at all))?|never mind|don't|do not|nah|none|wait|hold on|"
    r"hang on|(?:on|having) second thoughts?|forget it|scratch that|(?:the )?(?:wrong|right|other|same) (?:list|one)|"
    r"(?:of )?(?:them|these|those)|both|off|and|maybe|whatever|i mean|oh|that's wrong|hm+|um+|uh+|er+m?| )+"
)
"""What is said of things and is none: "actually no"."""
NO_THING = re.compile(
    r"(?:actually|oh|wait|sorry|and|but|on second thoughts?),? (?:no|not|don't)\b.*|(?:don't|do not|not) \w.*|"
    r".*\b(?:except|apart from|other than)\b.*|(?:everything|all|anything) (?:but|bar|save)\b.*|"
    r".*\b(?:on|off|from|to) (?:the|my|our) (?:[\w-]+ )?list\b.*|.* and actually\b.*|"
    rf"(?:\d+|another|{'|'.join(BELOW_HUNDRED)})(?: more)? (?:to|onto) .+"
)
"""The same, where nothing is to be done: "everything off the list except tea", or something else: "two to the pasta"."""
LATER = re.compile(
    rf"(?P<item>.+) (?P<later>later|tomorrow|tonight|next week|(?:on |next )(?:{'|'.join(WEEKDAYS)}))", re.IGNORECASE
)
"""A thing, and when it is to be put on a list."""
POLITE = re.compile(
    r"(?:(?:^|,? )(?:and |that )?(?:please(?: and thank you)?|and thank you|thanks(?: a lot)?|thank you|cheers|"
    r"(?:that's|that is|that'll be|that will be) (?:it|all)(?: for now)?))+$"
)
POLITE_DEED = re.compile(r"(?:,? (?:please(?: and thank you)?|and (?:thank you|thanks|that's (?:it|all))))+$")
"""The same behind something to do, which may be to thank somebody."""
KEEPING = re.compile(r"^(?:(?:just|only|please) )*(?:keep|leave) | (?:on|in) (?:it|there)$")
REASON = re.compile(
    r",? (?:(?:because|cos) .*|(?:(?:because|as|since|cos) )?(?:i|we)(?:'re|'m|'ve| are| am| have)?"
    r"(?: (?:just|nearly|almost|all|running|run|ran|clean))* out\b.*|"
    r"(?:i|we) (?:don't|do not) (?:need|want|like) (?:it|that|them|any)\b.*|"
    r"(?:as |since )?(?:i|we)(?:'ve| have)?(?: already)?(?: got| have| had) "
    r"(?:some|one|it|that|them|enough|plenty|loads|lots)\b.*|"
    r"(?<=, )(?:i|we|he|she|they|it's|there's)(?:'\w+)? (?!.*(?:,| and )).*)$",
    re.IGNORECASE,
)
"""Why something is wanted, or not: "the sugar, we've got some"."""
BUYING = re.compile(r"^(?:buy|get) (?:(?:a|an|some|the) )?(?=\w)")
"""What is done with all that is on a shopping list: "I need to buy a card, add it to my list"."""
CONTACT = re.compile(r"\bcontacts?\b")
"""Who is reached how is kept elsewhere: "add tom to my contact list"."""
NO_LIST = re.compile(
    r"(?:.* )?(?:friends?|followers|subscribers|e-?mails?|mailing|inbox|messages?|calendar|phone|events?|"
    r"favou?rites?|news|stocks?)"
)
"""What is kept elsewhere, though it is called a list: "the mailing list"."""
NO_ITEM = re.compile(
    r"(?:me|him|her|us)|(?:this|that) (?:song|track|album|artist|video|episode|podcast|photo|picture|post|station|channel)|"
    r".* (?:to|on|in|from|off) (?:my|the|our) (?:calendar|diary|schedule|agenda|playlist|queue|cart|basket|favou?rites)|"
    r"(?:if|whether|of) .*|(?:this|that) person|(?:all |any )?(?:(?:the|my|new|unread) )*(?:e-?mails?|events|meetings"
    r"|appointments|messages)|"
    r"(?:(?:a|an|the|new|another) )*lists?(?: (?:of|for|called|named) .*)?"
)
"""What is no thing on a list: "add this song", "put me on the list", "check if i have rice"."""
THINGS = re.compile(
    r"(?P<name>(?:\w+ )?(?:things|stuff|items|tasks|groceries|chores|errands|bills))"
    r"(?P<to> to (?!(?:be )?(?:buy|get|do|purchase|done)\b)(?:be )?\w+)?"
)
"""What a list is of that somebody keeps, and is not asked for: "things to pack", "monthly groceries to be bought"."""
LONGEST_PURPOSE = 2
"""Words of what a list is for: more is a question what should be on it."""
LONGEST_OFFERED = 4
"""Words of what somebody needs that sound like something to buy."""
OTHER_LIST = re.compile(r"\b(?:list|lists) and\b")
"""What names a list that is no item: "add milk to my shopping list and to my to-do list" are two requests."""
DEED = re.compile(
    r"(?:^|\b(?:but|and|then) )(?:(?:oops|no|wait|also|then|please) )*"
    r"(?:add|put|remove|delete|clear|(?:take|cross|strike)(?: \w+)* off|remind (?:me|us)|wake (?:me|us)|"
    r"set (?:a|an|the|my|another) (?:\w+ )*(?:timer|alarm|reminder))\b|^not?\b"
)
"""What is to be done to a list, and is nothing to buy: "add bread and remove wine", "jam but remove wine"."""
UNSOLD = re.compile(
    r"\b(?:time|help|info\w*|money|sleep|space|room|ideas?|patience|practice|breath|luck|people|energy|options|light|"
    r"steam|details|"
    r"examples|words|about|that|it|you|to|and then|house|home|flat|car|tickets?|here|order|town|office|work|school|country|"
    r"control|touch|reach|date|shape|bounds|sight)\b"
)
"""What nobody wants on a shopping list, though they need more of it or want to buy it."""


def read(captures: Captures) -> dict[str, Any] | None:
    captures, later = _without_time(captures)
    said = {**dict(captures), **later}
    slots: dict[str, Any] = {"do": said["do"]}
    if any(CONTACT.search(str(said.get(slot, ""))) for slot in ("list", "source", "item")):
        return None
    if NO_LIST.fullmatch(str(said.get("list", ""))) or NO_ITEM.fullmatch(str(said.get("item", ""))):
        return None
    if "things" in said:
        if not (things := THINGS.fullmatch(str(said["things"]))):
            return None
        said["list"] = things["name"] if " to be " in things[0] else things[0]
    if "purpose" in said and (
        str(said["list"]) in {SHOPPING, *NAMES} or len(str(said["purpose"]).split()) > LONGEST_PURPOSE
    ):
        return None
    for slot in ("list", "source"):
        if slot in said and not (name := _list_name(str(said[slot]))):
            return None
        if slot in said:
            slots[slot] = NAMES.get(name, name)
    if "position" in said:
        slots["position"] = int(said["position"])
    name = slots.get("source" if said["do"] == "move" else "list", SHOPPING)
    items = [item for text in _things(captures) for item in _items(put_before(THOSE.sub("", text)), name)]
    if "kept" in said:
        slots["kept"] = _items(KEEPING.sub("", said["kept"]), name)
    if not all(_is_thing(item, name) for item in [*items, *slots.get("kept", ())]) or slots.get("kept") == []:
        return None
    slots |= {slot: said[slot] for slot in ("all", "later", "ticked") if slot in said}
    if "item" in said and (OTHER_LIST.search(str(said["item"])) or (not items and said["do"] in ("has", "move"))):
        return None
    if slots.get("list") != TO_DO and any(map(DEED.search, items)):
        return None
    longest = max((len(part.split()) for part in apart(str(said.get("item", "")))), default=0)
    if said["do"] == "offer" and (longest > LONGEST_OFFERED or UNSOLD.search(str(said["item"]))):
        return None
    return slots | ({"items": items} if items else {})


def _without_time(captures: Captures) -> tuple[Captures, dict[str, str]]:
    """What is to be put on a list, without the time at which that is to be done: "milk tomorrow"."""
    last = next((at for at in reversed(range(len(captures))) if captures[at][0] == "item"), None)
    if last is None or ("do", "add") not in captures or ("list", TO_DO) in captures:
        return captures, {}
    found = LATER.fullmatch(str(captures[last][1]))
    if not found:
        return captures, {}
    return [*captures[:last], ("item", found["item"]), *captures[last + 1 :]], {"later": found["later"]}


def _things(captures: Captures) -> Iterator[str]:
    """The things that were said; those that nothing stands between are told together."""
    row: list[str] = []
    for slot, text in [*captures, ("and_more", True)]:
        if slot == "item":
            row.append(str(text))
        elif slot == "and_more":
            yield " ".join(row)
            row = []


def _list_name(said: str) -> str:
    """The name of a list without what is no part of it; "" where the words are no name."""
    words = [word for word in said.split() if word not in NO_PART | ARTICLES]
    named = 0 < len(words) <= LONGEST_NAME and words[0] not in NO_NAME and NOT_IN_NAME.isdisjoint(words)
    named = named and not NOTHING.fullmatch(said)
    return " ".join(words) if named else ""


def _is_thing(item: str, list_name: str) -> bool:
    if list_name == SHOPPING and TELLS_WHY.fullmatch(item):
        return False
    return not (NOTHING.fullmatch(item) or (list_name != TO_DO and NO_THING.fullmatch(item)))


def _items(text: str, list_name: str) -> list[str]:
    """Take the items out of what was said: "some milk, eggs and bread" → milk, eggs, bread. A thing to do is one item."""
    text = POLITE_DEED.sub("", text) if list_name == TO_DO else REASON.sub("", POLITE.sub("", text))
    parts = [text] if list_name == TO_DO else [thing for part in apart(text) for thing in in_a_row(part)]
    cleaned = list[str]()
    for part in parts:
        which = OF_WHICH_KIND.fullmatch(part.strip()) if cleaned else None
        cleaned.append(f"{which['which']} {cleaned.pop()}" if which else without_leading(part))
    if list_name != TO_DO:
        cleaned = [BUYING.sub("", item) for item in cleaned]
    return list(dict.fromkeys(item for item in cleaned if item and not UNSAID.issuperset(item.split())))


def named_behind(slots: Mapping[str, Any], lists: Container[str]) -> Mapping[str, Any] | None:
    """What is to be done where the last thing ends in the bare name of a list that is there: "socks, soap to packing".

    A thing to do may well end in it: "reply to work".
    """
    *before, last = slots.get("items") or [""]
    found = BARE_NAME.fullmatch(last)
    if not found or slots.get("list") == TO_DO or (name := NAMES.get(found["list"], found["list"])) not in lists:
        return None
    return {**slots, "list": name, "items": [*before, found["item"]]}
