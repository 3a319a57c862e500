"""Whole turns when the local model's process is killed or hangs: another tier answers, the trace says why, and the next
turns work."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.talk import ask, conversation, loaded
from tests.tiers.fixture import GGUF
from tests.tiers.server import ChatServer, serving, text_chunk
from voice.answer import phrases
from voice.config import Config
from voice.engines import Engines
from voice.messages import Route, Transcript
from voice.tiers.local import LocalTier
from voice.trace import TurnTrace
from voice.turn import Turn

QUESTION = "what is the capital of france"


async def asked(engines: Engines) -> TurnTrace:
    return await ask(engines, conversation(), QUESTION)


@asynccontextmanager
async def replying(url: str, state: Path, hedge: str) -> AsyncGenerator[tuple[Engines, int]]:
    """A local tier that has just answered, the id of its process, and another tier behind it."""
    patient = {"first_token_s": 20.0}
    tiers = [
        {"name": "here", "where": "device", "model_file": GGUF, "context_tokens": 1024, "threads": 1, **patient},
        {"name": "there", "where": "lan", "base_url": url, "model": "m", **patient},
    ]
    chosen = Config(state_dir=state, tiers=tiers, answer={"hedge": hedge})
    engines = await loaded(chosen)
    try:
        await engines.warm()
        assert (await asked(engines)).answered_by == "here"
        here = engines.pool.tiers["here"]
        assert isinstance(here, LocalTier)
        assert here.pid is not None
        yield engines, here.pid
    finally:
        await engines.close()


def with_another(state: Path, hedge: str, work: Callable[[Engines, int], Awaitable[None]]) -> None:
    pytest.importorskip("llama_cpp")

    async def run(url: str) -> None:
        async with replying(url, state, hedge) as (engines, process):
            await work(engines, process)

    with serving(ChatServer([text_chunk("It is Paris, "), text_chunk("I think.")])) as server:
        asyncio.run(asyncio.wait_for(run(server.url), 60))


@pytest.mark.parametrize(("killed", "said"), [(True, "was killed"), (False, "hung and was stopped")])
def test_another_tier_answers_and_the_model_comes_back(killed: bool, said: str, tmp_path: Path) -> None:
    """The process is stopped before the question, and killed while it is asked, or left like that."""

    async def work(engines: Engines, process: int) -> None:
        os.kill(process, signal.SIGSTOP)
        turn = asyncio.create_task(asked(engines))
        if killed:
            await asyncio.sleep(0.1)
            os.kill(process, signal.SIGKILL)
        trace = await turn
        assert trace.reply == "It is Paris, I think."
        assert (trace.tried, trace.answered_by) == (["here", "there"], "there")
        assert said in str(trace.error)
        while (trace := await asked(engines)).answered_by != "here":
            assert trace.answered_by == "there"
            await asyncio.sleep(0.1)
        assert trace.reply == "The capital of France is Paris."

    with_another(tmp_path, "never", work)


def test_one_that_is_asked_beside_a_hung_model_answers_before_it_is_known_to_hang(tmp_path: Path) -> None:
    async def work(engines: Engines, process: int) -> None:
        os.kill(process, signal.SIGSTOP)
        trace = await asked(engines)
        assert trace.reply == "It is Paris, I think."
        assert (trace.tried, trace.answered_by) == (["here", "there"], "there")
        (done,) = trace.actions
        assert done["action"] == "hedge"
        assert "here silent for" in done["why"]

    with_another(tmp_path, "trusted", work)


async def in_slices(process: int) -> None:
    """Let a process run for a moment at a time, so that what it says can be heard before it says more."""
    while True:
        os.kill(process, signal.SIGCONT)
        await asyncio.sleep(0.001)
        os.kill(process, signal.SIGSTOP)
        await asyncio.sleep(0.01)


async def killed_in_mid_reply(engines: Engines) -> TurnTrace:
    """A turn whose model is killed when its first sentence has been heard. The model may be quicker: then again."""
    here = engines.pool.tiers["here"]
    assert isinstance(here, LocalTier)
    while True:
        process = await started(engines)
        turn = Turn(engines, conversation(), "typed")
        route = Route("device", "the test says so", candidates=tuple(engines.pool.tiers))
        turn.draft(Transcript("tell me a story", 1.0, False, "typed"), route)
        slowed = asyncio.create_task(in_slices(process))
        async with aclosing(turn.commit()) as chunks:
            async for _ in chunks:
                slowed.cancel()
                if here.pid == process:
                    with suppress(ProcessLookupError):  # it may be gone when the next sentence comes
                        os.kill(process, signal.SIGKILL)
        slowed.cancel()
        turn.finish()
        if turn.trace.error and turn.trace.answered_by == "here":
            return turn.trace


async def started(engines: Engines) -> int:
    """The id of the model's process, once it answers."""
    here = engines.pool.tiers["here"]
    assert isinstance(here, LocalTier)
    while (process := here.pid) is None:
        await asyncio.sleep(0.05)
    return process


async def answered_again(engines: Engines) -> TurnTrace:
    while (trace := await asked(engines)).answered_by != "here":
        await asyncio.sleep(0.1)
    return trace


def test_another_tier_goes_on_when_the_model_is_killed_in_mid_reply(tmp_path: Path) -> None:
    async def work(engines: Engines, process: int) -> None:
        trace = await killed_in_mid_reply(engines)
        assert trace.reply.startswith("Once there was a lamp that was afraid of the dark. ")
        assert trace.reply.endswith(" It is Paris, I think.")
        assert trace.tried == ["here", "there"]
        assert "was killed" in str(trace.error)
        assert (await answered_again(engines)).reply == "The capital of France is Paris."

    with_another(tmp_path, "never", work)


def test_the_listener_hears_it_when_there_is_no_other_tier_and_the_model_comes_back(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    only = {"name": "here", "where": "device", "model_file": GGUF, "context_tokens": 1024, "threads": 1, "first_token_s": 20.0}

    async def run() -> None:
        engines = await loaded(Config(state_dir=tmp_path, tiers=[only]))
        try:
            await engines.warm()
            trace = await killed_in_mid_reply(engines)
            assert trace.reply.startswith("Once there was a lamp that was afraid of the dark. ")
            assert trace.reply.endswith(f". {phrases.CUT_SHORT}")
            assert "was killed" in str(trace.error)
            assert (await answered_again(engines)).reply == "The capital of France is Paris."
        finally:
            await engines.close()

    asyncio.run(asyncio.wait_for(run(), 60))
