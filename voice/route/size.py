"""Size sends an English request to a larger tier if it has more to read and write than a small model manages in time."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from voice import config
from voice.english.numbers_heard import COUNT, count
from voice.messages import Message
from voice.route.signal_result import NO_OBJECTION, SignalResult

LARGER = config.FARTHEST.kind
"""Where a request goes that is too much for a small model."""

TOKENS_PER_WORD = 1.1
"""Measured on spoken requests with the vocabularies of GPT-2 and Whisper: off by 11% a request. Four characters a token
are off by 18% and an eighth too many, as spoken words are common ones and come without signs."""

MOST_CHARACTERS = 6
"""Letters of the longest token: otherwise text without spaces would count as one word."""

SHORT_REPLY = 60
"""Tokens assumed for a reply when no length is asked for: one to three sentences."""

FORMS = {
    "essay": 650, "report": 650, "article": 650, "speech": 500, "letter": 300, "story": 500, "poem": 150, "song": 200,
    "script": 500, "blog post": 500, "presentation": 500, "chapter": 1300, "novel": 2000,
}  # fmt: skip
"""Tokens that people expect each form of text to have, where they do not say how long."""

PIECES = {"word": TOKENS_PER_WORD, "sentence": 20, "line": 10, "verse": 40, "stanza": 40, "paragraph": 120, "page": 500}
"""Tokens of each unit in which people say a length."""

_LENGTH = re.compile(rf"\b({COUNT})[ -]({'|'.join(PIECES)})s?\b")
_WRITE = re.compile(
    r"\b(?:write|draft|compose|tell|give|make|create|prepare|need|want|summari[sz]e|explain|describe|answer|essay|speech)\b"
)
_FORM = re.compile(
    r"\b(?:write|draft|compose|make up|create|prepare|need|want|tell me|give me|read me)(?: \w+){0,3}? (?:an?|another|my|our)"
    rf"(?: \w+){{0,3}}? ({'|'.join(FORMS)})\b"
)
_REFERS = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|he|she|him|her|his|their|again|more|else|another|instead|before|earlier|above|"
    r"you said|last one|first one|other one|same)\b|^(?:and|but|so|or|what about|how about|why|really|continue|go on)\b"
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of a request, in tokens."""

    request: int
    history: int
    """The conversation so far, if the request refers to it."""
    reply: int | None
    """The length that was asked for; None: as short as every reply."""


def measure(text: str, history: Sequence[Message] = ()) -> Sizes:
    lowered = text.lower()
    before = sum(tokens(line.text) for line in history) if history and _REFERS.search(lowered) else 0
    return Sizes(tokens(text), before, reply_tokens(lowered))


def look(sizes: Sizes, routing: config.Routing) -> SignalResult:
    """Choose the larger tier if the request alone, or request, history and reply together, are too long for the device."""
    value = asdict(sizes) | {"reply": sizes.reply or SHORT_REPLY}
    if sizes.request > routing.query_tokens:
        reason = f"a long request: about {sizes.request} tokens, over {routing.query_tokens}"
    elif (total := sum(value.values())) > routing.device_tokens:
        reason = f"about {total} tokens to read and write, over {routing.device_tokens}"
    else:
        return SignalResult(value, NO_OBJECTION)
    return SignalResult(value, LARGER, tier=LARGER, reason=reason)


def tokens(text: str) -> int:
    """Estimate how many tokens a spoken text has."""
    return round(max(len(text.split()) * TOKENS_PER_WORD, len(text) / MOST_CHARACTERS))


def reply_tokens(lowered: str) -> int | None:
    """Estimate the tokens of the wanted reply from the length or the form that is asked for; None: short."""
    if not _WRITE.search(lowered):
        return None
    if lengths := [int(count(said) * PIECES[piece]) for said, piece in _LENGTH.findall(lowered)]:
        return max(lengths)
    form = _FORM.search(lowered)
    return FORMS[form[1]] if form else None
