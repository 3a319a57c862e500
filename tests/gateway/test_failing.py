"""Tiers that fail, clients that leave, a server that is told to stop."""

import threading
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from tests.gateway.serving import BLUE, SKY, gateway, tier
from tests.tiers.server import ChatServer, nobody, serving, text_chunk
from voice.config import Cost
from voice.gateway import serve
from voice.testing import ScriptedTier
from voice.turn import Warned


def test_a_tier_that_fails_is_followed_by_the_next(tmp_path: Path) -> None:
    with (
        nobody() as gone,
        serving(ChatServer(BLUE)) as server,
        gateway(tmp_path, tier("small", server.url), tier("home", gone, "lan")) as here,
    ):
        raw = here.client().chat.completions.with_raw_response.create(model="voice", messages=SKY)
    assert raw.parse().choices[0].message.content == "Air scatters blue."
    assert (raw.headers["x-voice-tier"], raw.headers["x-voice-answered-by"]) == ("cloud", "small")
    assert raw.headers["x-voice-fallbacks"] == "home, small"


def test_a_reply_that_breaks_off_goes_on_where_it_was(tmp_path: Path) -> None:
    broken = ChatServer([text_chunk("Air scat")], cut=True)
    with serving(broken, ChatServer([text_chunk("ters blue.")])) as (first, second):
        tiers = (tier("small", first.url), tier("other", second.url))
        with gateway(tmp_path, *tiers) as here:
            said = here.client().chat.completions.create(model="voice", messages=SKY)
    assert said.choices[0].message.content == "Air scatters blue."
    assert second.requests[0]["messages"][1]["content"] == "Air scat"


def test_a_reply_that_breaks_off_for_good_is_an_error_not_text(tmp_path: Path) -> None:
    server = ChatServer([text_chunk("Air scat")], cut=True)
    with serving(server), gateway(tmp_path, tier("small", server.url)) as here:
        ask = here.client().chat.completions.create
        with pytest.raises(openai.InternalServerError, match="broke off"):
            ask(model="voice", messages=SKY)
        stream = ask(model="voice", messages=SKY, stream=True)
        pieces = []
        with pytest.raises(openai.APIError, match="broke off"):
            pieces += [chunk.choices[0].delta.content for chunk in stream]
    assert all(trace["error"] for trace in here.traces)


def test_without_a_tier_the_error_says_what_to_do(tmp_path: Path) -> None:
    with gateway(tmp_path) as here, pytest.raises(openai.InternalServerError) as failed:
        here.client().chat.completions.create(model="voice", messages=SKY)
    error = failed.value
    assert (error.status_code, error.body["type"], error.body["code"]) == (503, "server_error", "unavailable")
    assert "no tier is set up" in error.body["message"]
    assert "voice config show" in error.body["message"]
    assert here.traces[0]["answered_by"] is None


def test_the_client_is_told_not_to_ask_again(tmp_path: Path) -> None:
    with nobody() as gone, gateway(tmp_path, tier("small", gone)) as here, pytest.raises(openai.InternalServerError):
        here.client(max_retries=2).chat.completions.create(model="voice", messages=SKY)
    assert len(here.traces) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_leaves_ends_the_tiers_request(tmp_path: Path, stream: bool) -> None:
    closed = threading.Event()

    class Watching(ChatServer):
        def shutdown_request(self, request):  # type: ignore[no-untyped-def]
            super().shutdown_request(request)
            closed.set()

    steps = [text_chunk("Air ")] + [step for _ in range(3000) for step in (text_chunk("."), 0.01)]
    with serving(Watching(steps)) as server, gateway(tmp_path, tier("small", server.url)) as here:
        if stream:
            begun = here.client().chat.completions.create(model="voice", messages=SKY, stream=True)
            next(iter(begun))
            begun.close()
        else:
            with pytest.raises(openai.APITimeoutError):
                here.client(timeout=0.3).chat.completions.create(model="voice", messages=SKY)
        assert closed.wait(10)
    assert here.traces[0]["interrupted"] is True


def test_a_silent_tiers_request_ends_with_its_client_too(tmp_path: Path) -> None:
    with (
        serving(ChatServer([60.0])) as server,
        gateway(tmp_path, tier("small", server.url, first_token_s=50)) as here,
        pytest.raises(openai.APITimeoutError),
    ):
        here.client(timeout=0.3).chat.completions.create(model="voice", messages=SKY, stream=True)
    assert len(server.requests) == 1
    assert here.traces[0]["interrupted"] is True


def test_a_request_without_end_is_refused(tmp_path: Path) -> None:
    with gateway(tmp_path) as here:
        said = httpx2.post(here.url + "/chat/completions", content=b" " * (5 << 20))
    assert said.status_code == 413


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("said", ["", "Air "])
def test_a_fault_of_our_own_is_told_without_words(tmp_path: Path, said: str, stream: bool, caplog: Any) -> None:
    class Wrong(ScriptedTier):
        async def stream(self, *asked: Any) -> Any:
            if said:
                yield said
            raise KeyError("the sky")

    def ask(client: openai.OpenAI) -> None:
        answer = client.chat.completions.create(model="voice", messages=SKY, stream=stream)
        "".join(chunk.choices[0].delta.content or "" for chunk in answer)

    small = tier("small", "http://127.0.0.1:1/v1")
    with gateway(tmp_path, small, instead=Wrong("small")) as here:
        client = here.client()
        with pytest.raises((openai.APIError, httpx2.HTTPError)) as failed:
            ask(client)
    assert "sky" not in f"{failed.value}{caplog.text}"
    assert next(event.text for event in here.events if isinstance(event, Warned)).startswith("a request failed: ")


def test_a_reply_under_way_is_finished_when_told_to_stop(tmp_path: Path) -> None:
    stopping = threading.Event()

    def steps():  # type: ignore[no-untyped-def]
        yield text_chunk("Air ")
        stopping.wait(10)
        yield 0.2
        yield text_chunk("scatters.")

    with serving(ChatServer(steps())) as server, gateway(tmp_path, tier("small", server.url)) as here:
        stream = here.client().chat.completions.create(model="voice", messages=SKY, stream=True)
        pieces = [next(stream).choices[0].delta.content for _ in range(2)]
        here.stop()
        stopping.set()
        pieces += [chunk.choices[0].delta.content or "" for chunk in stream]
    assert "".join(pieces) == "Air scatters."


def test_a_reply_that_takes_longer_than_the_grace_is_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "GRACE_S", 0.1)
    server = ChatServer([text_chunk("Air "), 60.0])
    with serving(server), gateway(tmp_path, tier("small", server.url, next_token_s=50)) as here:
        stream = here.client().chat.completions.create(model="voice", messages=SKY, stream=True)
        next(stream)
        here.stop()
        with pytest.raises((openai.APIError, httpx2.HTTPError)):
            list(stream)
    assert here.traces[0]["interrupted"] is True
    assert here.traces[0]["error"] is None


def test_offline_says_why_nobody_answers(tmp_path: Path) -> None:
    with (
        serving(ChatServer(BLUE)) as server,
        gateway(tmp_path, tier("big", server.url, "cloud"), offline=True) as here,
        pytest.raises(openai.InternalServerError, match="big: "),
    ):
        here.client().chat.completions.create(model="big", messages=SKY)
    assert server.requests == []


def test_a_spent_limit_is_a_reason_too(tmp_path: Path) -> None:
    with serving(ChatServer(BLUE), ChatServer(BLUE)) as (big, small):
        tiers = (tier("big", big.url, "cloud", price_out=1000.0), tier("small", small.url))
        with gateway(tmp_path, *tiers, cost=Cost(day_usd=0.01)) as here:
            with pytest.raises(openai.InternalServerError, match=r"big: .*limit"):
                here.client().chat.completions.create(model="big", messages=SKY)
            raw = here.client().chat.completions.with_raw_response.create(model="voice", messages=SKY)
    assert raw.headers["x-voice-answered-by"] == "small"
    assert big.requests == []
