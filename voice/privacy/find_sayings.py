"""Turns of phrase that are private without any telling word: "i make forty thousand", "nobody's home till six"."""

import re

from voice.privacy.find_sayings_affairs import IDENTITY, LAW, MONEY, WHEREABOUTS
from voice.privacy.find_sayings_body import HEALTH, INTIMACY

_PATTERNS = {
    "health": HEALTH,
    "money": MONEY,
    "identity": IDENTITY,
    "law": LAW,
    "intimacy": INTIMACY,
    "whereabouts": WHEREABOUTS,
}
SAYINGS = {kind: re.compile("|".join(f"(?:{p})" for p in patterns)) for kind, patterns in _PATTERNS.items()}

CHILD = re.compile(
    r"\b(?:(?:my|our)(?: [\w']+){0,2}? (?:son|daughter|child|children|kids?|baby|toddler|boys?|girls?|twins?|grandson"
    r"|granddaughter|grandchild(?:ren)?"
    r"|niece|nephew|teenager|year old|sons|daughters|stepson|stepdaughter|little one|youngest|oldest|eldest)(?:'s)?"
    r"|(?<!keep )(?<!for )(?<!with )the (?:kids|children|twins|baby|boys|girls|little one)(?:'s)?)\b"
)
"""A child of the family."""
