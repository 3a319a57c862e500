"""Takes the name of an assistant off a request, ours or another that people are used to: "hey siri", "…, alexa"."""

import re

from voice.english.words import TRAILING

_CALL = r"(?:hey|hi|hello|yo|okay|ok)"
_SURE = "jarvis|alexa|siri|olly|cortana"
_WORDS = (
    "google|computer|mycroft|marvin|bixby|nabu|echo|ziggy|amazon|gemini|copilot|chatgpt|assistant|rhasspy|snips|meta"
)
"""Names that are words or somebody's name as well: only behind a call, or where a request makes no sense with them."""
_BEHIND = "google|computer|mycroft|marvin|bixby|nabu"
"""Those of them that are taken off the end as well: "turn off the echo" is about a device."""
_NAMES = rf"(?:{_CALL}\W+)?(?:{_SURE})|{_CALL}\W+(?:{_WORDS})"
"""What is nothing else at the beginning of a request."""
_BEFORE = r"(?:(?:um+|uh+|er+m?|oh|so|well|now|please|excuse me)\W+)*"
_GOES_ON = (
    r"(?=\W*\Z|\s*[,.:;!?\u2014-]|[\"'\u2019\u201d]?\s+(?:"
    r"(?:is|are|was) (?:it|there|my|this|that|today|tomorrow)|i|i'm|i'd|we|my|the|"
    r"what\S*|who\S*|where\S*|when\S*|why\S*|how\S*|which|do|does|did|can|could|will|would|should|am|may|please|tell|explain|"
    r"describe|define|compare|translate|write|recommend|suggest|find|look|search|read|show|give|play|call|text|send|order|buy|"
    r"open|close|make|take|put|add|set|get|go|turn|switch|start|stop|cancel|delete|remove|change|remind|wake|help|let|say|sing|"
    r"spell|count|roll|flip|convert|calculate|repeat|pause|resume|good|thanks?|never|yes|no|hello|hi)\b)"
)
"""What goes on behind a bare name that only calls: not "Alexa rankings", "Jarvis is a character"."""
_FRONT = re.compile(
    rf"\W*{_BEFORE}(?:(?P<greets>hi|hello)\W+(?:{_SURE}|{_WORDS})|{_CALL}\W+(?:{_SURE}|{_WORDS})|(?:{_SURE}){_GOES_ON})"
    r"(?![\w'\u2019])(?:\W*[^\w\s]\s|\W*?(?=[-+]?\d|\w|\Z))",
    re.IGNORECASE,
)
_AROUND = (
    re.compile(rf"[\s,.!?;]+(?P<name>{_NAMES}|{_BEHIND})\W*$", re.IGNORECASE),
    re.compile(rf"^\W*{_BEFORE}(?P<name>{_NAMES}|{_WORDS})(?![\w'\u2019])\W*", re.IGNORECASE),
)
_ASKS_FOR_ONE = TRAILING | {"call", "ring", "text", "is", "about", "called", "named", "ask", "tell"}
"""Words behind which a name is part of the request: "call Alexa", "turn on the computer"."""


def unwoken(text: str) -> str:
    """A request without the wake phrase before it, however often that is said; of "hi alexa" alone, the greeting."""
    while found := _FRONT.match(text):
        text = text[found.end() :] or found["greets"] or ""
    return text


def unaddressed(text: str) -> str:
    """A request without what looks like the assistant's name before and behind it; the same where there is none."""
    for name in _AROUND:
        rest = name.sub("", text)
        if rest and not _ASKS_FOR_ONE.intersection(rest.lower().split()[-1:]):
            text = rest
    return text
