"""Chunks that a thread makes faster than they are taken: nobody else waits for it, and it ends when it is given up."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import numpy as np
import pytest

from voice import busy
from voice.messages import Samples
from voice.speak.espeak import Espeak
from voice.speak.thread import chunks

LONG = "and then it goes on and on with one word after the other, " * 17
"""An announcement of a thousand characters, a minute and a half of speech."""


class Maker:
    """Makes a number of chunks, one at each step."""

    def __init__(self, count: int, log: list[str] | None = None, name: str = "") -> None:
        self.made = 0
        self.stopped = threading.Event()
        self._count = count
        self._log = [] if log is None else log
        self._name = name

    def step(self, hand_over: Callable[[Samples], None]) -> bool:
        if self.made == self._count or self.stopped.is_set():
            return False
        self.made += 1
        self._log.append(self._name)
        hand_over(np.full(1, self.made % 1000, np.int16))
        return True


def test_nothing_is_lost() -> None:
    maker = Maker(300)

    async def run() -> list[int]:
        with ThreadPoolExecutor(1) as worker:
            async with aclosing(chunks(worker, maker.step, maker.stopped.set)) as made:
                return [int(chunk[0]) async for chunk in made]

    assert asyncio.run(run()) == list(range(1, 301))
    assert busy.depths["speak"] == 0


@pytest.mark.parametrize("taken", [1, 30])
def test_the_thread_is_free_when_it_is_given_up(taken: int) -> None:
    maker = Maker(1_000_000)

    async def run() -> None:
        with ThreadPoolExecutor(1) as worker:  # which is left only once the thread has ended
            async with aclosing(chunks(worker, maker.step, maker.stopped.set)) as made:
                for _ in range(taken):
                    await anext(made)

    asyncio.run(asyncio.wait_for(run(), 60))
    assert maker.made < 1_000_000


def test_those_who_share_a_thread_take_turns() -> None:
    log: list[str] = []

    async def all_of(worker: ThreadPoolExecutor, maker: Maker) -> None:
        async with aclosing(chunks(worker, maker.step, maker.stopped.set)) as made:
            async for _ in made:
                pass

    async def run() -> None:
        with ThreadPoolExecutor(1) as worker:
            begun = threading.Event()
            worker.submit(begun.wait)
            makers = [Maker(9, log, "a"), Maker(2, log, "b"), Maker(3, log, "c")]
            asked = [asyncio.create_task(all_of(worker, maker)) for maker in makers]
            while busy.depths["speak"] < 3:
                await asyncio.sleep(0)
            begun.set()
            await asyncio.gather(*asked)

    asyncio.run(run())
    assert "".join(log) == "abcabcacaaaaaa"


def test_a_room_is_not_kept_waiting_by_a_long_sentence_in_another_that_is_played_as_it_is_spoken() -> None:
    """Nothing of it but the first chunk is taken: the loudspeaker has enough for a while."""
    voice = Espeak()
    voice.load()

    async def run() -> None:
        async with aclosing(voice.synthesise(LONG)) as announced:
            await anext(announced)
            async with asyncio.timeout(30), aclosing(voice.synthesise("It's noon.")) as reply:
                assert len(await anext(reply))

    asyncio.run(run())
    voice.close()
