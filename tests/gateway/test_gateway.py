"""The gateway as programs see it: the official client before scripted tiers."""

import asyncio
import json
import threading
from pathlib import Path

import httpx2
import openai
import pytest

from tests.gateway.serving import BLUE, SKY, WEATHER, gateway, tier
from tests.tiers.server import ChatServer, nobody, serving, text_chunk, usage_chunk


def test_a_question_is_answered_by_the_tier_that_the_router_chooses(tmp_path: Path) -> None:
    with serving(ChatServer(BLUE)) as server, gateway(tmp_path, tier("small", server.url, price_out=1.0)) as here:
        raw = here.client().chat.completions.with_raw_response.create(model="voice", messages=SKY)
        said = raw.parse()
    assert said.choices[0].message.content == "Air scatters blue."
    assert said.choices[0].finish_reason == "stop"
    assert (said.usage.prompt_tokens, said.usage.completion_tokens, said.usage.total_tokens) == (11, 3, 14)
    assert said.model == "voice"
    head = raw.headers
    assert (head["x-voice-answered-by"], head["x-voice-fallbacks"], head["x-voice-private"]) == ("small", "small", "")
    assert head["x-voice-tier"] in ("device", "cloud")
    assert head["x-voice-reason"]
    assert float(head["x-voice-cost-usd"]) == pytest.approx(said.usage.cost_usd, abs=1e-9)
    assert said.usage.cost_usd >= 3e-6
    assert head["x-voice-trace-id"] == said.id.removeprefix("chatcmpl-") == here.traces[0]["id"]


@pytest.mark.parametrize("streamed", [False, True])
def test_a_program_is_not_shown_what_ends_a_turn_in_the_template_of_the_model(tmp_path: Path, streamed: bool) -> None:
    steps = [*BLUE[:3], *map(text_chunk, ("<|im", "_end|>\n<|im_st", "art|>user\nWhy?")), usage_chunk(11, 3)]
    with serving(ChatServer(steps)) as server, gateway(tmp_path, tier("small", server.url)) as here:
        said = here.client().chat.completions.create(model="voice", messages=SKY, stream=streamed)
        texts = [chunk.choices[0].delta.content or "" for chunk in said] if streamed else [said.choices[0].message.content]
    assert "".join(texts) == "Air scatters blue."


def test_pieces_are_streamed_as_they_come(tmp_path: Path) -> None:
    go_on = threading.Event()

    def slowly():  # type: ignore[no-untyped-def]
        yield text_chunk("Air ")
        go_on.wait(10)
        yield from BLUE[1:]

    with serving(ChatServer(slowly())) as server, gateway(tmp_path, tier("small", server.url)) as here:
        stream = here.client().chat.completions.create(model="voice", messages=SKY, stream=True)
        pieces = []
        for chunk in stream:
            pieces += [choice.delta.content for choice in chunk.choices if choice.delta.content]
            if pieces == ["Air "]:
                go_on.set()
    assert pieces == ["Air ", "scatters ", "blue."]
    assert stream.response.headers["x-voice-answered-by"] == "small"
    assert chunk.choices[0].finish_reason == "stop"


def test_a_stream_ends_with_tokens_and_cost_where_they_are_asked_for(tmp_path: Path) -> None:
    with serving(ChatServer(BLUE)) as server, gateway(tmp_path, tier("small", server.url, price_in=1.0)) as here:
        asked = here.client().chat.completions.create
        chunks = list(asked(model="voice", messages=SKY, stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].choices == []
    assert chunks[-1].usage.total_tokens == 14
    assert chunks[-1].usage.cost_usd >= 11e-6
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_the_asynchronous_client_is_answered_too_and_several_at_a_time(tmp_path: Path) -> None:
    meet = threading.Barrier(3, timeout=10)

    def steps():  # type: ignore[no-untyped-def]
        meet.wait()
        yield text_chunk("Here.")

    async def ask(url: str) -> list[str]:
        async with openai.AsyncOpenAI(base_url=url, api_key="any", max_retries=0) as client:

            async def streamed() -> str:
                stream = await client.chat.completions.create(model="small", messages=SKY, stream=True)
                return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

            async def whole() -> str:
                said = await client.chat.completions.create(model="small", messages=SKY)
                return said.choices[0].message.content or ""

            return await asyncio.gather(streamed(), whole(), whole())

    server = ChatServer(answers=[steps(), steps(), steps()])
    with serving(server), gateway(tmp_path, tier("small", server.url)) as here:
        assert asyncio.run(ask(here.url)) == ["Here."] * 3
    assert len(here.traces) == 3


def test_the_conversation_is_the_clients_own(tmp_path: Path) -> None:
    told = [
        {"role": "system", "content": "Answer like a pirate."},
        {"role": "user", "content": "Why is the sky blue?"},
        {"role": "assistant", "content": "Arr, the air."},
        {"role": "user", "content": [{"type": "text", "text": "And at "}, {"type": "text", "text": "sunset?"}]},
    ]
    with serving(ChatServer(BLUE)) as server, gateway(tmp_path, tier("small", server.url)) as here:
        here.client().chat.completions.create(model="voice", messages=told, temperature=0.5, max_tokens=99)
        here.client().chat.completions.create(model="voice", messages=told[1:2], max_completion_tokens=7)
    first, second = server.requests
    assert [(line["role"], line["content"]) for line in first["messages"]] == [
        *((line["role"], line["content"]) for line in told[:3]),
        ("user", "And at sunset?"),
    ]
    assert (first["temperature"], first["max_tokens"], first["model"]) == (0.5, 99, "small-model")
    assert [line["role"] for line in second["messages"]] == ["user"]
    assert second["max_tokens"] == 7
    assert "temperature" not in second


def test_a_reply_cut_at_its_most_tokens_says_so(tmp_path: Path) -> None:
    cut = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}
    with serving(ChatServer([text_chunk("Air"), cut])) as server, gateway(tmp_path, tier("small", server.url)) as here:
        said = here.client().chat.completions.create(model="voice", messages=SKY, max_tokens=1)
    assert said.choices[0].finish_reason == "length"


def test_stop_sequences_end_the_reply_and_are_not_sent_on(tmp_path: Path) -> None:
    steps = [text_chunk("one E"), text_chunk("ND two"), 30.0]
    with serving(ChatServer(steps)) as server, gateway(tmp_path, tier("small", server.url)) as here:
        said = here.client(timeout=10).chat.completions.create(model="voice", messages=SKY, stop="END")
    assert (said.choices[0].message.content, said.choices[0].finish_reason) == ("one ", "stop")
    assert "stop" not in server.requests[0]


def test_a_skill_answers_what_it_can(tmp_path: Path) -> None:
    sum_of = [{"role": "user", "content": "what is two plus three"}]
    with gateway(tmp_path) as here:
        raw = here.client().chat.completions.with_raw_response.create(model="voice", messages=sum_of)
        streamed = here.client().chat.completions.create(model="voice", messages=sum_of, stream=True)
        pieces = [chunk.choices[0].delta.content or "" for chunk in streamed]
    assert "5" in (said := raw.parse().choices[0].message.content)
    assert "".join(pieces) == said
    assert (raw.headers["x-voice-tier"], raw.headers["x-voice-answered-by"]) == ("skill", "arithmetic")
    assert [trace["answered_by"] for trace in here.traces] == ["arithmetic", "arithmetic"]


@pytest.mark.parametrize(
    "more",
    [{"model": "small"}, {"tools": [WEATHER]}, {"messages": [{"role": "system", "content": "Translate."}]}],
    ids=["a tier by name", "the client's tools", "a task of its own"],
)
def test_skills_keep_out_of_what_is_not_for_them(tmp_path: Path, more: dict) -> None:  # type: ignore[type-arg]
    lines = [*more.pop("messages", []), {"role": "user", "content": "what is two plus three"}]
    with serving(ChatServer(BLUE)) as server, gateway(tmp_path, tier("small", server.url, tools=True)) as here:
        here.client().chat.completions.create(**({"model": "voice"} | more), messages=lines)
    assert len(server.requests) == 1


def test_a_tier_asked_by_name_answers_alone(tmp_path: Path) -> None:
    with (
        nobody() as gone,
        serving(ChatServer(BLUE)) as server,
        gateway(tmp_path, tier("small", server.url), tier("big", gone, "lan")) as here,
    ):
        raw = here.client().chat.completions.with_raw_response.create(model="small", messages=SKY)
        with pytest.raises(openai.InternalServerError) as failed:
            here.client().chat.completions.create(model="big", messages=SKY)
    assert raw.headers["x-voice-reason"] == "the program asked for small"
    assert failed.value.status_code == 503
    assert "big: no connection" in failed.value.body["message"]
    assert len(server.requests) == 1


def test_the_models_are_listed(tmp_path: Path) -> None:
    with gateway(tmp_path, tier("small", "http://127.0.0.1:1/v1")) as here:
        client = here.client()
        assert [model.id for model in client.models.list()] == ["voice", "small"]
        assert client.models.retrieve("small").id == "small"
        with pytest.raises(openai.NotFoundError):
            client.models.retrieve("gpt-4o")
        with pytest.raises(openai.NotFoundError) as missing:
            client.chat.completions.create(model="gpt-4o", messages=SKY)
    assert missing.value.body["code"] == "model_not_found"
    assert "voice, small" in missing.value.body["message"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/chat/completions", 400), ("GET", "/chat/completions", 405), ("GET", "/embed", 404), ("GET", "/models", 200)],
)
def test_other_requests_are_answered_as_the_protocol_does(tmp_path: Path, method: str, path: str, status: int) -> None:
    with gateway(tmp_path) as here:
        said = httpx2.request(method, here.url + path, content=b"{" if method == "POST" else b"")
    assert said.status_code == status
    assert status == 200 or set(said.json()["error"]) == {"message", "type", "param", "code"}


def test_long_prompts_do_not_make_a_tier_look_slow(tmp_path: Path) -> None:
    def learnt() -> set[str]:
        return {key for key in json.loads((tmp_path / "latency.json").read_text()) if key.startswith("answer/")}

    with serving(ChatServer([text_chunk("Yes."), usage_chunk(9000, 1)])) as server:
        with gateway(tmp_path, tier("small", server.url)) as here:
            here.client().chat.completions.create(model="voice", messages=SKY)
        assert "answer/small" not in learnt()
        server.steps = BLUE
        with gateway(tmp_path, tier("small", server.url)) as here:
            here.client().chat.completions.create(model="voice", messages=SKY)
        assert "answer/small" in learnt()
