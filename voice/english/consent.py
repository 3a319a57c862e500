"""Takes an answer to "Eight minutes?" apart: a yes or a no at its beginning, and what else was said."""

import re
from typing import Literal, NamedTuple

from voice.english.words import HESITATIONS

_YES = (
    "yes|yeah|yep|yup|sure|right|that's right|correct|that's correct|exactly|that's it|that's the one|of course|absolutely|"
    "definitely|okay|ok|alright|all right|fine|go ahead|go for it|go on|do it|do that|do so|please|please do|it is|i do|i did"
)
_NO = (
    "no|nope|nah|not that|not that one|wrong|that's wrong|incorrect|not right|that's not right|don't|do not|don't do it|"
    "don't do that|never mind|leave it|leave that|forget it|forget that|cancel|cancel it|cancel that|stop|no way|of course not"
)
_LEFT = "no|nope|never mind|leave it|leave that|forget it|forget that|forget about it|don't|do not"
"""What is a no behind a word that only takes note, too: "okay, forget it"."""
_POLITE = "please|thanks|thank you|jarvis|it|that|sorry"
_ANSWER = re.compile(
    rf"(?:(?P<no>{_NO}|(?:(?:ok|okay|all ?right|fine|oh|well|actually) )+(?:{_LEFT}))|(?P<yes>{_YES}))"
    rf"(?: (?:{_NO}|{_YES}|{_POLITE}))*(?![\w'])"
)
_MEANT = re.compile(r"(?:(?:i said|i meant|i mean|i want|i wanted|make it|make that|it's|that's|for|to|at|rather|but|just) )+")


class Consent(NamedTuple):
    """An answer to a question of a word or three."""

    meant: Literal["yes", "no"] | None
    """What it begins with; None where that is neither."""
    rest: str
    """What was said beside: "eighteen minutes" of "no, I said eighteen minutes"; "" for nothing."""


def consent(text: str) -> Consent:
    """Read an answer; `text` is in plain lower case words."""
    said = " ".join(word for word in text.split() if word not in HESITATIONS)
    found = _ANSWER.match(said)
    rest = said[found.end() :].strip() if found else said
    meant: Literal["yes", "no"] | None = None if not found else "no" if found["no"] else "yes"
    return Consent(meant, _MEANT.sub("", rest, count=1) if _MEANT.match(rest) else rest)
