"""Mends words of a time that sound like those that were meant, where nothing else makes sense: "a timer four ten minutes"."""

import re
from collections.abc import Callable

from voice.english.numbers import BELOW_HUNDRED
from voice.english.spellings import words
from voice.messages import Match
from voice.skills.follow_up.referents import says_when

TIMED = re.compile(r"\b(?:timer|countdown|alarm|remind|reminder|wake)\b")
NUMBERS = {
    "for": "four", "to": "two", "fore": "four", "too": "two", "ate": "eight", "won": "one", "tin": "ten", "sicks": "six",
}  # fmt: skip
"""A word → the number that it sounds like. The first two are mostly what they look like."""
ODD = "fore|too|ate|won|tin|sicks"
SOUNDS = "|".join(NUMBERS)
NUMBER = rf"(?:\d+|half|an?|{'|'.join(BELOW_HUNDRED)})"
UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)\b"
HOUR = r"(?:o'clock|am|pm|fifteen|thirty|forty)\b"
MENDS = (
    (re.compile(r"\binn\b"), "in"),
    (re.compile(rf"\b((?:half|quarter|{NUMBER}|minutes)) passed\b"), r"\1 past"),
    (re.compile(r"\b(an|one|won) our\b"), r"\1 hour"),
    (re.compile(rf"\b({NUMBER}|{SOUNDS}) ours\b"), r"\1 hours"),
    (re.compile(r"\b(quarter|remind (?:me|us)) too\b"), r"\1 to"),
    (re.compile(rf"\b(timer|countdown|alarm|up) (?:fore|four|4) (?={NUMBER}\b|{ODD}\b)"), r"\1 for "),
    (re.compile(rf"\b(in|for|of) ({SOUNDS}) (?={UNIT})"), NUMBERS),
    (re.compile(rf"\b(timer) ({ODD}) (?={UNIT})"), NUMBERS),
    (re.compile(rf"\b(at|around|by|past|quarter to|for) ({SOUNDS})(?= {HOUR}|$)"), NUMBERS),
    (re.compile(rf"\b(at|around|by|past|quarter to|for) ({ODD})(?= to\b)"), NUMBERS),
    (re.compile(r"\bto bye?\b"), "to buy"),
)
"""How such a word stands where it can only be the other, and that other."""


def mended(text: str, certain: Callable[[str], Match | None]) -> Match | None:
    """What a request for a timer, an alarm or a reminder means with such words mended; None where that is no whole request."""
    said = " ".join(words(text))
    new = said if TIMED.search(said) else ""
    for pattern, instead in MENDS if new else ():
        new = pattern.sub(instead if isinstance(instead, str) else lambda found: f"{found[1]} {NUMBERS[found[2]]} ", new)
    new = " ".join(new.split())
    found = certain(new) if new != said else None
    return found if found and says_when(found) else None
