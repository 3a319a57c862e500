"""Recognises the tool calls in a local model's text, makes the grammar that they are written in, and tells a model of tools
whose chat template does not."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

CALL = "<tool_call>"
"""Qwen and Hermes models begin a tool call with this; a JSON object {"name", "arguments"} follows."""

BARE = ("{", "<|python_tag|>")
"""Llama models begin a tool call with one of these at the start of a reply. Nobody speaks in braces."""


def grammar_of(tools: Sequence[Any]) -> str:
    """The grammar (GBNF) of a call of one of the tools. Raises whatever the binding does for a schema it does not know."""
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


def described(tools: Sequence[Any]) -> str:
    """Tell a model which tools there are and how to call one, in few tokens: the grammar knows the rest."""
    known = "\n".join(_signature(tool["function"]) for tool in tools)
    return (
        f"You have these tools:\n{known}\n"
        f'To use one, reply with {CALL}{{"name": …, "arguments": {{…}}}}</tool_call> and nothing else. '
        "Use one only where the user asks for what it does; answer everything else in words."
    )


def _signature(tool: Any) -> str:
    slots = tool["parameters"].get("properties", {})
    given = ", ".join(f"{name}: {slot.get('type', 'value')}" for name, slot in slots.items())
    return f"- {tool['name']}({given}): {tool.get('description', '')}".rstrip(": ")


def written(calls: Sequence[Any]) -> str:
    """Calls as the model writes them."""
    made = []
    for call in calls:
        arguments = call["function"]["arguments"]
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        made.append(f'{CALL}\n{{"name": {json.dumps(call["function"]["name"])}, "arguments": {text}}}\n</tool_call>')
    return "\n".join(made)


def response(message: Mapping[str, Any]) -> str:
    """A tool's result as Qwen and Hermes models are told it."""
    return f"<tool_response>\n{message['content']}\n</tool_response>"


def call_begins(text: str) -> int | None:
    """The index at which a tool call begins in a reply; None when there is none."""
    if CALL in text:
        return text.index(CALL)
    return 0 if text.lstrip().startswith(BARE) else None


def held_back(text: str) -> int:
    """How many characters at the end of the text may be the beginning of a tool call."""
    if not text.strip() or BARE[1].startswith(text.lstrip()):
        return len(text)
    return next((n for n in range(min(len(CALL) - 1, len(text)), 0, -1) if text.endswith(CALL[:n])), 0)
