"""What servers do wrong, each against a real one on this machine, with deadlines of fractions of a second."""

import asyncio
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import chain, repeat

import httpx2
import openai
import pytest

from tests.tiers.opened import opened
from tests.tiers.server import KEEP_ALIVES, SILENCE, ChatServer, Step, black_hole, nobody, serving, text_chunk
from voice.clock import VirtualClock
from voice.config import Tier
from voice.errors import TierError
from voice.messages import Message
from voice.tiers import StreamResult
from voice.tiers.breaker import FIRST_PAUSE_S
from voice.tiers.chat import ChatTier
from voice.tiers.faults import fault_of

QUESTION = [Message("user", "why is the sky blue")]
FIVE = [text_chunk(word) for word in ("The ", "sky ", "is ", "blue ", "because ")]
PATIENT = {"connect_s": 20.0, "first_token_s": 20.0, "next_token_s": 20.0, "total_s": 60.0}
"""Deadlines that no test is to run into but by its own."""

DEADLINES = {
    "no connection in time": {"connect_s": 0.2},
    "no first token in 0.3 s": {"first_token_s": 0.3},
    "silent for 0.3 s in mid-reply": {"next_token_s": 0.3},
    "more than 1 s in all": {"total_s": 1.0},
}
"""Reason → the deadline behind it."""


def tier(url: str, reason: str = "") -> ChatTier:
    deadlines = PATIENT | DEADLINES.get(reason, {})
    return opened(Tier(name="cloud", where="cloud", base_url=url, model="m", **deadlines))


def failure(chat: ChatTier) -> tuple[str, list[str], StreamResult]:
    """The reason for which a question fails, what was said before, and what it used."""
    said: list[str] = []
    result = StreamResult()

    async def run() -> None:
        try:
            async for piece in chat.stream(QUESTION, result):
                said.append(piece)
        finally:
            await chat.close()

    with pytest.raises(TierError) as caught:
        asyncio.run(asyncio.wait_for(run(), 20))
    return str(caught.value), said, result


def drip(data: bytes) -> Iterable[Step]:
    """One byte at a time."""
    return chain.from_iterable((bytes([byte]), 0.05) for byte in data)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (307, "it redirects"),
        (401, "the key was refused (HTTP 401)"),
        (403, "the key was refused (HTTP 403)"),
        (404, "no such model or address (HTTP 404)"),
        (429, "too many requests (HTTP 429)"),
        (500, "HTTP 500"),
        (503, "HTTP 503"),
    ],
)
def test_a_refusal_ends_after_one_request_and_costs_nothing(status: int, said: str) -> None:
    with serving(ChatServer(status=status)) as server:
        reason, _, result = failure(tier(server.url))
    assert said in reason
    assert (len(server.requests), result.tokens_in) == (1, 0)


@pytest.mark.parametrize(
    ("server", "said"),
    [
        (ChatServer(SILENCE), "no first token in 0.3 s"),
        (ChatServer(SILENCE, bare=True), "no first token in 0.3 s"),
        (ChatServer(KEEP_ALIVES), "no first token in 0.3 s"),
        (ChatServer([text_chunk(""), 0.2] * 100), "no first token in 0.3 s"),
        (ChatServer(drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"), bare=True), "no first token in 0.3 s"),
        (ChatServer(drip(b"data: " + b"x" * 200)), "no first token in 0.3 s"),
        (ChatServer([*FIVE, *KEEP_ALIVES]), "silent for 0.3 s in mid-reply"),
        (ChatServer(chain.from_iterable(repeat((text_chunk("x"), 0.1), 100))), "more than 1 s in all"),
        (ChatServer(["<html>"]), "not the chat protocol"),
        (ChatServer(["null"]), "not the chat protocol"),
        (ChatServer(['{"choices": 3}']), "not the chat protocol"),
        (ChatServer(['{"choices": [{"delta": {"content": 7}}]}']), "not the chat protocol"),
        (ChatServer(['{"error": {"message": "overloaded"}}']), "reported an error"),
        (ChatServer([b"\xff\x00" * 99], bare=True), "the connection was lost"),
        (ChatServer([b"HTTP/1.1 200 OK\r\n\r\n<html>Log in first</html>"], bare=True), "broke off"),
        (ChatServer(FIVE, cut=True), "broke off"),
        (ChatServer([b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\ndata: {"], bare=True), "the connection was lost"),
    ],
    ids=[
        "silent", "silent before its headers", "keep-alives only", "chunks without a token", "slow-loris in the headers",
        "slow-loris in a chunk", "dies after five tokens", "a token now and then", "html", "null", "no choices",
        "no text", "an error", "garbage", "a login page", "truncated", "cut off",
    ],
)  # fmt: skip
def test_a_stream_that_goes_wrong_ends_with_its_reason(server: ChatServer, said: str) -> None:
    with serving(server):
        reason, before, result = failure(tier(server.url, said))
    assert said in reason
    assert "The sky is blue because ".startswith("".join(before)) or set(before) == {"x"}
    assert result.estimated
    assert (result.tokens_out > 0) == bool(before)


@pytest.mark.parametrize(
    ("place", "said"), [(nobody(), "no connection"), (black_hole(), "no connection in time")], ids=["refused", "black hole"]
)
def test_a_host_that_cannot_be_reached(place: AbstractContextManager[str], said: str) -> None:
    with place as url:
        reason, _, result = failure(tier(url, said))
    assert reason.endswith(said)
    assert result.tokens_in == 0


def test_a_server_that_never_ends_a_whole_reply_spoils_nothing() -> None:
    async def run(chat: ChatTier) -> list[str]:
        try:
            return [piece async for piece in chat.stream(QUESTION, StreamResult())]
        finally:
            await chat.close()

    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    with serving(ChatServer([text_chunk("Whole."), end, *KEEP_ALIVES])) as server:
        assert asyncio.run(run(tier(server.url))) == ["Whole."]


async def attempts(chat: ChatTier, clock: VirtualClock, *pauses: float) -> list[str]:
    """What comes of one question after the other, some seconds apart."""
    outcomes = []
    for pause in pauses:
        await clock.step(pause)
        try:
            outcomes.append("".join([piece async for piece in chat.stream(QUESTION, StreamResult())]))
        except TierError as error:
            outcomes.append(str(error).removeprefix("cloud: "))
    await chat.close()
    return outcomes


def test_a_tier_that_fails_twice_is_left_alone_then_tried_once() -> None:
    clock = VirtualClock()
    with serving(ChatServer(status=500)) as server:
        settings = Tier(name="cloud", where="cloud", base_url=server.url, model="m")
        outcomes = asyncio.run(attempts(opened(settings, clock), clock, 0, 0, 1, FIRST_PAUSE_S, 1, FIRST_PAUSE_S))
    assert outcomes[:2] == ["HTTP 500"] * 2
    assert outcomes[2] == "failed before, left alone for 9 s more"
    assert outcomes[3] == "HTTP 500"
    assert outcomes[4] == "failed before, left alone for 19 s more"
    assert outcomes[5] == "failed before, left alone for 9 s more"
    assert len(server.requests) == 3


def test_a_tier_is_left_alone_for_as_long_as_it_asks() -> None:
    clock = VirtualClock()
    with serving(ChatServer([text_chunk("fine")], status=429, headers={"Retry-After": "40"})) as server:
        chat = opened(Tier(name="cloud", where="cloud", base_url=server.url, model="m"), clock)

        async def run() -> list[str]:
            outcomes = await attempts(chat, clock, 0, 39)
            server.status = 200
            chat._client = None
            return outcomes + await attempts(chat, clock, 1)

        outcomes = asyncio.run(run())
    assert outcomes == ["too many requests (HTTP 429)", "failed before, left alone for 1 s more", "fine"]


def test_the_wake_word_finds_out_whether_a_tier_is_back() -> None:
    clock = VirtualClock()
    with serving(ChatServer([text_chunk("fine")], status=500)) as server:
        chat = opened(Tier(name="cloud", where="cloud", base_url=server.url, model="m", price_in=1.0), clock)

        async def run() -> list[str]:
            for _ in range(2):
                with pytest.raises(TierError):
                    await anext(chat.stream(QUESTION, StreamResult()))
            await clock.step(FIRST_PAUSE_S)
            await chat.warm()
            server.status = 200
            await clock.step(2 * FIRST_PAUSE_S)
            await chat.warm()
            return await attempts(chat, clock, 0)

        assert asyncio.run(run()) == ["fine"]
    assert [request["max_tokens"] for request in server.requests] == [300, 300, 1, 1, 300]


def refused(status: int, body: object) -> openai.APIStatusError:
    response = httpx2.Response(status, json=body, request=httpx2.Request("POST", "http://localhost/v1"))
    return openai.APIStatusError("", response=response, body=body)


@pytest.mark.parametrize(
    ("status", "body", "too_long"),
    [
        (400, {"code": "context_length_exceeded"}, True),
        (400, {"type": "exceed_context_size_error"}, True),
        (400, {"message": "This model's maximum context length is 4096 tokens."}, True),
        (413, {"message": "prompt is too long: 9000 tokens"}, True),
        (400, {"error": "Bad Request", "message": "the prompt is too long"}, True),
        (400, {"message": "logprobs is not supported"}, False),
        (400, None, False),
        (500, {"message": "context"}, False),
    ],
)
def test_a_conversation_that_is_too_long_is_no_fault_of_the_tier(status: int, body: object, too_long: bool) -> None:
    fault = fault_of(refused(status, body), datetime.now(UTC))
    assert fault.of_request is too_long
    assert ("too long" in fault.reason) is too_long


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"message": "Invalid schema for function 'a'", "param": "tools[0].function.parameters"}),
        (422, {"detail": [{"loc": ["body", "tools", 0, "function", "parameters"], "msg": "Input should be 'object'"}]}),
        (400, {"message": "must be a response to a preceding message", "param": "messages.[1].role"}),
        (400, {"message": "messages.1: `tool_use` ids were found without `tool_result` blocks"}),
        (400, {"error": "Bad Request", "message": "an assistant message must be followed by each tool_call_id"}),
    ],
)
def test_what_is_wrong_with_a_line_or_a_tool_of_a_program_is_no_fault_of_the_tier(status: int, body: object) -> None:
    assert fault_of(refused(status, body), datetime.now(UTC)).of_request
