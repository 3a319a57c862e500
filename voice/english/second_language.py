"""Puts requests in plain words that somebody said word for word from another language: "stop it the timer"."""

import re

from voice.english.numbers import BELOW_HUNDRED

_HOUR = rf"(?:{'|'.join(list(BELOW_HUNDRED)[:13])}|\d{{1,2}})"
_DOES = r"(?:stop|cancel|pause|resume|delete|remove|start|set|put|make|add|write|remind|wake|tell|read|turn|switch)"
WAYS = (
    (rf"^(?:please )?to (?={_DOES}\b)", ""),
    (
        r"^(?:please )?(?:i (?:need|want|wish|like|would like) that you|you (?:must|have to|should)|(?:can|could) you to) "
        rf"(?={_DOES}\b)",
        "",
    ),
    (r"^(?:please )?remember me (?=to |at |in |tomorrow |on )", "remind me "),
    (rf"\b({_DOES}(?: off| on)?) it (?=(?:the|my) )", r"\1 "),
    (
        r"\bhow (?:many|much) (?:minutes?|times?|seconds?|hours?) (?:rests?|remains?|stays?|lacks?|is left|left)\b",
        "how much time is left",
    ),
    (rf"\b(at|for) the (?={_HOUR}\b)", r"\1 "),
    (rf"\b(at|for|to) ({_HOUR}) and (?:the )?half\b(?! (?:an? )?(?:hour|minute|second))", r"\1 half past \2"),
    (r"^(?:how much is|how is|which is|what is) the (?:time|hour)$", "what time is it"),
    (r"\bhow late (?:is it|it is)\b", "what time is it"),
    (r"\b(put|set) alarm\b", r"\1 an alarm"),
)
"""What is said → how it is said in English."""


def plain(said: str) -> str:
    """A request in plain words; as it was where nothing in it is foreign."""
    for foreign, english in WAYS:
        said = re.sub(foreign, english, said)
    return said
