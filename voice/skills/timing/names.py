"""Finds the name of a timer in what was captured."""

import re
from itertools import dropwhile

from voice.english.following import TOO
from voice.english.numbers import ORDINALS
from voice.english.numbers_heard import in_digits, is_number
from voice.english.times import SHORT_UNITS
from voice.english.words import ARTICLES
from voice.skills.skill import Captures

LONGEST = 4
"""Words of the longest name."""
LONGEST_OCCASION = 6
"""Words of the longest thing that an alarm is for."""
AT_TIME = re.compile(r" (?:at|by) (?:[\w:']+ ){0,3}?[\w:']+$")
BEFORE = ARTICLES | {"for", "on", "as", "my", "our", "some", "this", "that", "called", "named"}
"""Words that stand before a name and are no part of it."""
POINTS = {"this", "that", "my", "our"}
"""Words that point to a timer which is there."""
IN_NONE = SHORT_UNITS | {
    "to", "more", "another", "extra", "timer", "timers", "alarm", "and", "is", "are", "please", "set", "every", "each", "daily",
    "rang", "rings", "went", "goes", "woke", "was", "were", "did", "has", "had", "keeps", "kept",
    "no", "not", "sorry", "oops",
}  # fmt: skip
"""A name holds none of these words."""
ENDS_IN_NONE = ARTICLES | {"of", "for", "on", "in", "at", "with", "my", "our", "this", "that", "about"}
"""A name ends in none of these words: "the history of the" timer."""
NO_NAME = re.compile(
    r"(?:last|next|this)(?: (?:\w*day|night)\b|$)|(?:yesterday|today|tomorrow)\b|"
    r"(?:(?:\w*day|weekend|and|or)s?(?: |$))+$|wake (?:me|us)\b|(?:ring|go off)\b|"
    r"(?:day|quits|then|it|that|well|too|also)$|\w+day the\b|"
    r".*\b(?:ago|from (?:now|today|tomorrow)|weeks?|months?)$"
)
"""Words that tell a day: "a week from today", "last monday"."""


def name(captures: Captures, slot: str = "name") -> str | None:
    """Take the name out: "for the biscuits" → "biscuits"; "" where there is none, None where the words are no name."""
    said = TOO.sub("", dict(captures).get(slot, "")).split()
    words = list(dropwhile(BEFORE.__contains__, said))
    if not words:
        return None if said[:1] == ["on"] and said[-1] in POINTS else ""  # "five minutes on that timer", which is one that runs
    if words[-1] in ENDS_IN_NONE or NO_NAME.match(" ".join(words)):
        return None
    numbered = is_number(in_digits(words)[0].text) or (words[0] in ORDINALS[:5] and len(words) == 1)
    return None if len(words) > LONGEST or IN_NONE.intersection(words) or numbered else " ".join(words)


def holds_number(name: str) -> bool:
    return any(is_number(token.text) for token in in_digits(name.split()))


def occasion(captures: Captures) -> str | None:
    """What an alarm is for, without the time of that: "for the flight to Rome at nine" → "flight to rome"."""
    said = dict(captures).get("name", "")
    short = AT_TIME.sub("", said)
    if " to " in short and short.count(" ") < LONGEST_OCCASION:
        first, _, rest = short.partition(" to ")
        parts = [name([("name", part)]) for part in (first, rest)]
        return " to ".join(filter(None, parts)) if all(parts) else None
    return name([*captures, ("name", short)]) if said else ""
