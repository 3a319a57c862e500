"""Chunks that a thread makes faster than they are taken: it waits, and is not waited for."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import numpy as np
import pytest

from voice.messages import Samples
from voice.speak.thread import WAITING, chunks


class Maker:
    """Makes a number of chunks as fast as it may."""

    def __init__(self, count: int) -> None:
        self.made = 0
        self.stopped = threading.Event()
        self._count = count

    def work(self, hand_over: Callable[[Samples], None]) -> None:
        while self.made < self._count and not self.stopped.is_set():
            self.made += 1
            hand_over(np.full(1, self.made % 1000, np.int16))


async def rests(maker: Maker) -> int:
    """How many chunks it has made once it makes no more."""
    before = -1
    while maker.made != before:
        before = maker.made
        await asyncio.sleep(0.2)
    return before


def test_what_waits_to_be_taken_is_bounded_and_nothing_is_lost() -> None:
    maker = Maker(10 * WAITING)

    async def run() -> list[int]:
        taken: list[int] = []
        with ThreadPoolExecutor(1) as worker:
            async with aclosing(chunks(worker, maker.work, maker.stopped.set)) as made:
                async for chunk in made:
                    if not taken:
                        assert await rests(maker) == WAITING + 2  # one was taken, one is in its hands
                    taken.append(int(chunk[0]))
        return taken

    assert asyncio.run(run()) == list(range(1, 10 * WAITING + 1))


@pytest.mark.parametrize("taken", [1, WAITING, 3 * WAITING])
def test_a_thread_that_waits_ends_when_it_is_given_up(taken: int) -> None:
    maker = Maker(1_000_000)

    async def run() -> None:
        with ThreadPoolExecutor(1) as worker:  # which is left only once the thread has ended
            async with aclosing(chunks(worker, maker.work, maker.stopped.set)) as made:
                for _ in range(taken):
                    await anext(made)
                await rests(maker)

    asyncio.run(asyncio.wait_for(run(), 60))
    assert maker.made <= taken + 2 * WAITING
