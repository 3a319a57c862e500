"""Takes the name of an assistant off a request, ours or another that people are used to: "hey siri", "…, alexa"."""

import re

from voice.english.words import TRAILING

_CALL = r"(?:hey|hi|okay|ok)"
_NAMES = rf"(?:{_CALL}\W+)?(?:jarvis|alexa|siri|olly|cortana)|{_CALL}\W+(?:google|computer|mycroft|marvin|bixby)"
"""What is nothing else at the beginning of a request."""
_WORDS = "google|computer|mycroft|marvin|bixby"
"""Names that are words or somebody's name as well: only where a request makes no sense with them."""
_FRONT = re.compile(rf"\W*(?:{_NAMES})(?![\w'\u2019])\W*", re.IGNORECASE)
_AROUND = (
    re.compile(rf"[\s,.!?;]+(?P<name>{_NAMES}|{_WORDS})\W*$", re.IGNORECASE),
    re.compile(rf"^\W*(?P<name>{_NAMES}|{_WORDS})(?![\w'\u2019])\W*", re.IGNORECASE),
)
_ASKS_FOR_ONE = TRAILING | {"call", "ring", "text", "is", "about", "called", "named", "ask", "tell"}
"""Words behind which a name is part of the request: "call Alexa", "turn on the computer"."""


def unwoken(text: str) -> str:
    """A request without the wake phrase before it."""
    found = _FRONT.match(text)
    return text[found.end() :] if found else text


def unaddressed(text: str) -> str:
    """A request without what looks like the assistant's name before and behind it; the same where there is none."""
    for name in _AROUND:
        rest = name.sub("", text)
        if rest and not _ASKS_FOR_ONE.intersection(rest.lower().split()[-1:]):
            text = rest
    return text
