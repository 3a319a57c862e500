"""A dialect: which parameters of the chat protocol a tier takes, learnt from what it refuses."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voice.tiers.faults import OF_A_PART, TOO_LONG, refusal

if TYPE_CHECKING:
    import openai

INSTEAD = {"max_tokens": "max_completion_tokens"}
"""Another name for a parameter, tried before it is left out."""

TOKENS = "max_?tokens|max_?(?:new|output)_?tokens"
"""The length of a reply, also as servers behind the protocol call it."""

WRITTEN = {
    name: re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE | re.ASCII)  # Chinese puts no blanks around a name
    for name, written in {
        "max_tokens": TOKENS,
        "max_completion_tokens": f"max_?completion_?tokens|{TOKENS}",
        "stream_options": r"stream[_ ]?options(?:\.\w+)?|include_usage",
        "stream": "stream(?:ing)?(?! options)",
        "temperature": "temperature",
        "logprobs": "(?:top_)?logprobs|log[ -]prob(?:abilitie)?s",
        "tools": r"tools|(?:auto )?tool.(?:choice|use|call(?:s|ing)?)|function.call(?:s|ing)?",
    }.items()
}
"""How a refusal names each parameter."""

REFUSED = (400, 422)
OF_TOOLS = (404, 500, 501)
"""Statuses with which some servers refuse tools, as others do when they fail for another reason."""
UNABLE = re.compile(r"support|requires|not (?:enabled|implemented|available)", re.IGNORECASE)
"""What they say then."""
UNKNOWN = re.compile(
    rf"{UNABLE.pattern}|un(?:known|expected|recogni[sz]ed)|extra|not (?:allowed|permitted)|mapped|deprecated", re.IGNORECASE
)
"""What servers say that take no tools."""

A_VALUE = re.compile(
    r"too (?:large|big|high|long|small|low)|(?:less|greater|larger|smaller|more|fewer) than|at (?:most|least)"
    r"|(?:max|min)imum|above|below|range|between|exceed|[<>≤≥]=? ?-?\d|\bvalue of\b",
    re.IGNORECASE,
)
"""Says that another value would be taken."""
TOO_MANY = re.compile(rf"{WRITTEN['max_completion_tokens'].pattern}\W{{1,3}}(?:is too large|must be)", re.IGNORECASE | re.ASCII)
"""Says that a reply may not be so long, where it also tells how long the whole conversation may be."""

LOOKED_AT = 1000
"""Characters of a refusal that are looked at: what follows may be the request itself, repeated."""


class Dialect:
    """What one tier takes."""

    def __init__(self) -> None:
        self._instead: dict[str, str] = {}
        """Parameter → what it is called here; "" where it is left out."""
        self._not_so: dict[str, Any] = {}
        """Parameter → its value that was refused last. Programs set their own: the next may have one that is taken."""

    def said(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The request as the tier takes it."""
        said = dict(request)
        for name, instead in self._instead.items():
            if name in said:
                value = said.pop(name)
                said |= {instead: value} if instead else {}
        return {name: value for name, value in said.items() if name not in self._not_so or self._not_so[name] != value}

    def learns(self, error: "openai.APIStatusError", said: Mapping[str, Any]) -> bool:
        """Note the parameter that a refusal names first; return True if there is one, so that it is worth asking again."""
        text = f"{error.param or ''} {refusal(error)}"[:LOOKED_AT]
        if TOO_LONG.search(text) and not TOO_MANY.search(text):
            return False
        named = [(found.start(), name) for name, way in WRITTEN.items() if name in said and (found := way.search(text))]
        _, name = min(named, default=(0, ""))
        if not name or not (_refuses_tools(error.status_code, text) if name == "tools" else error.status_code in REFUSED):
            return False
        if A_VALUE.search(text):
            self._not_so[name] = said[name]
        else:
            self._instead[name] = INSTEAD.get(name, "")
        return True


def _refuses_tools(status: int, text: str) -> bool:
    """Whether a refusal that names tools is of all tools, and not of those that a program has declared or called wrongly."""
    said = UNKNOWN if status in REFUSED else UNABLE
    return status in (*REFUSED, *OF_TOOLS) and said.search(text) is not None and not OF_A_PART.search(text)
