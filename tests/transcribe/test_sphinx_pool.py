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


SAID = {
    "1-time": "what time is it",
    "3-arithmetic": "what is seventeen times twenty three",
    "9-volume": "set the volume to forty percent",
}


@pytest.mark.parametrize("most", [1, 2])
def test_turns_at_the_same_time_are_each_heard_whether_or_not_they_share_a_worker(
    make: Make, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(sphinx_pool, "MOST", most)

    async def words() -> list[str]:
        async with loaded(make) as recogniser, opened(recogniser) as first, opened(recogniser) as second:
            await grown(recogniser, most)
            async with opened(recogniser) as third:
                hearings = first, second, third
                await asyncio.gather(*(feed(one, sound(name)) for one, name in zip(hearings, SAID, strict=True)))
                return [heard.text for heard in await asyncio.gather(*(one.finish() for one in hearings))]

    assert asyncio.run(words()) == list(SAID.values())


async def grown(recogniser: SphinxRecogniser, workers: int) -> None:
    async with asyncio.timeout(30):
        while len(recogniser.pool.pids) != workers:
            await asyncio.sleep(0.02)


def test_a_turn_that_comes_while_another_is_heard_does_not_wait_for_a_process(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sphinx_pool, "MOST", 2)

    async def desks() -> list[int]:
        async with loaded(make) as recogniser, opened(recogniser), opened(recogniser):
            [shared] = recogniser.pool.pids
            await grown(recogniser, 2)
            async with opened(recogniser), opened(recogniser):
                pool = recogniser.pool
                assert shared in pool.pids
                return [len(taken) for taken in pool._workers.values()]

    assert asyncio.run(desks()) == [2, 2]


def test_a_turn_waits_for_a_worker_in_the_order_of_asking(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx_pool, "MOST", 1)
    monkeypatch.setattr(sphinx_pool, "DESKS", 1)

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
    monkeypatch.setattr(sphinx_pool, "DESKS", 1)
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

    async def left() -> None:
        async with loaded(make) as recogniser:
            async with opened(recogniser), opened(recogniser):
                await grown(recogniser, 2)
            await grown(recogniser, 1)

    asyncio.run(left())


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
