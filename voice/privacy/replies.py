"""Tells what a reply says of the user, whom it calls "you"."""

import re
from collections.abc import Sequence

from voice.privacy import STATEMENTS, Private
from voice.privacy.find_numbers import PHONE_SHAPED

_MINE = {
    "your": "my", "yours": "mine", "you're": "i'm", "you've": "i've", "you'd": "i'd", "you are": "i am", "you were": "i was",
    "you": "i", "i": "you", "my": "your", "i'm": "you're", "yourself": "myself",
}  # fmt: skip
_YOURS = re.compile(rf"\b(?:{'|'.join(sorted(_MINE, key=len, reverse=True))})\b", re.IGNORECASE)
_TO_USER = re.compile(r"\byou(?:r|rs|'re|'ve)?\b")
_ADVICE = re.compile(
    r"(?<![^.!?;\n])[^.!?;\n]{0,300}?\b(?:if|when|before|unless|can|could|should|may|might|must|would|need|welcome|any(?:one|body))\b"
    r"[^.!?;\n]*", re.IGNORECASE,
)  # fmt: skip
"""Matches a sentence that says what people do in general, which says "you" of anybody."""
_ANYBODY = re.compile(r"\byou(?:'re|'ve|'d| are| were)?\b", re.IGNORECASE)


def is_to_user(reply: str) -> bool:
    """Whether a reply speaks to the user, and so perhaps of the user."""
    return _TO_USER.search(reply.lower()) is not None


def of_user(found: Sequence[Private], reply: str) -> list[Private]:
    """Those findings in a reply that may be the user's: its "I" is not, and a figure that it names is nobody's."""
    to_user = is_to_user(reply)
    may_be = [one for one in found if to_user or not (one.kind == "number" or one.reason == PHONE_SHAPED)]
    return [one for one in may_be if one.kind not in STATEMENTS]


def mirrored(text: str) -> str:
    """What is said to the user, as the user would say it: "with your HIV tablets" → "with my HIV tablets"; "" for nothing."""
    if not is_to_user(text):
        return ""
    plain = _ADVICE.sub(lambda advice: _ANYBODY.sub(" ", advice[0]), text.replace("\u2019", "'"))
    return _YOURS.sub(lambda found: _MINE[found[0].lower()], plain)
