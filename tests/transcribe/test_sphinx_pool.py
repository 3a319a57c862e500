"""The pool of pocketsphinx's workers, with real processes."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.transcribe.conftest import Make, feed, opened, sound, turn
from voice.errors import EngineError
from voice.transcribe import sphinx_pool
from voice.transcribe.sphinx import SphinxRecogniser

pytestmark = pytest.mark.slow


@asynccontextmanager
async def loaded(make: Make) -> AsyncIterator[SphinxRecogniser]:
    recogniser = make()
    await recogniser.load()
    try:
        yield recogniser
    finally:
        await recogniser.close()


def test_turns_at_the_same_time_have_workers_of_their_own(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx_pool, "MOST", 2)

    async def words() -> list[str]:
        async with loaded(make) as recogniser, opened(recogniser) as first, opened(recogniser) as second:
            assert len(set(recogniser.pool.pids)) == 2
            await asyncio.gather(feed(first, sound("1-time")), feed(second, sound("3-arithmetic")))
            return [heard.text for heard in await asyncio.gather(first.finish(), second.finish())]

    assert asyncio.run(words()) == ["what time is it", "what is seventeen times twenty three"]


def test_a_turn_waits_for_a_worker_in_the_order_of_asking(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx_pool, "MOST", 1)

    async def order() -> list[int]:
        had = []

        async def one(number: int) -> None:
            async with opened(recogniser) as hearing:
                had.append(number)
                await hearing.partial()

        async with loaded(make) as recogniser:
            async with opened(recogniser):
                waiting = [asyncio.create_task(one(number)) for number in range(4)]
                await asyncio.sleep(0.05)
                waiting[1].cancel()
                assert not had
            await asyncio.wait(waiting)
            assert len(recogniser.pool.pids) == 1
        return had

    assert asyncio.run(order()) == [0, 2, 3]


def test_nobody_waits_for_ever(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx_pool, "MOST", 1)
    monkeypatch.setattr(sphinx_pool, "WAIT_S", 0.05)

    async def refused() -> str:
        async with loaded(make) as recogniser:
            async with opened(recogniser):
                with pytest.raises(EngineError, match="busy") as caught:
                    await recogniser.open()
            assert (await turn(recogniser, sound("1-time"))).text == "what time is it"
        return caught.value.remedy

    assert asyncio.run(refused())


def test_idle_workers_beyond_the_first_are_let_go(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx_pool, "MOST", 2)
    monkeypatch.setattr(sphinx_pool, "IDLE_S", 0.05)

    async def left() -> tuple[int, int]:
        async with loaded(make) as recogniser:
            async with opened(recogniser), opened(recogniser):
                grown = len(recogniser.pool.pids)
            async with asyncio.timeout(10):
                while len(recogniser.pool.pids) > 1:
                    await asyncio.sleep(0.02)
            return grown, len(recogniser.pool.pids)

    assert asyncio.run(left()) == (2, 1)


def test_a_worker_that_is_stuck_when_the_next_turn_opens_is_replaced(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx_pool, "READY_S", 0.2)

    async def words() -> str:
        async with loaded(make) as recogniser:
            [stuck] = recogniser.pool.pids
            os.kill(stuck, signal.SIGSTOP)
            heard = await turn(recogniser, sound("1-time"))
            assert stuck not in recogniser.pool.pids
            return heard.text

    assert asyncio.run(words()) == "what time is it"


def test_a_closed_pool_ends_the_turns_too_and_leaves_no_task(make: Make) -> None:
    async def left() -> list[str]:
        async with loaded(make) as recogniser:
            hearing = await recogniser.open()
            await recogniser.close()
            with pytest.raises(EngineError):
                await hearing.finish()
            await hearing.close()
            await hearing.close()
            with pytest.raises(EngineError, match="not loaded"):
                await recogniser.open()
            assert recogniser.pool.pids == []
        return [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]

    assert asyncio.run(left()) == []
