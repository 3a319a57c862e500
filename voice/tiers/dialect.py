"""A dialect: which parameters of the chat protocol a tier takes, learnt from what it refuses."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voice.tiers.faults import TOO_LONG

if TYPE_CHECKING:
    import openai

INSTEAD = {"max_tokens": "max_completion_tokens"}
"""Another name for a parameter, tried before it is left out."""

TOKENS = "max_tokens|max_?(?:new|output)_?tokens"
"""The length of a reply, also as servers behind the protocol call it."""

WRITTEN = {
    name: re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE)
    for name, written in {
        "max_tokens": TOKENS,
        "max_completion_tokens": f"max_completion_tokens|{TOKENS}",
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
LOOKED_AT = 1000
"""Characters of a refusal that are looked at: what follows may be the request itself, repeated."""


class Dialect:
    """What one tier takes."""

    def __init__(self) -> None:
        self._instead: dict[str, str] = {}
        """Parameter → what it is called here; "" where it is left out."""

    def said(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The request as the tier takes it."""
        said = dict(request)
        for name, instead in self._instead.items():
            if name in said:
                value = said.pop(name)
                said |= {instead: value} if instead else {}
        return said

    def learns(self, error: "openai.APIStatusError", said: Mapping[str, Any]) -> bool:
        """Note the parameter that a refusal names first; return True if there is one, so that it is worth asking again."""
        text = f"{error.body}"[:LOOKED_AT]
        if TOO_LONG.search(text):
            return False
        named = [(found.start(), name) for name, way in WRITTEN.items() if name in said and (found := way.search(text))]
        _, name = min(named, default=(0, ""))
        is_of_tools = name == "tools" and error.status_code in OF_TOOLS and UNABLE.search(text)
        if not name or not (error.status_code in REFUSED or is_of_tools):
            return False
        self._instead[name] = INSTEAD.get(name, "")
        return True
