"""The chat template of a local model: turns a conversation into its prompt, also where the template lacks something.

Templates differ in what they take: some know no tools and drop them, some refuse a system line. What a template does not take
is put where it does: tools into the system line, the system line into the user's first.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from voice.tiers.calls import described, response, written

TOOL = {"type": "function", "function": {"name": "probe", "description": "", "parameters": {"type": "object"}}}
HELLO = {"role": "user", "content": "Hello."}
SYSTEM = {"role": "system", "content": "Be brief."}


class NoTemplateError(ValueError):
    """A model has no chat template: it is a base model, which goes on with a text and holds no conversation."""


class ChatTemplate:
    """One model's template."""

    def __init__(self, source: str | None, eos: str, bos: str) -> None:
        """`eos`, `bos`: the texts of the tokens at the end and the beginning of a text. Raises NoTemplateError."""
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        if not source:
            raise NoTemplateError
        self._format: Any = Jinja2ChatFormatter(source, eos, bos)
        self.takes_system = self._takes_system()
        self.takes_tools: bool = self._rendered([HELLO], [TOOL]).prompt != self._rendered([HELLO], []).prompt
        """Whether it tells the model of the tools; else we do, and read its calls as text."""

    def prompt(self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Any]) -> tuple[str, bool]:
        """The prompt for a conversation, and whether it has the token that begins a text."""
        if not self.takes_tools:
            messages = _with_tools_as_text(messages, tools)
        if not self.takes_system:
            messages = _without_system(messages)
        made = self._rendered([_templated(message) for message in messages], tools)
        return made.prompt, made.added_special

    def _rendered(self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Any]) -> Any:
        return self._format(messages=messages, tools=tools or None, enable_thinking=False)  # Qwen 3 would think aloud

    def _takes_system(self) -> bool:
        try:
            return SYSTEM["content"] in self._rendered([SYSTEM, HELLO], []).prompt
        except Exception:  # whatever a template raises to refuse it
            return False


def _with_tools_as_text(messages: Sequence[Mapping[str, Any]], tools: Sequence[Any]) -> list[Mapping[str, Any]]:
    """The messages with the tools told in the system line, calls as the text that the model writes, results as the user's."""
    said: list[Mapping[str, Any]] = []
    for message in messages:
        if calls := message.get("tool_calls"):
            said.append({"role": "assistant", "content": written(calls)})
        elif message["role"] != "tool":
            said.append(message)
        elif said and said[-1].get("answers"):
            said[-1] = {**said[-1], "content": f"{said[-1]['content']}\n{response(message)}"}
        else:
            said.append({"role": "user", "content": response(message), "answers": True})
    if not tools:
        return said
    system, rest = ("", said) if said[0]["role"] != "system" else (f"{said[0]['content']}\n\n", said[1:])
    return [{"role": "system", "content": system + described(tools)}, *rest]


def _without_system(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The messages with the system line at the beginning of the user's first."""
    system = "\n\n".join(str(message["content"]) for message in messages if message["role"] == "system")
    rest = [message for message in messages if message["role"] != "system"]
    if not system:
        return rest
    if not rest or rest[0]["role"] != "user":
        return [{"role": "user", "content": system}, *rest]
    return [{**rest[0], "content": f"{system}\n\n{rest[0]['content']}"}, *rest[1:]]


def _templated(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """A message as templates want it: with the arguments of tool calls as objects, not as text."""
    if not message.get("tool_calls"):
        return message
    calls = []
    for call in message["tool_calls"]:
        arguments = call["function"]["arguments"]
        parsed = json.loads(arguments) if isinstance(arguments, str) else arguments
        calls.append({**call, "function": {**call["function"], "arguments": parsed}})
    return {**message, "content": message.get("content") or "", "tool_calls": calls}
