"""Reads a short request word by word, in whatever order, where every one of its words is known.

A word that is not known, and nothing is understood: a condition, an exception or a time is never passed over.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from voice.english.numbers_heard import in_digits

FIGURE = re.compile(r"\d+(?:\.\d+)?")
PERCENT = " percent"
BEFORE_A_LEVEL = {"to", "at", "level", "brightness", "volume", "by"}
"""Behind one of these a bare figure is one of per cent."""
WHY = "who|why|when|where|if"
"""How a question or a condition begins, which no request does."""
QUESTION = f"{WHY}|which|was|were|did|does|has|should|shall|must"
"""The same where nothing is told either: of the lights and the volume, other questions are answered."""
OF_US = re.compile(r"(?:should|shall|must|may|do|does|did|have|has) (?:i|we|you|anybody|anyone)\b")
"""How a question begins whose words are those of a deed: "should I set an alarm"."""
IS_TOLD = re.compile(
    r"\b(?:i|we|you|he|she|they)(?: just| only| already)? (?:(?:had|used|forgot|tried|managed|decided|was going|were going|"
    r"was about|were about) to|(?:should|could|would) have|nearly|almost|always|never|usually|often|sometimes)\b"
)
"""What somebody did, or does: no request, for all that its words are those of one: "I had to cancel my alarm"."""
SAYS_NOTHING = (
    "may|the|a|an|my|our|your|you|it|its|this|that|these|those|of|to|in|for|at|be|been|being|i|we|me|us|can|could|will"
    "|would|should|must|able|please|kindly|just|now|right now|currently|so|then|too|here|there|some|any|bit|little"
    "|slightly|somewhat|touch|notch|tad|smidge|smidgen|hair|fraction|wee|kind of|sort of|ya|lot|much|way|very|really"
    "|quite|pretty|have|let|let's|make|making|made|turn|turning|turned|put|set|setting|bring|take|go|come|keep|use|try"
    "|level|levels|all|hey|okay|ok|um|uh|well|actually|alright|maybe|want you to|need you to|like you to|i'd prefer"
    "|i prefer|i would prefer|i'd love|i would love|thanks|thank you|for me|for us"
)
"""What may stand in any request and changes nothing."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a request says."""

    words: Set[str]
    named: Sequence[str]
    """In their order, each once."""
    meanings: Set[str]
    values: Set[str]
    """What something is to be set to: "50 percent"."""


class AnyOrder:
    """Reads requests about one thing, from tables of what is said → the ways to say it, parted by strokes; "" says nothing."""

    def __init__(self, meanings: Mapping[str, str], values: Mapping[str, str]) -> None:
        self._meanings, self._values = _ways({**meanings, "": f"{SAYS_NOTHING}|{meanings['']}"}), _ways(values)
        self._longest = _longest([*self._meanings, *self._values])

    def read(self, text: str, names: Container[str] = (), longest: int = 0) -> Said | None:
        """Find what is named (`longest`: words of the longest name) and said; None where a word is not understood."""
        if IS_TOLD.search(text):
            return None
        words = [token.text for token in in_digits(text.split())]
        named, meanings, values, at = dict[str, None](), set[str](), set[str](), 0
        while at < len(words):
            phrases = (" ".join(words[at : at + size]) for size in range(max(longest, self._longest), 0, -1))
            phrase = next((one for one in phrases if one in names or one in self._meanings or one in self._values), "")
            if phrase in names:
                named[phrase] = None
            elif phrase:
                meanings |= self._meanings.get(phrase, set())
                values |= self._values.get(phrase, set())
            elif phrase := _figure(words, at):
                values.add(phrase.removesuffix(PERCENT) + PERCENT)
            else:
                return None
            at += phrase.count(" ") + 1
        return Said(set(words), tuple(named), meanings, values)


def _ways(table: Mapping[str, str]) -> dict[str, set[str]]:
    """The other way round: every way to say something → what it says."""
    found: dict[str, set[str]] = {}
    for meaning, ways in table.items():
        for way in ways.split("|"):
            found.setdefault(way, set()).add(meaning)
    return found


def _longest(phrases: Iterable[str]) -> int:
    return max(phrase.count(" ") + 1 for phrase in phrases)


def _figure(words: Sequence[str], at: int) -> str:
    """The words of a figure of per cent; "" where it may be anything else, as an hour or a number of lamps."""
    if not (FIGURE.fullmatch(words[at]) and float(words[at]) <= 100):
        return ""
    if words[at + 1 : at + 2] == ["percent"]:
        return f"{words[at]}{PERCENT}"
    return words[at] if at and words[at - 1] in BEFORE_A_LEVEL else ""
