"""Reads what is asked of the time, here and elsewhere, word by word, in whatever order, where no sentence knows it.

The rules for times cut a time of day out; places must be known, and all other words too. It is then said anew.
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING

from voice.english import places
from voice.skills.reading.any_order import SAYS_NOTHING, AnyOrder

if TYPE_CHECKING:
    from voice.skills.matcher import Found, Matcher

ABOUT = re.compile(
    r"\b(?:time|time ?zones?|hours?|o'clock|clock|date|day|month|year|ahead|behind|noon|midnight|[ap]m|"
    r"(?:morning|afternoon|night) or)\b",
    re.I,
)
LONGEST_TEXT = 120
"""Characters of the longest request that is read."""
LONGEST_PLACE = 3
"""Words."""
MEANINGS: Mapping[str, str] = {
    "time": (
        "time|hour|hours|o'clock|clock|day or night|night or day|day time|night time|daytime|nighttime|am or pm|pm or am"
        "|morning or afternoon|morning or evening|afternoon or evening|morning or night|dark or light|what time of day"
        "|time of day"
    ),
    "zone": "time zone|timezone|time zones|timezones|zone|zones",
    "difference": (
        "difference|gap|time gap|differences|ahead|behind|offset|apart|earlier|later|differ|different|time difference"
        "|gmt offset|utc offset|ahead of"
    ),
    "date": "date|day|month|year|weekday|day of the week|today's date|todays date|day and date|dates",
    "convert": "convert|change|switch|translate|converted|changed|conversion|set",
    "": (
        "what|what's|which|when|when's|if|whenever|is|are|was|does|do|did|would|tell|show|give|find|know|check|say|see"
        "|look up|how many|how much|how far|how|between|from|and|than|with|on|into|out|local|current|currently"
        "|present|exact|full|today|like|use|uses|used|using|equal|equivalent|equals|as|it's|it is|my time|today's|todays"
        "|calendar|our time|standard|daylight|calculate|compare|compared|part|world|whats|whether|get|his|her|they|one|same"
        "|city|country|state|town|located|live|want to know|need to know|provide|display|please tell|going|or|us and|we|us"
        "|not|right|moment|at the moment|here's|my|me"
    ),
}
"""What is said → the ways to say it; what says nothing is under ""."""
KNOWN = {way for ways in (SAYS_NOTHING, *MEANINGS.values()) for way in ways.split("|")}
AT_HERE = re.compile(r"(?:(?:in|at|on|for) )?(?:here|my time|our time|local time|my|our)\b")
AT_PLACE = re.compile(r"^(?:(?:in|on|at|over|the|for|time) )*")
NOW = re.compile(r"\b(?:it|it's|today|today's|now|current|currently|local|tell|show|display|check|what|what's)\b|^clock$")
NOT_NOW = re.compile(r"\b(?:an?|how|was|did|would|when|times|hours|way|there|does|if|his|her|they|my|like|not|one|that)\b")
"""What stands in a question about another time than now, or about none."""
TIME_FOR = re.compile(r"\b(?:it's|it is|is it) time\b|\btime to\b|^the time is\b")
"""What tells that it is time for something, and asks nothing: "it's time to go"."""
LATER = re.compile(r"\bin (?:[\w']+ ){0,4}(?:hours?|minutes?)\b", re.I)
"""A time from now, whose number is no time of day."""
SETS = re.compile(r"\b(?:wake|remind) (?:me|us)\b", re.I)
"""What is to be set for a time, and asks for none."""
TRAVEL = re.compile(r"\bhow (?:many|much|far)\b")
"""What is asked of the way to a place too: "how many hours to new york"."""
READER = AnyOrder(MEANINGS, {})


class Places:
    """The names of places and time zones, without those that are words of a request as well."""

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str) or (KNOWN.intersection(name.split()) and name != "the us"):
            return False
        return places.zone(name) is not None


def found(text: str, matcher: "Matcher") -> Iterator["Found"]:
    """Give what a request is, if all of it is understood, as the matcher gives what it finds."""
    about = len(text) <= LONGEST_TEXT and ABOUT.search(text) and not LATER.search(text) and not SETS.search(text)
    if about and (way := _anew(*matcher.cut(text, "clock"))):
        yield from matcher.find(way)


def _anew(times: list[str], pieces: list[str]) -> str:
    """Say in a plain sentence what is asked; "" where not all of it is understood, or it is something else."""
    parts = [READER.read(piece, Places(), LONGEST_PLACE) for piece in pieces]
    if len(times) > 1 or None in parts:
        return ""
    meant = set[str]().union(*(part.meanings for part in parts if part))
    named = list(dict.fromkeys(name for part in parts if part for name in part.named))
    if times:
        return _at(times[0], pieces[1], named) if len(named) in (1, 2) else ""
    if not named:
        return _here(meant, pieces[0])
    if TRAVEL.search(pieces[0]) and "difference" not in meant:
        return ""
    if len(named) == 2 and meant & {"zone", "convert", "difference"}:
        return f"what is the time difference between {named[0]} and {named[1]}"
    if len(named) != 1 or not meant & {"time", "zone", "difference"}:
        return ""
    if "difference" in meant:
        return f"what is the time difference to {named[0]}"
    asked = "time zone is" if "zone" in meant and "convert" not in meant else "time is it"
    return f"what {asked} {named[0]} in" if "zone" in asked else f"what {asked} in {named[0]}"


def _here(meant: Set[str], text: str) -> str:
    """Ask for the time or the date of now, where nothing else was said; "" where a time is only spoken of."""
    asked = meant & {"time", "date", "zone", "difference", "convert"}
    now = asked in ({"time"}, {"date"}) and NOW.search(text) and not NOT_NOW.search(text) and not TIME_FOR.search(text)
    return f"what is the {'time' if 'time' in asked else 'date'}" if now else ""


def _at(time: str, behind: str, named: list[str]) -> str:
    """Ask which time it is somewhere when it is a time where that stands behind it, or here."""
    bare = AT_PLACE.sub("", behind)
    start = next((name for name in named if bare.startswith(name) and not AT_HERE.match(behind)), "")
    other = [name for name in named if name != start]
    if len(other) > 1 or (start and not other and len(named) > 1):
        return ""
    there = f"in {other[0]}" if other else "here"
    return f"what time is it {there} if it is {time}" + (f" in {start}" if start else "")
