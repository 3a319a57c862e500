"""The chat protocol: what is sent to a tier, and what is read of its answer."""

from collections.abc import Iterator, Sequence
from typing import Any

from voice import config
from voice.messages import Message, Tool, ToolCall
from voice.tiers import Usage

SYSTEM = (
    "You are a voice assistant. Your reply is read aloud: answer in one to three short plain sentences, "
    "without Markdown, lists or links. The question was transcribed from speech and may hold misheard words."
)
"""Fixed, so that a server can keep it as a warm prefix."""

MAX_REPLY_TOKENS = 300
"""About two minutes of speech; nobody listens longer."""

CHARS_PER_TOKEN = 4
"""English text, byte-pair vocabularies of 32 k to 200 k: for servers that report no usage."""


def request(settings: config.Tier, messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
    """A request for a streamed reply, as the client takes it."""
    asked: dict[str, Any] = {
        "model": settings.model,
        "messages": [_SYSTEM_LINE, *map(_line, messages)],
        "max_tokens": MAX_REPLY_TOKENS,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if settings.logprobs:
        asked["logprobs"] = True
    if settings.tools and tools:
        asked["tools"] = [
            {"type": "function", "function": {"name": t.name, "description": t.description, "parameters": dict(t.parameters)}}
            for t in tools
        ]
    return asked


def ping(settings: config.Tier) -> dict[str, Any]:
    """The smallest request that a model answers; it holds nobody's words."""
    return {"model": settings.model, "messages": [_SYSTEM_LINE, _line(Message("user", "Hello."))], "max_tokens": 1}


def estimated_tokens(request: dict[str, Any]) -> int:
    read = sum(len(line["content"]) for line in request["messages"]) + len(str(request.get("tools", "")))
    return read // CHARS_PER_TOKEN


def cost_usd(settings: config.Tier, usage: Usage) -> float:
    return (usage.tokens_in * settings.price_in + usage.tokens_out * settings.price_out) / 1e6


class Reader:
    """Reads the chunks of one reply into `usage`."""

    def __init__(self, usage: Usage) -> None:
        self.finished = False
        """The tier has said why it stopped: the reply is whole."""
        self._usage = usage
        self._written = 0
        self._at: dict[int, int] = {}
        """Index of a call as the tier numbers it → its place among the calls."""

    def read(self, chunk: Any) -> Iterator[str]:
        """The tokens of a chunk: text, or "" for what is none. Raises where the chunk is not of the protocol."""
        if told := chunk.usage:
            self._usage.tokens_in, self._usage.tokens_out = int(told.prompt_tokens), int(told.completion_tokens)
            self._usage.estimated = False
            self.finished |= not chunk.choices
        for choice in chunk.choices:
            if text := choice.delta.content:
                if not isinstance(text, str):
                    raise ValueError("text that is none")
                self._count(text)
                self._note_probability(choice)
                yield text
            for part in choice.delta.tool_calls or ():
                self._count(part.function.arguments or part.function.name or "")
                self._collect(part)
                yield ""
            self.finished |= choice.finish_reason is not None

    def _count(self, text: str) -> None:
        self._written += len(text)
        if self._usage.estimated:
            self._usage.tokens_out = max(1, self._written // CHARS_PER_TOKEN)

    def _note_probability(self, choice: Any) -> None:
        if self._usage.first_logprob is None and (told := choice.logprobs) and told.content:
            self._usage.first_logprob = float(told.content[0].logprob)

    def _collect(self, part: Any) -> None:
        """Calls come in parts: the first of each tells its id and name, the others more of its arguments."""
        calls, asked = self._usage.calls, part.function
        at = self._at.get(part.index)
        if at is None or (part.id and part.id != calls[at].id):  # some servers number every call 0
            self._at[part.index] = at = len(calls)
            calls.append(ToolCall(part.id or f"call_{at}", "", ""))
        known = calls[at]
        calls[at] = ToolCall(known.id, known.name or asked.name or "", known.arguments + (asked.arguments or ""))


_SYSTEM_LINE = {"role": "system", "content": SYSTEM}


def _line(message: Message) -> dict[str, Any]:
    line: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.calls:
        line["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.calls
        ]
    if message.call_id:
        line["tool_call_id"] = message.call_id
    return line
