"""The local model in its process: words, faults, and what it says when it cannot be."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from tests.tiers.fixture import local, settings
from voice.clock import WallClock
from voice.errors import StartingError, TierError
from voice.messages import Message, Tool
from voice.tiers import FIRST_TOKENS, StreamResult
from voice.tiers.breaker import FAILURES
from voice.tiers.local import LocalTier
from voice.tiers.process import Process
from voice.tiers.supervisor import Supervisor

LONG = "count to fifty"
FRANCE = ("what is the capital of france", "The capital of France is Paris.")
TIMER = Tool(
    "timer_set",
    "Set a timer.",
    {
        "type": "object",
        "properties": {"seconds": {"type": "number"}, "name": {"type": "string"}},
        "required": ["seconds"],
    },
)


@asynccontextmanager
async def running(tier: LocalTier) -> AsyncGenerator[LocalTier]:
    try:
        await tier.warm()
        yield tier
    finally:
        await tier.close()


async def ask(tier: LocalTier, *lines: str, result: StreamResult | None = None, tools: tuple[Tool, ...] = ()) -> str:
    """The reply to the last line; the others are turns of user and assistant before it."""
    said = [Message("user" if at % 2 == 0 else "assistant", line) for at, line in enumerate(lines)]
    return "".join([piece async for piece in tier.stream(said, result or StreamResult(), tools)])


async def ask_until_answered(tier: LocalTier, question: str) -> str:
    """The reply of a tier that is being started again."""
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(TierError):
                return await ask(tier, question)
            await asyncio.sleep(0.05)


async def broken_off(tier: LocalTier, number: signal.Signals) -> tuple[int, TierError]:
    """The process that got a signal in mid-reply, and the error of that reply. The model may be quicker: then again."""
    while True:
        process, pieces = pid(tier), tier.stream([Message("user", LONG)], StreamResult())
        assert "One".startswith(await anext(pieces))
        os.kill(process, number)
        try:
            while True:
                await anext(pieces)
        except TierError as error:
            return process, error
        except StopAsyncIteration:
            await ask_until_answered(tier, FRANCE[0])


def pid(tier: LocalTier) -> int:
    assert tier.pid is not None
    return tier.pid


def alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def with_tier(work: Callable[[LocalTier], Awaitable[None]], **changes: object) -> None:
    async def run() -> None:
        async with running(local(**changes)) as tier:
            await work(tier)

    asyncio.run(run())


def refused(**changes: object) -> TierError:
    """The error of a tier that cannot be."""

    async def run() -> None:
        async with running(LocalTier(settings(first_token_s=60, **changes))) as tier:
            await ask(tier, "hello")

    with pytest.raises(TierError) as caught:
        asyncio.run(run())
    return caught.value


def test_questions_are_answered_and_counted() -> None:
    async def work(tier: LocalTier) -> None:
        result = StreamResult()
        assert await ask(tier, FRANCE[0], result=result) == FRANCE[1]
        assert not result.estimated
        assert result.tokens_out >= 5
        assert len(result.logprobs) == FIRST_TOKENS
        assert result.confidence is not None
        assert 0.6 < result.confidence <= 1
        assert await ask(tier, *FRANCE, "who wrote hamlet") == "William Shakespeare wrote Hamlet."

    with_tier(work)


def test_a_tool_is_called_within_the_grammar_of_its_parameters() -> None:
    async def work(tier: LocalTier) -> None:
        result = StreamResult()
        text = await ask(tier, "set a timer for however long an egg takes", result=result, tools=(TIMER,))
        assert text == ""
        (call,) = result.calls
        assert call.name == "timer_set"
        assert json.loads(call.arguments) == {"seconds": 540, "name": "egg"}
        assert await ask(tier, FRANCE[0], tools=(TIMER,)) == FRANCE[1]

    with_tier(work, tools=True)


def test_a_reply_that_runs_on_ends_with_a_sentence() -> None:
    async def work(tier: LocalTier) -> None:
        story = await ask(tier, "tell me a story")
        assert story.count(".") == 5
        assert story.endswith(".")

    with_tier(work)


def test_a_closed_reply_frees_the_model() -> None:
    async def work(tier: LocalTier) -> None:
        async with aclosing(tier.stream([Message("user", LONG)], StreamResult())) as pieces:
            assert "One".startswith(await anext(pieces))
        assert await ask(tier, FRANCE[0]) == FRANCE[1]

    with_tier(work)


def test_what_is_read_ahead_gives_way_to_a_request() -> None:
    async def work(tier: LocalTier) -> None:
        for words in ("what is", "what is the capital", "what is the capital of"):
            await tier.prefill([Message("user", words)])
        assert await ask(tier, FRANCE[0]) == FRANCE[1]

    with_tier(work)


@pytest.mark.parametrize(
    ("number", "said"), [(signal.SIGKILL, "killed"), (signal.SIGSEGV, "crashed"), (signal.SIGSTOP, "hung")]
)
def test_a_process_that_dies_or_hangs_in_mid_reply_is_replaced(
    number: signal.Signals, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(tier: LocalTier) -> None:
        lost, error = await broken_off(tier, number)
        assert said in str(error)
        with pytest.raises(StartingError, match=said):
            await ask(tier, FRANCE[0])
        assert await ask_until_answered(tier, FRANCE[0]) == FRANCE[1]
        assert not alive(lost)

    with caplog.at_level(logging.WARNING):
        with_tier(work)
    assert said in caplog.text


def test_one_that_dies_again_is_started_after_a_longer_pause(caplog: pytest.LogCaptureFixture) -> None:
    async def work(tier: LocalTier) -> None:
        for _ in range(2):
            os.kill(pid(tier), signal.SIGKILL)
            while tier.pid is not None:
                await asyncio.sleep(0.01)
            await ask_until_answered(tier, FRANCE[0])

    with_tier(work)
    assert "next try in 0.5 s" in caplog.text
    assert "next try in 1 s" in caplog.text


def test_a_question_longer_than_the_context_is_refused_at_once_however_often_and_the_next_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wait(process: Process, seconds: float) -> None:
        raise AssertionError("nothing has ended")

    monkeypatch.setattr(Process, "ended_within", wait)

    async def work(tier: LocalTier) -> None:
        for _ in range(FAILURES + 1):
            with pytest.raises(TierError, match="too long for it"):
                await ask(tier, "what is " * 600)
        assert await ask(tier, FRANCE[0]) == FRANCE[1]

    with_tier(work)


def test_a_conversation_loses_its_oldest_lines_where_the_context_is_small() -> None:
    async def work(tier: LocalTier) -> None:
        said: list[str] = []
        for _ in range(10):
            said += [FRANCE[0], await ask(tier, *said, FRANCE[0])]
        assert said == [*FRANCE] * 10

    with_tier(work, context_tokens=160)


@asynccontextmanager
async def asked_directly() -> AsyncGenerator[Process]:
    """A model's process without the tier before it. Skips the test without the engine."""
    pytest.importorskip("llama_cpp")
    supervisor = Supervisor(settings(), WallClock())
    try:
        yield await supervisor.process()
    finally:
        await supervisor.close()


def test_nobody_without_the_key_is_answered() -> None:
    async def run() -> None:
        async with asked_directly() as process, httpx2.AsyncClient(trust_env=False) as client:
            for headers in ({}, {"Authorization": "Bearer none"}):
                for answer in (
                    await client.get(f"{process.url}/models", headers=headers),
                    await client.post(f"{process.url}/chat/completions", json={"messages": []}, headers=headers),
                ):
                    assert answer.status_code == 401

    asyncio.run(run())


def test_requests_that_are_none_are_refused_and_the_next_is_not() -> None:
    async def run() -> None:
        async with asked_directly() as process:
            headers, chat = {"Authorization": f"Bearer {process.key}"}, f"{process.url}/chat/completions"
            async with httpx2.AsyncClient(trust_env=False, headers=headers) as client:
                assert (await client.get(f"{process.url}/models")).json()["data"][0]["id"] == "fixture"
                assert (await client.get(f"{process.url}/secrets")).status_code == 404
                for body in ("", "{", "[]", "{}", '{"messages": []}', '{"messages": [{}]}', '{"messages": [7]}'):
                    assert (await client.post(chat, content=body)).status_code == 400
            said = process.chat.stream([Message("user", FRANCE[0])], StreamResult())
            assert "".join([piece async for piece in said]) == FRANCE[1]

    asyncio.run(run())


def test_closing_leaves_no_process() -> None:
    found = []

    async def work(tier: LocalTier) -> None:
        found.append(pid(tier))

    with_tier(work)
    assert not alive(found[0])


def test_the_process_ends_with_its_parent() -> None:
    pytest.importorskip("llama_cpp")
    script = """
import asyncio
from tests.tiers.test_local import local, pid

async def run():
    tier = local()
    await tier.warm()
    print(pid(tier), flush=True)
    await asyncio.sleep(60)

asyncio.run(run())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 30
    while alive(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(child)
