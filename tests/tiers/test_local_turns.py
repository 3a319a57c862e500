"""Whole turns when the local model's process is killed or hangs: another tier answers, the trace says why, and the next
turns work."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.tiers.fixture import GGUF
from tests.tiers.server import ChatServer, serving, text_chunk
from voice import wiring
from voice.clock import WallClock
from voice.config import Config
from voice.messages import Transcript
from voice.tiers.local import LocalTier
from voice.trace import TurnTrace
from voice.turn import Replier

QUESTION = "what is the capital of france"


async def asked(replier: Replier) -> TurnTrace:
    trace = TurnTrace(replier.clock.today(), "typed")
    await replier.run(trace, Transcript(QUESTION, 1.0, True, "typed"), replier.budget.turn())
    return trace


@asynccontextmanager
async def replying(url: str, state: Path, hedge: str) -> AsyncGenerator[tuple[Replier, int]]:
    """A local tier that has just answered, the id of its process, and another tier behind it."""
    patient = {"first_token_s": 20.0}
    tiers = [
        {"name": "here", "where": "device", "model_file": GGUF, "context_tokens": 1024, "threads": 1, **patient},
        {"name": "there", "where": "lan", "base_url": url, "model": "m", **patient},
    ]
    chosen = Config(state_dir=state, tiers=tiers, answer={"hedge": hedge})
    replier = wiring.replier(chosen, WallClock(), None, lambda event: None)
    try:
        await replier.warm()
        assert (await asked(replier)).answered_by == "here"
        here = replier.panel.tiers["here"]
        assert isinstance(here, LocalTier)
        assert here.pid is not None
        yield replier, here.pid
    finally:
        await replier.close()


def with_another(state: Path, hedge: str, work: Callable[[Replier, int], Awaitable[None]]) -> None:
    pytest.importorskip("llama_cpp")

    async def run(url: str) -> None:
        async with replying(url, state, hedge) as (replier, process):
            await work(replier, process)

    with serving(ChatServer([text_chunk("It is Paris, "), text_chunk("I think.")])) as server:
        asyncio.run(asyncio.wait_for(run(server.url), 60))


@pytest.mark.parametrize(("killed", "said"), [(True, "was killed"), (False, "hung and was stopped")])
def test_another_tier_answers_and_the_model_comes_back(killed: bool, said: str, tmp_path: Path) -> None:
    """The process is stopped before the question, and killed while it is asked, or left like that."""

    async def work(replier: Replier, process: int) -> None:
        os.kill(process, signal.SIGSTOP)
        turn = asyncio.create_task(asked(replier))
        if killed:
            await asyncio.sleep(0.1)
            os.kill(process, signal.SIGKILL)
        trace = await turn
        assert trace.reply == "It is Paris, I think."
        assert (trace.tried, trace.answered_by) == (["here", "there"], "there")
        assert said in str(trace.error)
        while (trace := await asked(replier)).answered_by != "here":
            assert trace.answered_by == "there"
            await asyncio.sleep(0.1)
        assert trace.reply == "The capital of France is Paris."

    with_another(tmp_path, "never", work)


def test_one_that_is_asked_beside_a_hung_model_answers_before_it_is_known_to_hang(tmp_path: Path) -> None:
    async def work(replier: Replier, process: int) -> None:
        os.kill(process, signal.SIGSTOP)
        trace = await asked(replier)
        assert trace.reply == "It is Paris, I think."
        assert (trace.tried, trace.answered_by) == (["here", "there"], "there")
        (done,) = trace.actions
        assert done["action"] == "hedge"
        assert "here silent for" in done["why"]

    with_another(tmp_path, "trusted", work)
