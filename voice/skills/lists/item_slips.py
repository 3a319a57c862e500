"""Puts slips right in what was said about things on a list: "add milk, no, bread", "add bread and jam, actually no jam"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from voice.english import following
from voice.english.amounts import PACKS, amount
from voice.english.spellings import words
from voice.english.words import alike
from voice.messages import Match
from voice.skills.lists.said import SHOPPING, TO_DO
from voice.skills.lists.things import apart, without_leading
from voice.skills.reading import slips

HOW_MUCH = re.compile(
    r"(?:oh |ok |um )*(?P<corrects>(?:no|sorry|actually|wait|i mean|i meant|rather|make (?:it|that|them)|i (?:need|want)) )*"
    r"(?P<much>\w+(?: \w+){0,3}?)(?P<them> of (?:them|those|it|that))?(?: please| instead| actually| rather| though)*"
)
"""How much of a thing is wanted that was just put on a list: "no, a dozen", "two loaves"."""

Understood = Callable[[str], Match | None]
Instead = Callable[[Match, str], str]
"""Gives the request for other things."""

LIST = r"(?P<where>,? (?:to|on|onto|from|off|in) (?:the|my|our) (?:[\w-]+ ){0,3}list)?"
DOES = re.compile(
    r"(?:please |can you |could you )*(?:add|put|get|buy|remove|delete|take off|cross off|(?:i|we) need|"
    r"(?:we're|i'm|we are|i am) out of)\b",
    re.IGNORECASE,
)
"""How a request begins that does something to a thing on a list."""
SLIP = re.compile(
    r"(?<=\w)(?<!with)(?<!without)[,;.]? "
    r"(?:(?:and |but |oh |er |um )*(?:actually|(?:on|having) second thoughts?|no,? wait|wait,? no|oh,? no|no,? not|"
    rf"no,? make that|{slips.DROPS}|i mean|i meant|or rather|make that|sorry|oops|(?:no,? )?(?:hang|hold) on|"
    r"no,? sorry|sorry,? no)"
    r"(?:[,.]? (?:no|not|sorry|wait|i mean|i meant|make that|actually))*|(?<!and )(?<!but )(?P<weak>no|not))\b[,.]?(?: |$)",
    re.IGNORECASE,
)
"""Between what was a slip and what is meant."""
OF = {"add": ("add", "to"), "remove": ("remove", "from")}
OPPOSITE = {"add": OF["remove"], "remove": OF["add"]}
BUT_NOT = re.compile(
    r"(?P<wanted>.+?),? but (?:no(?:t| more)?|without|don't (?:add|get|put))(?: any| the| more)? "
    r"(?P<gone>(?!.*\bones?\b)[a-z' ]+?)(?P<where> (?:to|on|onto) (?:the|my|our) (?:[\w-]+ ){0,3}list)?[.!]?",
    re.IGNORECASE,
)
"""Something that is wanted, and something that is not: "eggs but no bread"."""
PART_OF_IT = re.compile(
    r"(?:sugar|salt|fat|added|bake|pulp|name|gluten|caffeine|alcohol|meat|dairy|lactose|nuts?|more|one|problem|need|idea)\b"
)
"""What "no" goes with in the name of a thing: "no sugar cola"."""
NOT_IT = re.compile(
    r"(?:(?:no|please|just|oh|actually|then|but)[, ]+)*"
    r"(?:(?:not|no|without|minus|leave out|skip|drop|forget|remove|delete|scrap|take off|lose|never mind|"
    r"(?:don't|do not)(?: (?:add|put|get|buy|want|need|bother with))?|"
    r"(?:i|we) (?:don't|do not|no longer) (?:want|need)|"
    r"(?:i|we)(?:'ve| have)?(?: already| just)? (?:got|bought)|no need for) (?:the |any |"
    r"some )?)"
    r"(?P<what>.+?)(?: (?:after all|any ?more|actually|please))*",
    re.IGNORECASE,
)
"""What is taken back of several things: "no jam", "not the jam", "we have got jam"."""
NOT_THE = re.compile(r"(?:(?:no|oh|actually|sorry|wait|but)[, ]+)*not the (?P<what>[\w' ]+)", re.IGNORECASE)
"""What is taken back of what was put there before: "actually not the yoghurt"."""
REMOVES = re.compile(r"(?:please )?(?:remove|delete|take off|scrap|drop|lose)\b(?!.*\b(?:add|put|get)\b)", re.IGNORECASE)
TELLS_WHY = re.compile(rf"\b(?:i|we|he|she|they|you)\b|{following.STATES.pattern}", re.IGNORECASE)
"""What stands behind it and is no thing: "not the eggs, we've got plenty"."""
SEVERAL = re.compile(r",| and ", re.IGNORECASE)
"""What stands between things that are all to go: "remove the jam, nuts"."""
BACK = re.compile(
    r"(?:(?:no|not|oh|please|just|don't|do not|(?:add|do|bother with|get|put|buy) (?:it|that|them|any of that)|bother|"
    r"leave (?:it|that)|forget (?:it|that|about it)|never mind|"
    r"(?:cancel|scrap|scratch|undo|drop|skip|stop) (?:it|that)(?: last(?: one| thing| bit)?)?|sorry|"
    r"wait|(?:i|i've|i have) changed my mind|(?:i|we) (?:don't|do not) (?:need|want) (?:it|that|them|any|to)|"
    r"(?:i|we)(?:'ve| have)(?: already)? got (?:it|that|them|some|one|plenty)|actually|that's wrong|thanks|thank you)[, ]*)*",
    re.IGNORECASE,
)
"""That nothing of it is wanted."""
LEAD = re.compile(r"(?:(?:no|not|oh|oops|sorry|wait|actually|i mean|i meant|and|but|on second thoughts?)[, ]+)*", re.IGNORECASE)
ASKS = re.compile(
    r"(?:do|does|did|have|has|is|are|was|were|what|how|why|when|where|who|which|can|could|should|shall|will|would)(?:'s)? "
    r"(?:i|we|you|they|he|she|it|there|that|the|my|our|much|many|is|are|do)\b",
    re.IGNORECASE,
)
"""How a question begins, which is no thing for a list."""
AFTER = re.compile(rf"(?P<after>.*?){LIST}[.!]?", re.IGNORECASE)
INSTEAD_OF = re.compile(r"(?P<new>.+?),? (?:not|instead of|rather than) (?:the )?(?P<old>.+)", re.IGNORECASE)


def put_right(text: str, certain: Understood, whole: Understood, instead: Instead) -> Match | None:
    """What is to be done to a list, with a slip put right in the same breath; None where there is none.

    `certain` understands one request, `whole` several as well.
    """
    if not DOES.match(text):
        return None
    if (some := BUT_NOT.fullmatch(text)) and not PART_OF_IT.match(some["gone"]):
        return certain(some["wanted"] + (some["where"] or ""))
    for slip in reversed(list(SLIP.finditer(text))):
        found = AFTER.fullmatch(text[slip.end() :])
        before, where = text[: slip.start()], (found and found["where"]) or ""
        first = _as_one(put_right(before, certain, whole, instead) or whole(before) or whole(before + where))
        if found is None or first is None:
            continue
        if ASKS.match(found["after"]):
            return None  # "no wait, do we have eggs?"
        if slip["weak"] and PART_OF_IT.match(found["after"]) and not slip[0].endswith(", "):
            return None
        *others, item = first.slots["items"]
        if _of(first)[0] == "add" and (much := so_many(item, " ".join(words(found["after"])), sure=True)):
            return certain(instead(first, ", ".join([*others, much])))
        if found["after"] and (afresh := certain(found["after"] + where)):
            return afresh
        if BACK.fullmatch(found["after"]):
            return certain("never mind")
        if (told := _taken_apart(first.slots["items"], found["after"], _denies(slip[0]))) is None:
            return None
        gone, new = told
        if not gone and (slip["weak"] or "").lower() == "not":
            return first  # "white wine not red"
        kept = [item for item in first.slots["items"] if item not in gone] if gone else first.slots["items"][:-1]
        return certain(instead(first, ", ".join([*kept, *new])) if kept or new else "never mind")
    return None


def behind(said: str, last: Match) -> Sequence[str]:
    """Requests that put right a part of what was just done to a list: "no jam", "no, a dozen"; none where nothing does."""
    items, do = last.slots.get("items", []), str(last.slots.get("do"))
    lead = LEAD.match(said)
    name = last.slots.get("list", SHOPPING)
    if (some := BUT_NOT.fullmatch(said)) and do == "add" and lead and not PART_OF_IT.match(some["gone"]):
        gone = [f"remove {some['gone']} from my {name} list"] if any(alike(one, some["gone"]) for one in items) else []
        return [f"add {some['wanted'][lead.end() :]} to my {name} list", *gone]
    if do == "add" and items and (more := so_many(items[-1], " ".join(words(said)))):
        return [f"remove {items[-1]} from my {name} list", f"add {more} to my {name} list"] if name != TO_DO else []
    if lead and REMOVES.match(said[lead.end() :]) and (do == "remove" or SEVERAL.search(said, lead.end())):
        return []  # all of them go, whenever they were put there
    if do == "add" and (one := NOT_THE.fullmatch(said)) and not any(alike(item, one["what"]) for item in items):
        return [f"remove {following.TOO.sub('', one['what'])} from my {name} list"]
    if do not in OPPOSITE or not lead or not (told := _taken_apart(items, said[lead.end() :], _denies(lead[0]))):
        return []
    gone, new = told
    both = ((OPPOSITE[do], gone), (OF[do], new))
    return [f"{deed} {', '.join(some)} {to} my {name} list" for (deed, to), some in both if some] if gone else []


def so_many(item: str, said: str, sure: bool = False) -> str:
    """A thing with what was said of how much of it is wanted; "" where nothing is. `sure`: it is said of that thing."""
    much = HOW_MUCH.fullmatch(said)
    number, pack, end = amount(much["much"].split()) if much else ("", "", 0)
    if not much or not number or much["much"].split()[end:] or not (sure or much["corrects"] or much["them"] or pack):
        return ""
    _, had, at = amount(item.split())
    pack = pack or (PACKS.get(had, had) if number != "one" else had)
    return " ".join([number, *([pack, "of"] if pack else []), *item.split()[at:]])


def _as_one(match: Match | None) -> Match | None:
    """All things of a request for one list, of which some may be asked for apart; None where it is none."""
    deeds = [match, *match.also] if match else []
    if not deeds or any(one.skill != "lists" or "items" not in one.slots or _of(one) != _of(deeds[0]) for one in deeds):
        return None
    items = [item for one in deeds for item in one.slots["items"]]
    return replace(deeds[0], slots={**deeds[0].slots, "items": items}, also=())


def _of(match: Match) -> tuple[str, str]:
    return match.slots["do"], match.slots.get("list", SHOPPING)


def _denies(lead: str) -> bool:
    return re.search(r"\b(?:no|not|scratch|second)\b", lead, re.IGNORECASE) is not None


def _taken_apart(items: Sequence[str], said: str, denied: bool) -> tuple[list[str], list[str]] | None:
    """Which of `items` are not meant after all, and what is meant instead or beside; None where that is not clear."""
    gone, new = list[str](), list[str]()
    for piece in apart(said.lower()):
        not_it, other = NOT_IT.fullmatch(piece), INSTEAD_OF.fullmatch(piece)
        what = without_leading(not_it["what"] if not_it else other["old"] if other else piece)
        there = [item for item in items if alike(item, what)]
        if denied and (first := next((item for item in items if what.startswith(f"{item} ")), "")):
            gone, new = [*gone, first], [*new, what.removeprefix(f"{first} ")]  # "not batteries bulbs"
            continue
        if gone and not there and TELLS_WHY.search(piece):
            continue
        if not there and (not_it or other):
            return None
        gone += there if not_it or other or denied else []
        if other or not ((there and denied) or not_it):
            new.append(without_leading(other["new"]) if other else what)
    return gone, new
