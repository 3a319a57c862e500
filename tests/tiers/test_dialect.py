"""Tiers that refuse a parameter of the protocol are asked in the way they take."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.tiers.opened import opened
from tests.tiers.server import ChatServer, serving, text_chunk
from voice.config import Tier
from voice.errors import TierError
from voice.messages import GenerationOptions, Message, Tool
from voice.tiers import StreamResult
from voice.tiers.chat import ChatTier

QUESTION = [Message("user", "what is the temperature of tools in a stream")]
TIMER = Tool("timer_set", "Set a timer.", {"type": "object", "properties": {}})


class Strict(ChatServer):
    """Refuses requests that have one of some parameters; `refusals` are the status and the body for each, in their order."""

    def __init__(self, refusals: Mapping[str, tuple[int, Any]]) -> None:
        super().__init__([text_chunk("Fine.")])
        self.refusals = refusals

    def answer(self, asked: dict[str, Any]) -> tuple[int, bytes] | None:
        for name, (status, body) in self.refusals.items():
            if name in asked:
                return status, (body if isinstance(body, str) else json.dumps(body)).encode()
        return None


def tier(url: str, **settings: Any) -> ChatTier:
    patient = {"first_token_s": 20.0, "next_token_s": 20.0}
    return opened(Tier(name="home", where="lan", base_url=url, model="m", tools=True, logprobs=True, **(patient | settings)))


async def ask(chat: ChatTier) -> str:
    options = GenerationOptions(max_tokens=99, temperature=0.2)
    return "".join([piece async for piece in chat.stream(QUESTION, StreamResult(), [TIMER], options)])


async def asked_once(url: str) -> str:
    """What a tier answers that nobody asks again."""
    chat = tier(url)
    try:
        return await ask(chat)
    finally:
        await chat.close()


def openai(name: str, more: str = "") -> dict[str, Any]:
    message = f"Unsupported parameter: '{name}' is not supported with this model.{more}"
    return {"error": {"message": message, "type": "invalid_request_error", "param": name, "code": "unsupported_parameter"}}


INSTEAD = openai("max_tokens", " Use 'max_completion_tokens' instead.")

REFUSALS = {
    "OpenAI": {"max_tokens": (400, INSTEAD)},
    "OpenAI, one by one": {"temperature": (400, openai("temperature")), "max_tokens": (400, INSTEAD)},
    "Mistral": {"stream_options": (422, {"detail": [
        {"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs", "input": {"tools": 1}}
    ]})},
    "vLLM": {"stream_options": (400, {"object": "error", "message": "[{'loc': ('body', 'stream_options'), 'msg': 'x'}]"})},
    "Azure": {"stream_options": (400, {"error": {"message": "Unrecognized request argument supplied: stream_options"}})},
    "TGI": {"logprobs": (422, "Failed to deserialize the JSON body: unknown field `logprobs`")},
    "Ollama": {"tools": (400, {"error": {"message": "registry.ollama.ai/library/m:2b does not support tools"}})},
    "vLLM, tools": {"tools": (400, {"message": '"auto" tool choice requires --enable-auto-tool-choice to be set'})},
    "a list": {"tools": (400, [{"error": {"code": 400, "message": "Function calling is not enabled for this model"}}])},
    "no stream": {
        "stream_options": (400, openai("stream_options")), "stream": (400, {"error": {"param": "stream", "message": "no"}})
    },
    "neither name": {name: (422, openai(name)) for name in ("max_tokens", "max_completion_tokens")},
    "OpenAI, a value": {"temperature": (400, {"error": {
        "message": "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is "
        "supported.", "param": "temperature", "code": "unsupported_value"
    }})},
    "Groq": {"logprobs": (400, {"error": {"message": "'logprobs' : property 'logprobs' is unsupported"}})},
    "llama.cpp": {"tools": (500, {"error": {"code": 500, "message": "tools param requires --jinja flag"}})},
    "llama.cpp, both": {"logprobs": (400, {"error": {"message": "logprobs is not supported with tools + stream"}})},
    "OpenRouter": {"tools": (404, {"error": {"message": "No endpoints found that support tool use.", "code": 404}})},
    "LM Studio": {"stream_options": (400, {"error": "Unrecognized key(s) in object: 'stream_options'"})},
    "SGLang": {"stream_options": (400, {"object": "error", "message": "Stream options are not supported by this backend."})},
    "Gemini": {"max_tokens": (400, [{"error": {
        "code": 400, "message": "Unable to submit request because it has a maxOutputTokens value of 99"
    }}])},
    "Gemini, a name": {"stream_options": (400, [{"error": {
        "code": 400, "message": "Invalid JSON payload received. Unknown name \"stream_options\": Cannot find field."
    }}])},
    "TGI, tokens": {"max_tokens": (422, {"error": "Input validation error: `max_new_tokens` must be <= 64"})},
    "Together": {"tools": (400, {"error": {"message": "m does not support function calling"}})},
    "Bedrock": {"stream": (400, {"message": "Streaming is not supported for this model."})},
    "Cohere": {"logprobs": (422, {"message": "log probabilities are not available for this model"})},
    "vLLM, a grammar": {"tools": (501, {"error": {"message": "Tool use is not implemented for this model"}})},
    "Spring": {"stream_options": (400, {"error": "Bad Request", "message": "Unrecognized field \"stream_options\""})},
    "camel case": {name: (400, {"error": "does not support parameter " + written}) for name, written in
        {"max_tokens": "maxTokens.", "max_completion_tokens": "maxCompletionTokens."}.items()},
    "Chinese": {name: (400, {"error": {"message": f"\u53c2\u6570{name}\u4e0d\u652f\u6301"}})
        for name in ("max_tokens", "max_completion_tokens")},
    "param tells": {"stream_options": (400, {"error": {
        "message": "Streaming with tools and a temperature takes no options.", "param": "stream_options"
    }})},
    "all": {name: (400, openai(name)) for name in ("tools", "logprobs", "temperature", "stream_options")},
}  # fmt: skip


@pytest.mark.parametrize("server", REFUSALS)
def test_what_a_tier_refuses_is_left_out_or_renamed_and_remembered(server: str) -> None:
    async def run(url: str) -> list[str]:
        chat = tier(url)
        try:
            return [await ask(chat) for _ in range(3)]
        finally:
            await chat.close()

    with serving(Strict(REFUSALS[server])) as strict:
        assert asyncio.run(run(strict.url)) == ["Fine."] * 3
    first, *tries, last = strict.requests
    assert len(tries) == len(REFUSALS[server]) + 1
    assert not set(REFUSALS[server]) & set(last)
    assert set(first) - set(last) <= set(REFUSALS[server])
    if server in ("OpenAI", "OpenAI, one by one"):
        assert last["max_completion_tokens"] == 99


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": {"message": "the model cannot do this"}}), (400, ""), (500, openai("stream_options")),
        (500, {"error": "tool call parser failed"}), (404, {"error": "no such model, see our tools"}),
        (401, openai("tools")), (400, {"error": {"message": "The upstreams are toolshed"}}), (400, "x" * 2000 + "tools"),
        (400, {"error": {"message": "maximum context length, max_tokens included", "code": "context_length_exceeded"}}),
    ],
)  # fmt: skip
def test_what_names_no_parameter_is_a_refusal(status: int, body: Any) -> None:
    with serving(Strict({"messages": (status, body)})) as strict, pytest.raises(TierError):
        asyncio.run(asked_once(strict.url))
    assert len(strict.requests) == 1


class Choosy(ChatServer):
    """Refuses the requests in which a parameter has one value."""

    def __init__(self, name: str, value: Any, refusal: Any) -> None:
        super().__init__([text_chunk("Fine.")])
        self.name, self.value, self.refusal = name, value, refusal

    def answer(self, asked: dict[str, Any]) -> tuple[int, bytes] | None:
        return (400, json.dumps(self.refusal).encode()) if asked.get(self.name) == self.value else None


MAXIMUM = "`max_tokens` must be less than or equal to `4096`, the maximum for `max_tokens` is less than the `context_window`"


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("temperature", 1.9, {"error": {"message": "temperature: range: 0..1"}}),
        ("temperature", 1.9, {"error": {"message": "Invalid 'temperature': decimal above maximum.", "param": "temperature"}}),
        ("max_tokens", 50000, {"error": {"message": "max_tokens is too large: 50000. This model supports at most 4096"}}),
        ("max_tokens", 50000, {"error": {"message": "max_tokens: 50000 > 4096, which is the maximum allowed number"}}),
        ("max_tokens", 50000, {"error": {"message": MAXIMUM}}),
        ("max_tokens", 50000, {"message": "'max_tokens' or 'max_completion_tokens' is too large: 50000. This model's maximum "
            "context length is 8192 tokens and your request has 31 input tokens"}),
    ],
)  # fmt: skip
def test_a_value_that_is_refused_is_left_out_and_another_is_asked_for(name: str, value: Any, refusal: Any) -> None:
    async def run(url: str) -> None:
        chat = tier(url)
        try:
            for given in (value, value, 0.2 if name == "temperature" else 50):
                async for _ in chat.stream(QUESTION, StreamResult(), (), GenerationOptions(**{name: given})):
                    pass
        finally:
            await chat.close()

    with serving(Choosy(name, value, refusal)) as choosy:
        asyncio.run(run(choosy.url))
    assert [request.get(name) for request in choosy.requests] == [value, None, None, 0.2 if name == "temperature" else 50]


@pytest.mark.parametrize(
    "body",
    [
        openai("tools") | {"error": {"message": "Invalid schema for function 'a'", "param": "tools[0].function.parameters"}},
        {"error": {"message": "tools.0.custom.input_schema.type: Input should be 'object'"}},
        {"detail": [{"loc": ["body", "tools", 0, "function", "name"], "msg": "unsupported"}]},
        [{"error": {"message": "* Request.tools[0].function_declarations[0].parameters.type: unsupported value"}}],
        {"error": {"message": "An assistant message with 'tool_calls' must be followed by one for each 'tool_call_id'"}},
        {"error": {"message": "messages.1: `tool_use` ids were found without `tool_result` blocks"}},
        {"error": {"message": "function call turn comes immediately after a user turn or after a function response turn"}},
        {"error": {"message": "tool call validation failed: 'x' was not in request.tools"}},
    ],
)  # fmt: skip
def test_tools_are_not_given_up_for_what_one_program_does_wrong_with_them(body: Any) -> None:
    with serving(Strict({"tools": (400, body)})) as strict, pytest.raises(TierError):
        asyncio.run(asked_once(strict.url))
    assert len(strict.requests) == 1


def test_the_ping_is_asked_in_the_same_way() -> None:
    async def run(url: str) -> str:
        chat = tier(url)
        await chat.warm()
        try:
            return await ask(chat)
        finally:
            await chat.close()

    with serving(Strict({"max_tokens": (400, INSTEAD)})) as strict:
        assert asyncio.run(run(strict.url)) == "Fine."
    assert ["max_tokens" in request for request in strict.requests] == [True, False, False]
