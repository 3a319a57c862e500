"""Finds the sum in a request that says more around it than sentences know: "help me with the math problem five times six".

What is said before and behind it must be words that only ask; what is left must be a sum as a whole.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from voice.english.numbers import BELOW_HUNDRED
from voice.english.numbers_heard import in_digits
from voice.english.spellings import words
from voice.english.words import vocabulary

if TYPE_CHECKING:
    from voice.skills.matcher import Found, Matcher

LONGEST_TEXT = 150
"""Characters of the longest request that is read."""
SUM = re.compile(rf"\d|\b(?:{'|'.join(BELOW_HUNDRED)}|hundred|thousand|half|double|twice|square|cube|factorial|pi)\b", re.I)
MONEY = re.compile(r"\b(\d+) (pounds?|dollars?|euros?|quid) (?:and )?(\d\d)\b(?: (?:p|pence|cents?))?")
"""An amount of money as it is said: "84 pounds 60"."""
THINGS = re.compile(r"(?<=\d) [a-z]+(?: [a-z]+)?(?= at \d[\d.]*(?: [a-z]+)? (?:each|apiece|a piece|per)\b)")
"""What is paid for, so many at so much: "3 coffees at 2.80 each"."""
STORY = re.compile(
    r"(?:if )?(?:i|you|we) (?:have|had|start with|buy|bought) (?P<first>\d+)(?: \w+)? (?:and|then|but)(?: then)?"
    r"(?: (?:i|you|we))? (?:(?P<more>buy|bought|get|got|find|found|add|receive|earn|pick|win|am given|are given)|"
    r"eat|ate|lose|lost|sell|sold|give away|gave away|use|used|drop|throw away|threw away) (?P<by>\d+)(?: more)?(?: of them)?"
    r"(?: \w+)? how many (?:\w+ )??(?:(?:do|does|will|would|are|is|have|i|you|we|there|left|got|now|then|remaining|have left|"
    r"in total|altogether) ?)+"
)
"""A sum that is told: "if I have three apples and buy five how many do I have"."""
OF_WORDS = re.compile(r"\W*(?:(?:and|so|but|wait|oh) )*did (?:i|you|we|they) (?:say|mean|set)\b", re.I)
"""What is asked of what was said, and not of what it comes to: "did I say half eight"."""
ASKING = vocabulary(
    "what what's is are does do did how much many tell give show know find say calculate compute solve work out figure "
    "evaluate math maths mathematics answer result total value sum problem equation calculation question number equal "
    "equals get if when and need help with want like exactly about quick quickly using calculator wondering wonder "
    "curious check come comes up think remind following together by chance happen dear basic arithmetic simple a the of "
    "to in for at i we me us you my your can could will would please kindly just now then so this that it hey okay ok "
    "well have let let's"
)
"""Words that only ask for a sum."""
ASKING_AFTER = vocabulary(
    "equal equals is what please answer total for me now exactly be make makes come to that thanks tell the do you know i "
    "get give it how much"
)

SKILLS = ("arithmetic", "convert")


def without_things(said: Sequence[str]) -> list[str]:
    """The words of a sum without the name of what is paid for."""
    return THINGS.sub("", " ".join(token.text for token in in_digits(said))).split()


def found(text: str, matcher: "Matcher") -> Iterator["Found"]:
    """Give what a request is, as the matcher gives what it finds."""
    if OF_WORDS.match(text):
        return
    said = words(text) if len(text) <= LONGEST_TEXT and SUM.search(text) else []
    said = without_things(said) if "at" in said else said
    if told := STORY.fullmatch(" ".join(token.text for token in in_digits(said))) if "how" in said else None:
        said = [told["first"], "plus" if told["more"] else "minus", told["by"]]
    ends = [end for end in range(len(said), 0, -1) if ASKING_AFTER.issuperset(said[end:])]
    starts = next((at for at, word in enumerate(said) if word not in ASKING), len(said) - 1)
    held = in_digits(said[starts : ends[-1]]) if ends else []
    if not all(token.text in matcher.vocabulary_of(*SKILLS) or not token.text.isalpha() for token in held):
        return  # every rest holds a word that no sum does, and to try each takes a millisecond or two
    rests = (" ".join(said[start:end]) for start in range(starts + 1) for end in ends if end > start)
    if MONEY.search(" ".join(token.text for token in held)):
        rests = (MONEY.sub(r"\1.\3 \2", " ".join(token.text for token in in_digits(rest.split()))) for rest in rests)
    sums = ([one for one in matcher.find(rest) if one.skill in SKILLS] for rest in rests)
    yield from next(filter(None, sums), ())
