"""Writes a reply as JSON documents and headers of the OpenAI protocol, whole or streamed."""

import json
from collections.abc import AsyncGenerator, Iterable, Sequence
from typing import Any

from voice.gateway.answer import Answer
from voice.gateway.refused import Refused
from voice.messages import ToolCall

DONE = b"data: [DONE]\n\n"


def headers(answer: Answer) -> dict[str, str]:
    """Headers that tell the route as far as it is known when a reply begins; no word of the conversation."""
    route, trace = answer.route, answer.trace
    said = {
        "x-voice-tier": route.tier,
        "x-voice-answered-by": trace.answered_by or "",
        "x-voice-reason": route.reason,
        "x-voice-private": ", ".join(answer.private),
        "x-voice-fallbacks": ", ".join(trace.tried),
        "x-voice-trace-id": trace.id,
    }
    return {name: value.encode("ascii", "replace").decode() for name, value in said.items()}


def cost(answer: Answer) -> dict[str, str]:
    """Header that tells what the whole reply cost."""
    return {"x-voice-cost-usd": f"{answer.trace.cost_usd:.9f}"}


def whole(answer: Answer, model: str, text: str) -> dict[str, Any]:
    """Make a whole reply one document."""
    message: dict[str, Any] = {"role": "assistant", "content": text or (None if answer.calls else ""), "refusal": None}
    if answer.calls:
        message["tool_calls"] = _calls(answer.calls)
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": answer.ended}
    return {**_named(answer, model, "chat.completion"), "choices": [choice], "usage": _usage(answer)}


async def events(
    answer: Answer, model: str, counted: bool, pieces: AsyncGenerator[str], first: str | None
) -> AsyncGenerator[bytes]:
    """Give a reply as server-sent events. `first` is its first piece, already there; None: there is none."""
    named = _named(answer, model, "chat.completion.chunk") | ({"usage": None} if counted else {})

    def event(delta: dict[str, Any], ended: str | None = None) -> bytes:
        return _event({**named, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": ended}]})

    yield event({"role": "assistant", "content": "", "refusal": None})
    try:
        if first is not None:
            yield event({"content": first})
            async for piece in pieces:
                yield event({"content": piece})
    except Refused as refused:
        yield _event(refused.document())
        return
    if answer.calls:
        yield event({"tool_calls": [{"index": at, **call} for at, call in enumerate(_calls(answer.calls))]})
    yield event({}, answer.ended)
    if counted:
        yield _event({**named, "choices": [], "usage": _usage(answer)})
    yield DONE


def models(names: Iterable[str], since: int) -> dict[str, Any]:
    return {"object": "list", "data": [model(name, since) for name in names]}


def model(name: str, since: int) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": since, "owned_by": "voice"}


def _named(answer: Answer, model: str, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{answer.trace.id}", "object": kind, "created": int(answer.trace.time.timestamp()), "model": model}


def _usage(answer: Answer) -> dict[str, Any]:
    """Token counts and what the reply cost, with the tiers that lost or failed."""
    return {**answer.tokens(), "cost_usd": answer.trace.cost_usd}


def _calls(calls: Sequence[ToolCall]) -> list[dict[str, Any]]:
    return [{"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}} for call in calls]


def _event(document: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(document, ensure_ascii=False)}\n\n".encode()
