"""Takes apart what is said of several things of the house at once: "turn off the tv and the fan", "tv and fan off"."""

import re

from voice.english import following
from voice.english.numbers_heard import is_number
from voice.messages import Match
from voice.skills.follow_up.fragment import digits
from voice.skills.follow_up.referents import DEVICES, is_bare_name

_THING = (
    r"(?:(?!\b(?:on|off|to|up|down|out|and|then|but|not|it|them|that|except|apart|bar|besides|excluding|other)\b)[\w' ])+"
)
THINGS = re.compile(
    r"(?:(?P<set>(?:(?:please|can you|could you|would you) )*(?:turn|switch|put|shut|power|open|close|dim|brighten|lock|start|"
    r"stop|kill|raise|lower|set|make)(?: (?:on|off|out|up|down))?) )?(?:both )?"
    rf"(?P<all>{_THING}(?:(?:, |,? and ){_THING})+)(?P<rest>(?: (?:on|off|out|up|down|open|shut|closed|(?:to|at) .+))?)"
    r"(?:,? please)?",
    re.IGNORECASE,
)
"""Things that share the words around them."""
BUT = re.compile(r"\bbut (?:then |also |please )?$", re.IGNORECASE)
MOST = 4
"""Things in a row: with more of them it is a story."""


def each(text: str) -> list[str]:
    """The request for each of several things; none for any other text."""
    found = THINGS.fullmatch(text.rstrip(".!?"))
    if not found or not (found["set"] or found["rest"]):
        return []
    said = [f"{found['set'] or ''} {one}{found['rest']}".strip() for one in re.split(r",? and |, ", found["all"])]
    return said if len(said) <= MOST else []


def is_name_alone(then: Match, first: Match) -> bool:
    """Whether one of two only names something, of which the other says what is to be done: "the tv and the fan off"."""
    return is_bare_name(then, first) or is_bare_name(first, then)


def belongs_to(first: Match, text: str, left: str, right: str) -> bool:
    """Whether what stands behind a request for the house is no other one, but an exception or the rest of its number.

    "turn everything off but the lamp and the fan", "to a hundred and ten percent"
    """
    if first.skill not in DEVICES:
        return False
    one_number = is_number(digits(left).split()[-1]) and is_number(digits(right).split()[0])
    left_out = BUT.search(text.removesuffix(right)) or "but" in first.slots
    return one_number or bool(left_out and not following.IT.search(right))
