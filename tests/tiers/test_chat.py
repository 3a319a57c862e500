import asyncio
import math

import pytest

from tests.tiers.opened import opened
from tests.tiers.server import ChatServer, call_chunks, serving, text_chunk, usage_chunk
from voice.config import Tier
from voice.errors import TierError
from voice.messages import Message, Tool, ToolCall
from voice.privacy.gate import HEADERS
from voice.tiers import FIRST_TOKENS, StreamResult
from voice.tiers.chat import ChatTier

QUESTION = [Message("user", "why is the sky blue")]


def tier(url: str, **settings: object) -> ChatTier:
    return opened(Tier(name="cloud", where="cloud", base_url=url, model="m", **settings))


def ask(chat: ChatTier, result: StreamResult | None = None) -> list[str]:
    async def run() -> list[str]:
        try:
            return [piece async for piece in chat.stream(QUESTION, result or StreamResult())]
        finally:
            await chat.close()

    return asyncio.run(run())


def test_streams_the_text_and_counts_what_the_server_counted() -> None:
    result = StreamResult()
    with serving(ChatServer([text_chunk("Rayleigh "), text_chunk("scattering."), usage_chunk(30, 5)])) as server:
        chat = tier(server.url, price_in=1.0, price_out=2.0)
        assert ask(chat, result) == ["Rayleigh ", "scattering."]
    assert (result.tokens_in, result.tokens_out, result.estimated) == (30, 5, False)
    assert chat.cost_usd(result) == pytest.approx(40e-6)
    request = server.requests[0]
    assert request["stream"] is True
    assert request["model"] == "m"
    assert request["messages"][-1] == {"role": "user", "content": "why is the sky blue"}


def test_estimates_usage_where_the_server_counts_none() -> None:
    result = StreamResult()
    with serving(ChatServer([text_chunk("a" * 40)])) as server:
        ask(tier(server.url), result)
    assert result.estimated
    assert result.tokens_out == 10


def test_a_redirect_is_not_followed() -> None:
    with (
        serving(ChatServer([text_chunk("leaked")])) as elsewhere,
        serving(ChatServer(status=307, headers={"Location": elsewhere.url + "/chat/completions"})) as server,
        pytest.raises(TierError, match="not followed"),
    ):
        ask(tier(server.url))
    assert elsewhere.requests == []


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ChatServer([])) as proxy, serving(ChatServer([text_chunk("direct")])) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert ask(tier(server.url)) == ["direct"]
    assert proxy.requests == []


def test_nothing_else_of_the_environment_or_the_machine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: mine\nAuthorization: Bearer elsewhere")

    async def run(chat: ChatTier) -> None:
        await chat.warm()
        async for _ in chat.stream(QUESTION, StreamResult()):
            pass
        await chat.close()

    with serving(ChatServer([text_chunk("x")])) as server:
        asyncio.run(run(tier(server.url)))
    assert {name.lower() for name in server.seen} <= HEADERS
    assert server.keys == [""]


def test_the_key_comes_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-general")
    monkeypatch.setenv("MY_KEY", "sk-mine")
    with serving(ChatServer([text_chunk("x")])) as server:
        ask(tier(server.url, key_env="MY_KEY"))
        ask(tier(server.url))
    assert server.keys == ["Bearer sk-mine", ""]


def test_a_key_that_is_not_set_is_not_made_up_and_named_where_it_is_missed() -> None:
    with serving(ChatServer(status=401)) as server, pytest.raises(TierError, match="MY_UNSET_KEY is not set"):
        ask(tier(server.url, key_env="MY_UNSET_KEY"))
    assert server.keys == [""]
    with pytest.raises(TierError, match="no connection: MY_UNSET_KEY is not set"):
        ask(tier("http://127.0.0.1:9/v1", key_env="MY_UNSET_KEY"))


def test_the_first_tokens_tell_how_likely_they_were() -> None:
    result = StreamResult()
    written = [text_chunk("Yes", logprob=-0.25), *(text_chunk(".", logprob=-1.0) for _ in range(FIRST_TOKENS))]
    with serving(ChatServer(written)) as server:
        ask(tier(server.url, logprobs=True), result)
        ask(tier(server.url))
    assert result.logprobs == [-0.25, *[-1.0] * (FIRST_TOKENS - 1)]
    assert result.confidence == pytest.approx(math.exp(-3.25 / 4))
    assert [request.get("logprobs") for request in server.requests] == [True, None]


def test_no_token_is_more_than_certain() -> None:
    result = StreamResult()
    with serving(ChatServer([text_chunk("Yes", logprob=5000.0)])) as server:
        ask(tier(server.url, logprobs=True), result)
    assert result.confidence == 1.0


TIMER = Tool("timer_set", "Set a timer.", {"type": "object", "properties": {"seconds": {"type": "number"}}})


def test_tool_calls_are_put_together_from_their_parts() -> None:
    result = StreamResult()
    parts = [*call_chunks("timer_set", '{"seconds": 420}'), *call_chunks("time", "{}", index=1)]

    async def run(chat: ChatTier) -> list[str]:
        try:
            return [piece async for piece in chat.stream(QUESTION, result, [TIMER])]
        finally:
            await chat.close()

    with serving(ChatServer(parts)) as server:
        assert asyncio.run(run(tier(server.url, tools=True))) == []
    assert result.calls == [ToolCall("id0", "timer_set", '{"seconds": 420}'), ToolCall("id1", "time", "{}")]
    assert result.tokens_out > 0
    assert server.requests[0]["tools"] == [
        {"type": "function", "function": {"name": TIMER.name, "description": TIMER.description, "parameters": TIMER.parameters}}
    ]


def test_a_tier_without_leave_to_call_tools_is_offered_none() -> None:
    async def run(chat: ChatTier) -> None:
        async for _ in chat.stream(QUESTION, StreamResult(), [TIMER]):
            pass
        await chat.close()

    with serving(ChatServer([text_chunk("x")])) as server:
        asyncio.run(run(tier(server.url)))
    assert "tools" not in server.requests[0]


def test_the_results_of_tools_are_handed_back_in_the_form_of_the_protocol() -> None:
    call = ToolCall("id0", "time", "{}")
    lines = [*QUESTION, Message("assistant", "", calls=(call,)), Message("tool", "It's noon.", call_id="id0")]

    async def run(chat: ChatTier) -> None:
        async for _ in chat.stream(lines, StreamResult()):
            pass
        await chat.close()

    with serving(ChatServer([text_chunk("x")])) as server:
        asyncio.run(run(tier(server.url)))
    asked = {"id": "id0", "type": "function", "function": {"name": "time", "arguments": "{}"}}
    assert server.requests[0]["messages"][-2:] == [
        {"role": "assistant", "content": "", "tool_calls": [asked]},
        {"role": "tool", "content": "It's noon.", "tool_call_id": "id0"},
    ]


def test_a_warmed_tier_answers_on_the_connection_that_is_there() -> None:
    async def run(chat: ChatTier) -> None:
        await chat.warm()
        await chat.warm()
        async for _ in chat.stream(QUESTION, StreamResult()):
            pass
        await chat.close()

    with serving(ChatServer([text_chunk("x")])) as server:
        asyncio.run(run(tier(server.url)))
    assert server.connections == 1
    assert len(server.requests) == 1


def test_a_model_at_home_is_warmed_by_a_token_without_anybodys_words() -> None:
    async def run(chat: ChatTier) -> None:
        await chat.warm()
        await chat.close()

    with serving(ChatServer()) as server:
        home = Tier(name="home", where="lan", base_url=server.url, model="m")
        asyncio.run(run(opened(home)))
    (request,) = server.requests
    assert request["max_tokens"] == 1
    assert not request.get("stream")


def test_giving_up_a_reply_closes_its_connection_and_is_no_failure() -> None:
    async def run(chat: ChatTier) -> list[str]:
        begun = chat.stream(QUESTION, StreamResult())
        first = await anext(begun)
        await begun.aclose()
        return [first, *[piece async for piece in chat.stream(QUESTION, StreamResult())]]

    with serving(ChatServer([text_chunk("one "), 0.05, text_chunk("two")])) as server:
        assert asyncio.run(run(tier(server.url))) == ["one ", "one ", "two"]
    assert server.connections == 2
