"""Makes the requests of the chat protocol that are sent to a tier."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from voice import config
from voice.messages import GenerationOptions, Message, Tool

SYSTEM = (
    "You are a voice assistant. Your reply is read aloud: answer in one to three short plain sentences, "
    "without Markdown, lists or links. The question was transcribed from speech and may hold misheard words."
)
"""The system prompt; it never changes, so that a server can keep it computed."""

MAX_REPLY_TOKENS = 300
"""About two minutes of speech; nobody listens longer."""

CHARS_PER_TOKEN = 4
"""For servers that count no tokens: English text in byte-pair vocabularies of 32 k to 200 k."""

BYTES_PER_TOKEN = 3
"""A token has at least so many bytes: a character of Chinese, or English in a vocabulary not made for it."""

LINE_TOKENS = 4
"""Tokens that a chat template adds to each line."""


def request(
    settings: config.Tier, messages: Sequence[Message], tools: Sequence[Tool], options: GenerationOptions | None = None
) -> dict[str, Any]:
    """A request for a streamed reply, without the oldest exchanges where they do not fit."""
    asked: dict[str, Any] = {
        "model": settings.model,
        "messages": [*([_SYSTEM_LINE] if options is None else []), *map(_line, messages)],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if (most := options.max_tokens if options else MAX_REPLY_TOKENS) is not None:
        asked["max_tokens"] = most
    if options and options.temperature is not None:
        asked["temperature"] = options.temperature
    if options and settings.model_file:
        asked["spoken"] = False
    if settings.logprobs or settings.model_file:
        asked["logprobs"] = True
    if settings.tools and tools:
        asked["tools"] = [
            {"type": "function", "function": {"name": t.name, "description": t.description, "parameters": dict(t.parameters)}}
            for t in tools
        ]
    _fit(asked, settings.context_tokens)
    return asked


def ping(settings: config.Tier) -> dict[str, Any]:
    """The smallest request that a model answers, with nobody's words in it."""
    return {"model": settings.model, "messages": [_SYSTEM_LINE, _line(Message("user", "Hello."))], "max_tokens": 1}


def _fit(asked: dict[str, Any], context: int) -> None:
    """Drop the oldest exchanges until the rest fits the context; never the user's last line or what follows it."""
    lines = asked["messages"]
    room = context - min(asked.get("max_tokens", context), context // 4)
    tokens = [LINE_TOKENS + _most_tokens(line) for line in lines]
    over = _most_tokens(asked.get("tools", "")) + sum(tokens) - room
    said = [at for at, line in enumerate(lines) if line["role"] == "user"]
    kept = oldest = said[0] if said else 0
    for at, after in pairwise(said):
        if over <= 0:
            break
        over, kept = over - sum(tokens[at:after]), after
    del lines[oldest:kept]


def _most_tokens(part: Any) -> int:
    """The most tokens that a part of a request may have, in any language."""
    words = [part["content"], part.get("tool_calls", "")] if isinstance(part, dict) else part
    return len(json.dumps(words, ensure_ascii=False).encode()) // BYTES_PER_TOKEN


def estimated_tokens(request: dict[str, Any]) -> int:
    read = sum(len(line["content"]) for line in request["messages"]) + len(str(request.get("tools", "")))
    return read // CHARS_PER_TOKEN


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
