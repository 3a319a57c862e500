"""The work at a pause, beside the loop."""

import asyncio

import pytest

from voice.at_a_pause import AtAPause
from voice.clock import AudioClock, VirtualClock
from voice.errors import EngineError


def test_what_is_given_up_never_ends_and_what_failed_is_told_at_the_next_look() -> None:
    clock, done = VirtualClock(), list[str]()
    pausing = AtAPause(clock)

    async def read(name: str) -> None:
        await clock.sleep(0.3)
        done.append(name)

    async def fail() -> None:
        raise EngineError("the recogniser died", "Try again.")

    async def run() -> None:
        await pausing.begin(lambda: read("first"))
        await clock.sleep(0.1)
        await pausing.begin(lambda: read("second"))
        await pausing.settled()
        await pausing.begin(fail)
        await clock.sleep(0.1)
        with pytest.raises(EngineError):
            pausing.look()
        pausing.look()
        await pausing.begin(fail)
        with pytest.raises(EngineError):
            await pausing.settled()
        await pausing.begin(lambda: read("third"))
        await pausing.give_up()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    clock.run(run())
    assert done == ["second"]


def test_where_the_sound_steps_the_clock_nothing_is_heard_before_it_is_done() -> None:
    done = []

    async def run() -> None:
        pausing = AtAPause(AudioClock())

        async def read() -> None:
            await asyncio.sleep(0.01)
            done.append("read")

        await pausing.begin(read)
        assert done == ["read"]

    asyncio.run(run())
