"""What the gateway keeps to itself: private words, and those who may not ask."""

import json
from pathlib import Path

import httpx2
import openai
import pytest

from tests.gateway.serving import BLUE, SKY, gateway, tier
from tests.tiers.server import ChatServer, serving, text_chunk


@pytest.mark.parametrize("model", ["voice", "big"])
def test_private_words_are_refused_by_kind_and_sent_nowhere(tmp_path: Path, model: str) -> None:
    private = [{"role": "user", "content": "my social security number is 536-90-4399, is that valid"}]
    with (
        serving(ChatServer(BLUE)) as server,
        gateway(tmp_path, tier("big", server.url, "cloud")) as here,
        pytest.raises(openai.PermissionDeniedError) as refused,
    ):
        here.client().chat.completions.create(model=model, messages=private)
    assert refused.value.body["code"] == "private"
    assert "ssn" in refused.value.body["message"]
    assert "536-90" not in str(refused.value.body)
    assert refused.value.response.headers["x-voice-private"] == "ssn"
    assert server.requests == []
    assert "536-90" not in json.dumps(here.traces)


@pytest.mark.parametrize("where", ["system", "assistant", "tool"])
def test_private_words_anywhere_in_the_conversation_stay_here(tmp_path: Path, where: str) -> None:
    secret = "the user's card number is 4111 1111 1111 1111"
    lines = {
        "system": [{"role": "system", "content": secret}, *SKY],
        "assistant": [*SKY, {"role": "assistant", "content": secret}, {"role": "user", "content": "is it valid"}],
        "tool": [
            *SKY,
            {
                "role": "assistant",
                "tool_calls": [{"id": "1", "type": "function", "function": {"name": "card", "arguments": "{}"}}],
            },
            {"role": "tool", "tool_call_id": "1", "content": secret},
        ],
    }[where]
    with (
        serving(ChatServer(BLUE)) as server,
        gateway(tmp_path, tier("big", server.url, "cloud")) as here,
        pytest.raises(openai.PermissionDeniedError),
    ):
        here.client().chat.completions.create(model="big", messages=lines)
    assert server.requests == []


def test_private_words_in_the_declaration_of_a_tool_stay_here(tmp_path: Path) -> None:
    declared = {"type": "function", "function": {"name": "pay", "description": "pays with the card 4111 1111 1111 1111"}}
    with (
        serving(ChatServer(BLUE)) as server,
        gateway(tmp_path, tier("big", server.url, "cloud", tools=True)) as here,
        pytest.raises(openai.PermissionDeniedError),
    ):
        here.client().chat.completions.create(model="voice", messages=SKY, tools=[declared])
    assert server.requests == []


def test_what_is_redacted_comes_back_whole(tmp_path: Path) -> None:
    asked = [{"role": "user", "content": "write a mail to anna.k@example.org about the weather"}]
    steps = [text_chunk("To [ema"), text_chunk("il 1]: it rains.")]
    with serving(ChatServer(steps)) as server, gateway(tmp_path, tier("big", server.url, "cloud", privacy="redact")) as here:
        said = here.client().chat.completions.create(model="voice", messages=asked)
    assert said.choices[0].message.content == "To anna.k@example.org: it rains."
    assert "anna" not in json.dumps(server.requests)


def test_with_a_key_only_its_holders_are_answered(tmp_path: Path) -> None:
    with serving(ChatServer(BLUE)) as server, gateway(tmp_path, tier("small", server.url), key="right") as here:
        for wrong in ("wrong", "right "[:-2], "rightright"):
            with pytest.raises(openai.AuthenticationError):
                openai.OpenAI(base_url=here.url, api_key=wrong, max_retries=0).models.list()
        right = openai.OpenAI(base_url=here.url, api_key="right")
        assert right.chat.completions.create(model="voice", messages=SKY).choices


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example:8377"},
        {"Host": "127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_web_pages_of_other_places_are_not_answered(tmp_path: Path, headers: dict[str, str]) -> None:
    with gateway(tmp_path) as here:
        assert httpx2.get(here.url + "/models", headers=headers).status_code == 403
        assert httpx2.options(here.url + "/models", headers=headers).status_code == 403


def test_traces_hold_no_words(tmp_path: Path) -> None:
    with serving(ChatServer(BLUE)) as server, gateway(tmp_path, tier("small", server.url)) as here:
        here.client().chat.completions.create(model="voice", messages=SKY)
    assert here.traces[0]["source"] == "gateway"
    assert "sky" not in json.dumps(here.traces)
    assert "scatters" not in json.dumps(here.traces)
