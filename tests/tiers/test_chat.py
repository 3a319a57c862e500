import asyncio

import pytest

from tests.tiers.server import ChatServer, serving, text_chunk, usage_chunk
from voice.config import Tier
from voice.errors import TierError
from voice.messages import Message
from voice.tiers import Usage
from voice.tiers.chat import ChatTier

QUESTION = [Message("user", "why is the sky blue")]


def tier(url: str, **settings: object) -> ChatTier:
    return ChatTier(Tier(name="cloud", where="cloud", base_url=url, model="m", **settings))


def ask(chat: ChatTier, usage: Usage | None = None) -> list[str]:
    async def run() -> list[str]:
        try:
            return [piece async for piece in chat.stream(QUESTION, usage or Usage())]
        finally:
            await chat.close()

    return asyncio.run(run())


def test_streams_the_text_and_counts_what_the_server_counted() -> None:
    usage = Usage()
    with serving(ChatServer([text_chunk("Rayleigh "), text_chunk("scattering."), usage_chunk(30, 5)])) as server:
        chat = tier(server.url, price_in=1.0, price_out=2.0)
        assert ask(chat, usage) == ["Rayleigh ", "scattering."]
    assert (usage.tokens_in, usage.tokens_out, usage.estimated) == (30, 5, False)
    assert chat.cost_usd(usage) == pytest.approx(40e-6)
    request = server.requests[0]
    assert request["stream"] is True
    assert request["model"] == "m"
    assert request["messages"][-1] == {"role": "user", "content": "why is the sky blue"}


def test_estimates_usage_where_the_server_counts_none() -> None:
    usage = Usage()
    with serving(ChatServer([text_chunk("a" * 40)])) as server:
        ask(tier(server.url), usage)
    assert usage.estimated
    assert usage.tokens_out == 10


@pytest.mark.parametrize(
    ("status", "said"), [(401, "key was refused"), (404, "HTTP 404"), (429, "HTTP 429"), (500, "HTTP 500")]
)
def test_a_refusal_is_a_tier_error_after_one_request(status: int, said: str) -> None:
    with serving(ChatServer([], status=status)) as server, pytest.raises(TierError, match=said):
        ask(tier(server.url))
    assert len(server.requests) == 1


def test_a_redirect_is_not_followed() -> None:
    with (
        serving(ChatServer([text_chunk("leaked")])) as elsewhere,
        serving(ChatServer([], status=307, location=elsewhere.url + "/chat/completions")) as server,
        pytest.raises(TierError, match="HTTP 307"),
    ):
        ask(tier(server.url))
    assert elsewhere.requests == []


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ChatServer([])) as proxy, serving(ChatServer([text_chunk("direct")])) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert ask(tier(server.url)) == ["direct"]
    assert proxy.requests == []


def test_garbage_is_a_tier_error() -> None:
    with serving(ChatServer(["<html>"])) as server, pytest.raises(TierError, match="not the chat protocol"):
        ask(tier(server.url))


def test_nobody_there_is_a_tier_error() -> None:
    with pytest.raises(TierError, match="no connection"):
        ask(tier("http://127.0.0.1:9/v1"))


def test_the_key_comes_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-general")
    monkeypatch.setenv("MY_KEY", "sk-mine")
    with serving(ChatServer([text_chunk("x")])) as server:
        ask(tier(server.url, key_env="MY_KEY"))
        ask(tier(server.url))
    assert server.keys == ["Bearer sk-mine", "Bearer none"]
