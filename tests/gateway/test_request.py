import json
from typing import Any

import pytest

from voice.gateway.refused import Refused
from voice.gateway.request import Asked, read
from voice.messages import GenerationOptions, Message, ToolCall

SAID = {"role": "user", "content": "hello"}
PLAIN: dict[str, Any] = {"model": "voice", "messages": [SAID]}


def asked(**more: Any) -> Asked:
    return read(json.dumps(PLAIN | more).encode())


def refused(**more: Any) -> Refused:
    with pytest.raises(Refused) as why:
        asked(**more)
    return why.value


def test_a_plain_request() -> None:
    said = asked()
    assert (said.model, said.question, said.lines) == ("voice", "hello", (Message("user", "hello"),))
    assert (said.tools, said.stop, said.stream, said.options) == ((), (), False, GenerationOptions())
    assert said.is_plain


def test_a_conversation_is_read_line_by_line() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    lines = [
        {"role": "developer", "content": "be brief"},
        SAID,
        {"role": "assistant", "content": None, "tool_calls": [call], "refusal": None, "audio": None, "annotations": []},
        {"role": "tool", "tool_call_id": "1", "content": [{"type": "text", "text": "rain"}], "name": "weather"},
    ]
    said = asked(messages=lines)
    assert said.lines == (
        Message("system", "be brief"),
        Message("user", "hello"),
        Message("assistant", "", (ToolCall("1", "weather", "{}"),)),
        Message("tool", "rain", call_id="1"),
    )
    assert said.question == "hello"
    assert not said.is_plain


@pytest.mark.parametrize(
    "more",
    [
        {"n": 1, "top_p": 1, "frequency_penalty": 0, "presence_penalty": 0.0, "logit_bias": {}, "logprobs": False},
        {"response_format": {"type": "text"}, "modalities": ["text"], "parallel_tool_calls": True, "store": False},
        {"user": "u1", "metadata": {"a": "b"}, "service_tier": "auto", "prompt_cache_key": "k"},
        {"seed": None, "n": None, "stop": None, "tools": None, "stream_options": None, "unheard_of": None},
        {"reasoning_effort": "low", "verbosity": "low", "seed": 7, "store": True},
        {"safety_identifier": "x", "prompt_cache_retention": "24h", "prediction": None, "prompt_cache_options": {"ttl": "1h"}},
        {"messages": [SAID | {"name": "Ann"}]},
        {"reasoning": {"effort": "low"}, "include_reasoning": False, "thinking": {"type": "disabled"}},
        {"usage": {"include": True}, "keep_alive": "5m", "cache_prompt": True, "session_id": "s", "tags": ["a"]},
        {"messages": [SAID | {"id": "msg_1", "cache_control": {"type": "ephemeral"}, "metadata": {}, "phase": "commentary"}]},
        {"messages": [SAID | {"thinking": "x", "thinking_blocks": [], "provider_specific_fields": {}}]},
        {"messages": [SAID | {"refusal": None, "annotations": [], "reasoning_content": "x", "tool_calls": None}]},
    ],
)
def test_what_changes_no_answer_is_taken(more: dict[str, Any]) -> None:
    assert asked(**more) == asked()


@pytest.mark.parametrize(
    "more",
    [
        {"n": 2}, {"top_p": 0.5}, {"frequency_penalty": 1}, {"presence_penalty": -1}, {"logprobs": True}, {"top_logprobs": 3},
        {"logit_bias": {"1": 5}}, {"response_format": {"type": "json_object"}}, {"parallel_tool_calls": False},
        {"modalities": ["audio"]}, {"functions": []}, {"function_call": "auto"}, {"max_tokens": 1 << 40}, {"stop": "a" * 999},
        {"tool_choice": "required"}, {"tool_choice": {"type": "function", "function": {"name": "a"}}}, {"unheard_of": 1},
        {"stop": ["a", "b", "c", "d", "e"]}, {"web_search_options": {}},
    ],
    ids=lambda more: next(iter(more)),
)  # fmt: skip
def test_what_would_change_the_answer_is_refused_by_name(more: dict[str, Any]) -> None:
    why = refused(**more)
    name = next(iter(more))
    assert why.status == 400
    assert why.param is not None
    assert why.param.startswith(name)
    assert name in str(why)
    assert "not supported" in str(why)


@pytest.mark.parametrize(
    ("line", "param"),
    [
        ({"role": "user", "content": [{"type": "image_url", "image_url": {"url": "SECRET"}}]}, "messages[0].content"),
        ({"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}, "messages[0].content"),
        ({"role": "user", "content": 5}, "messages[0].content"),
        ({"role": "user"}, "messages[0].content"),
        ({"role": "user", "content": "x", "speaker": "SECRET"}, "messages[0].speaker"),
        ({"role": "function", "content": "x"}, "messages[0].role"),
        ({"role": "tool", "content": "x"}, "messages[0].tool_call_id"),
        ({"role": "user", "content": "x", "tool_call_id": "1"}, "messages[0].tool_call_id"),
        ({"role": "user", "content": "x", "tool_calls": [{"id": "1", "function": {"name": "a", "arguments": ""}}]},
         "messages[0].tool_calls"),
        ({"role": "assistant", "content": "x", "audio": {"id": "SECRET"}}, "messages[0].audio"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named_and_not_repeated(line: dict[str, Any], param: str) -> None:
    why = refused(messages=[line, SAID])
    assert (why.status, why.param) == (400, param)
    assert "SECRET" not in str(why)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b'"x"', b"{}", b'{"model": "voice"}', b'{"model": "voice", "messages": []}']
)
def test_a_body_that_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as why:
        read(body)
    assert why.value.status == 400


@pytest.mark.parametrize("lines", [[{"role": "system", "content": "x"}], [{"role": "user", "content": " "}]])
def test_there_has_to_be_something_to_answer(lines: list[dict[str, str]]) -> None:
    assert refused(messages=lines).param == "messages"


def test_declared_tools_are_read() -> None:
    declared = {"type": "function", "function": {"name": "weather", "strict": False}}
    (tool,) = asked(tools=[declared]).tools
    assert (tool.name, tool.description, tool.parameters) == ("weather", "", {"type": "object", "properties": {}})
    assert asked(tools=[declared], tool_choice="none").tools == ()


@pytest.mark.parametrize(
    "function", [{"name": ""}, {"name": "a b"}, {"name": "a", "strict": True}, {"name": "a", "parameters": "x"}, {}]
)
def test_a_tool_that_cannot_be_offered_is_refused(function: dict[str, Any]) -> None:
    why = refused(tools=[{"type": "function", "function": function}])
    assert (why.param or "").startswith("tools[0].function")


@pytest.mark.parametrize("value", [0, -1, "many", 1.5])
def test_a_length_has_to_be_one(value: Any) -> None:
    assert refused(max_tokens=value).param == "max_tokens"


def test_the_newer_name_of_a_length_wins() -> None:
    assert asked(max_tokens=5, max_completion_tokens=7).options.max_tokens == 7
