"""Names of timers: as they were said, without what leads up to them."""

from itertools import dropwhile

from voice.skills.numerals import in_digits, is_number
from voice.skills.skill import Captures

LONGEST = 4
"""Words: more is not a name."""
BEFORE = {"for", "on", "as", "the", "my", "our", "a", "an", "some", "this", "that", "called", "named"}
"""What stands before a name and is no part of it."""
IN_NONE = {
    "to", "my", "more", "another", "extra", "timer", "timers", "alarm", "minute", "minutes", "hour", "hours", "second",
    "seconds", "and", "is", "are", "please", "set",
}  # fmt: skip


def name(captures: Captures) -> str | None:
    """ "for the biscuits" → "biscuits"; "" where there is none, None where what was captured is no name."""
    words = list(dropwhile(BEFORE.__contains__, dict(captures).get("name", "").split()))
    if not words:
        return ""
    numbered = is_number(in_digits(words)[0].text)
    return None if len(words) > LONGEST or IN_NONE.intersection(words) or numbered else " ".join(words)


def alike(one: str, other: str) -> bool:
    """Equal but for singular and plural: "cookie" and "cookies", "potato" and "potatoes", "berry" and "berries"."""
    return _in_the_singular(one) == _in_the_singular(other)


def _in_the_singular(name: str) -> str:
    """To compare, not to say."""
    stems = [word[:-1] if word.endswith("s") and not word.endswith("ss") else word for word in name.split()]
    return " ".join(f"{stem[:-1]}i" if stem.endswith("y") else stem.removesuffix("e") for stem in stems)
