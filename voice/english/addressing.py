"""Tells a question or a request to an assistant from what people, or a television, say to each other.

Measured: half of the questions that `benchmarks.routing` keeps out of training are taken as such (196 of 405), the others need
the wake word; of what people say of themselves (`benchmarks.privacy`'s statements), 13 in 1,497, nearly all of them questions.
"""

import re

LEAST, LEAST_OF_I = 4, 5
"""Words of the shortest: "is it raining" and shorter are said in every room; so is "how do I look"."""

_LEAD = r"(?:(?:and|so|okay|ok|now|please|also|then|hey|oh|um|uh|well) )*"
_WHAT = r"(?:what|what's|what're|which|who|who's|whose|where|where's|when|when's|why|why's|how|how's)"
_TOLD = r"(?:tell me|explain|describe|define|translate|give me|list|summari[sz]e|write|recommend|suggest|compare|teach me)"
_BEGINS = re.compile(
    rf"{_LEAD}(?!what an? |how was )"
    rf"(?:{_WHAT}|is|are|was|were|does|did|{_TOLD}|(?:can|could|would|will) you(?: please)?|do you know|find out|look up)\b"
)
_PLAIN = re.compile(
    rf"{_LEAD}(?:(?:explain|describe|define|translate|summari[sz]e) \w+|(?:what|who) (?:is|was|are|were|does) \w+)"
)
"""What is asked in few words."""
_TO_IT = re.compile(
    rf"{_LEAD}(?:(?:can|could|would|will) you(?: please)? (?:tell|explain|give|help|describe|list|name|write|translate|"
    r"recommend|suggest|find|look up|read|say|define|calculate|convert|play|remind)|do you know)\b"
)
"""How the assistant itself is asked; otherwise, who is asked about "you" is somebody in the room."""
_I_MAY = re.compile(rf"{_LEAD}{_WHAT}\b.*?\b(?:do|can|should|could|would|must|might) (?:i|we)\b")
"""How people ask what they are to do."""
_ROOM = re.compile(
    r"\b(?:you|your|yours|you're|you've|you'll|you'd|he|she|they|him|her|them|his|their|he's|she's|they're|we|us|our|ours|we're|"
    r"we've|i'm|i've|i'll|i'd|i|my|mine|this|these|those|here|there|there's|darling|mate|dude|guys|mum|mom|dad|daddy|mummy|"
    r"mommy|sweetie|babe|doing|going|wrong|happened|happening|hell|heck|tonight|school|that(?!$| mean| is$))\b|"
    r"^(?:give|tell|show) me (?:that|it|the truth|back)\b"
)
"""Words that point to people and things in the room."""


def is_addressed(text: str) -> bool:
    """Whether a text reads like a question or a request to an assistant: it asks, and of nobody and nothing in the room."""
    said = " ".join(text.lower().replace("?", "").replace(",", "").split())
    count, about_i = len(said.split()), _I_MAY.match(said)
    if not _BEGINS.match(said) or (count < LEAST and not _PLAIN.fullmatch(said)) or (about_i and count < LEAST_OF_I):
        return False
    rest = said[about_i.end() :] if about_i else _TO_IT.sub("", said, count=1)
    return not _ROOM.search(rest)
