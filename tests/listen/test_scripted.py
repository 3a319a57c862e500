"""The source of scripted conversations."""

import asyncio
from contextlib import aclosing

import numpy as np
import pytest

from tests.listen.conftest import SetClock
from voice.clock import VirtualClock
from voice.listen.scripted import Scripted
from voice.messages import FRAME_S, FRAME_SAMPLES, Frame


async def _take(source: Scripted, count: int) -> list[Frame]:
    taken = []
    async with aclosing(source.frames()) as frames:
        async for frame in frames:
            taken.append(frame)
            if len(taken) == count:
                return taken
    return taken


def test_it_is_silent_until_told_and_pads_the_last_frame() -> None:
    async def conversation() -> None:
        source = Scripted(VirtualClock())
        async with aclosing(source.frames()) as frames:
            assert not (await anext(frames)).samples.any()
            source.say(np.full(FRAME_SAMPLES + 5, 7, np.int16))
            assert not source.silent
            whole, rest = await anext(frames), await anext(frames)
            assert (whole.samples == 7).all()
            assert np.count_nonzero(rest.samples) == 5
            assert rest.samples.shape == (FRAME_SAMPLES,)
            assert source.silent
            await anext(frames)
            assert not source.ended
            source.hang_up()
            await anext(frames)
            assert source.ended

    asyncio.run(conversation())


def test_the_clock_steps_with_the_frames() -> None:
    clock = VirtualClock()
    frames = asyncio.run(_take(Scripted(clock), 50))
    assert frames[-1].time == pytest.approx(50 * FRAME_S)
    assert clock.now() == pytest.approx(50 * FRAME_S)


def test_real_time_is_kept_by_schedule_not_by_pause() -> None:
    async def conversation() -> None:
        clock = SetClock(100.0)
        async with aclosing(Scripted(clock).frames()) as frames:
            await anext(frames)
            clock.time += 0.015  # the listener was slow
            second = await anext(frames)
            assert second.time == pytest.approx(100.04)
            assert clock.time == pytest.approx(100.04)

    asyncio.run(conversation())


def test_frames_come_in_blocks_once_all_of_one_has_been_said() -> None:
    async def conversation() -> None:
        clock = SetClock(100.0)
        async with aclosing(Scripted(clock, 3 * FRAME_S).frames()) as frames:
            for block in (1, 2):
                for number in (1, 2, 3):
                    frame = await anext(frames)
                    assert frame.time == pytest.approx(100 + (3 * (block - 1) + number) * FRAME_S)
                    assert clock.time == pytest.approx(100 + 3 * block * FRAME_S)

    asyncio.run(conversation())
