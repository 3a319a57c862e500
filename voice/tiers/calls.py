"""Calls of tools as a local model writes them: how one begins, and the grammar it is written within."""

import json
from collections.abc import Sequence
from typing import Any

CALL = "<tool_call>"
"""Begins a call of a tool, as Qwen and Hermes models write it; a JSON object {"name", "arguments"} follows."""

BARE = ("{", "<|python_tag|>")
"""Begin one, where a reply begins with them, as Llama models write it. Nobody speaks in braces."""


def grammar_of(tools: Sequence[Any]) -> str:
    """GBNF of a call of one of the tools. Raises whatever the binding does for a schema that it does not know."""
    from llama_cpp.llama_grammar import json_schema_to_gbnf

    calls = [
        {
            "type": "object",
            "properties": {"name": {"const": tool["function"]["name"]}, "arguments": tool["function"]["parameters"]},
            "required": ["name", "arguments"],
        }
        for tool in tools
    ]
    grammar: str = json_schema_to_gbnf(json.dumps({"oneOf": calls}))
    return grammar


def call_begins(text: str) -> int | None:
    """Where a call of a tool begins in a reply; None where none does."""
    if CALL in text:
        return text.index(CALL)
    return 0 if text.lstrip().startswith(BARE) else None


def held_back(text: str) -> int:
    """How many characters at the end of the text may begin a call."""
    if not text.strip() or BARE[1].startswith(text.lstrip()):
        return len(text)
    return next((n for n in range(min(len(CALL) - 1, len(text)), 0, -1) if text.endswith(CALL[:n])), 0)
