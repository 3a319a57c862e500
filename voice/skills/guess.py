"""Asks whether a deed is meant that may not be, or which of several, and says what stays as it is.

    remind me to call Tom on friday · who was Einstein · no, thursday     "Do you mean: …?", and a yes does it
    what's on · cancel it                                                 "Which one: the timer or the alarm?"
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from voice.clock import Clock
from voice.english import following
from voice.english.consent import consent
from voice.english.numbers_said import capital
from voice.english.words import alike
from voice.messages import Match, SkillReply
from voice.skills.skill import Context, Skill
from voice.skills.timing.choice import PLACES, Selection
from voice.skills.timing.undo import UNDO
from voice.skills.timing.wording import Wording

NAME = "guess"
LEFT = "All right, I left it."
TELLS = {"read", "count", "has", "names", "offer"}
"""What the lists' skill only tells."""
NEWEST = re.compile(r"\bthe newest (timer|alarm|reminder)\b")

NAMED = re.compile(r"\bthe (?:(?!the )[\w:'-]+ )*?(timer|alarm|reminder)\b")
OTHER = re.compile(r"(?:(?:no|sorry|oh) )*(?:the|my) (?P<which>(?!other\b|last\b|first\b).+) one(?: please)?")
"""Another one than was asked about: "no, the seven one"."""


def skill(clock: Clock, selection: Selection, wording: Wording) -> Skill:
    def all_set(place: str) -> str:
        """What is set at a place, kind by kind; "" for nothing."""
        told = (wording.all_of(selection.of(kind, place), clock.today()) for kind in selection.kinds(place))
        return " ".join(f"{capital(one)}." for one in told)

    def as_called(request: str, context: Context) -> str:
        """A request in which what was set last is called as it is told from others: "the alarm at 7 am tomorrow"."""
        if request == UNDO:
            return "undo what I did last"
        newest = NEWEST.search(request)
        found = selection.meant({"kind": newest[1], "which": "newest"}, context) if newest else []
        return NEWEST.sub(wording.called(found[0], clock.today()), request) if found else request

    async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
        if "left" in slots:
            return SkillReply(LEFT)
        if "either" in slots:
            *others, last = [f"the {name}" for name in slots["either"]]
            return SkillReply(f"Which one: {', '.join(others)} or {last}?")
        if not slots["requests"]:
            return SkillReply(f"Nothing was cancelled. {all_set(context.place)}".rstrip())
        return SkillReply(f"Do you mean: {', and '.join(as_called(one, context) for one in slots['requests'])}?")

    return Skill(NAME, dict, run, (LEFT,))


def asking(requests: Sequence[str], said: str) -> Match:
    """Ask whether these are meant; without any, say that nothing was cancelled."""
    return Match(NAME, {"requests": list(requests)}, said)


def which(requests: Mapping[str, str], said: str) -> Match:
    """Ask which of several is meant; `requests`: what each is called → the request that does it."""
    return Match(NAME, {"either": dict(requests)}, said)


def of_several(said: str, found: Match, names: Sequence[str], match: Callable[[str], Match | None]) -> Match | None:
    """Ask what "it" is in a request which would change something, where that can be done to several; None for what is clear.

    `names`: what "it" may be; `found`: the request as it would be understood."""
    tells = found.also or found.skill not in ("timer_cancel", "timer_change", "lists") or found.slots.get("do") in TELLS
    if tells or not following.IT.search(said):
        return None
    lead, able = following.LEAD.match(said), dict[str, str]()
    for name in names:
        text = following.IT.sub(f"the {name}", said[lead.end() if lead else 0 :], count=1)
        for way in (text, following.MAKES.sub(rf"change the {name} to ", text)):
            if (other := match(way)) and other.skill == found.skill:
                able.setdefault(name, way)
    return which(able, said) if len(able) > 1 else None


def leaving(said: str) -> Match:
    """Say that something stays as it is."""
    return Match(NAME, {"left": True}, said)


def answered(said: str, last: Match) -> Sequence[str] | None:
    """The requests that an answer is for, none for a no; None for words that are no answer."""
    meant, rest = consent(said)
    if either := last.slots.get("either"):
        chosen = following.CHOSEN.fullmatch(rest or said)
        named = [request for name, request in either.items() if chosen and alike(name.replace("-", " "), chosen["which"])]
        if chosen and chosen["which"] in PLACES and len(either) > PLACES[chosen["which"]]:
            named = [list(either.values())[PLACES[chosen["which"]]]]
        if chosen and not named and len(part := _named_in_part(chosen["which"], either)) == 1:
            named = part
        every = following.EACH.fullmatch(rest or said)
        return list(either.values()) if every else named or (() if following.NONE.fullmatch(said) else None)
    requests = last.slots.get("requests", ())
    other = OTHER.fullmatch(said) if len(requests) == 1 else None
    if other and NAMED.search(requests[0]):
        return [NAMED.sub(rf"the {other['which']} \1", requests[0], count=1)]
    return None if rest or not meant else last.slots.get("requests", ()) if meant == "yes" else ()


def _named_in_part(said: str, either: Mapping[str, str]) -> list[str]:
    """The requests of those whose names have all words of an answer: "the floor one" of the floor lamp."""
    which = set(said.split()) - {"the", "my", "one"}
    return [request for name, request in either.items() if which and which <= set(name.split())]
