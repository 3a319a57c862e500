"""Replies that may tell of the user, and what goes out in their place."""

import re
from collections.abc import Sequence

from voice.privacy import STATEMENTS, Private
from voice.privacy.find_numbers import PHONE_SHAPED

UNTOLD = "(Already answered.)"
"""Stands for a reply that does not go out, so that user and assistant still take turns."""
_TO_USER = re.compile(r"\b(?:you(?:rs?|rself|rselves)?|y'all)\b")


def is_to_user(reply: str) -> bool:
    """Whether a reply speaks to the user, and so perhaps of the user."""
    return _TO_USER.search(reply.lower()) is not None


def of_user(found: Sequence[Private], reply: str) -> list[Private]:
    """Those findings in a reply that may be the user's: its "I" is not, and a figure that it names is nobody's."""
    to_user = is_to_user(reply)
    may_be = [one for one in found if to_user or not (one.kind == "number" or one.reason == PHONE_SHAPED)]
    return [one for one in may_be if one.kind not in STATEMENTS]
