import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice.clock import VirtualClock
from voice.errors import AudioError
from voice.listen.recording import Recording, save
from voice.messages import Samples

RATE = 1_000
SECOND = np.full(RATE, 1_000, np.int16)


async def steps(clock: VirtualClock, seconds: float) -> None:
    for _ in range(round(seconds / 0.02)):
        await clock.step(0.02)


def test_sound_queues_behind_sound() -> None:
    async def run() -> None:
        clock = VirtualClock()
        sink = Recording(clock, RATE)
        await steps(clock, 0.5)
        assert sink.write(SECOND) == pytest.approx(0.5)
        assert sink.write(SECOND) == pytest.approx(1.5)
        await steps(clock, 4.0)
        assert sink.write(SECOND) == pytest.approx(4.5)
        assert len(sink.take()) == 5_000

    asyncio.run(run())


def test_stop_cuts_what_was_not_yet_heard() -> None:
    async def run() -> None:
        clock = VirtualClock()
        sink = Recording(clock, RATE)
        for _ in range(3):
            sink.write(SECOND)
        await steps(clock, 1.3)
        sink.stop()
        assert len(sink.take()) == pytest.approx(1_300, abs=1)
        assert sink.write(SECOND) == pytest.approx(1.3)

    asyncio.run(run())


def test_drain_lasts_until_the_end_or_a_stop() -> None:
    async def run() -> tuple[float, float]:
        clock = VirtualClock()
        sink = Recording(clock, RATE)
        ends = []
        for stop_at in (None, 0.4):
            sink.write(SECOND)
            began = clock.now()
            drained = asyncio.create_task(sink.drain())
            for _ in range(100):
                await clock.step(0.02)
                if stop_at is not None and clock.now() - began >= stop_at:
                    sink.stop()
                if drained.done():
                    break
            await drained
            ends.append(clock.now() - began)
        return ends[0], ends[1]

    whole, stopped = asyncio.run(run())
    assert whole == pytest.approx(1.0, abs=0.041)
    assert stopped == pytest.approx(0.4, abs=0.041)


def test_take_gives_each_reply_once(tmp_path: Path) -> None:
    async def run() -> Samples:
        clock = VirtualClock()
        sink = Recording(clock, RATE)
        sink.write(SECOND)
        await steps(clock, 2.0)
        assert len(sink.take()) == 1_000
        assert len(sink.take()) == 0
        sink.write(SECOND * 2)
        await steps(clock, 2.0)
        sink.write(SECOND)
        return sink.take()

    save(tmp_path / "last.wav", asyncio.run(run()), RATE)
    sound, rate = soundfile.read(tmp_path / "last.wav", dtype="int16")
    assert rate == RATE
    assert len(sound) == 3_000
    assert (sound[:1_000] == 2_000).all()
    assert not sound[1_000:2_000].any()


def test_the_volume_counts_from_when_it_is_set() -> None:
    sink = Recording(VirtualClock(), RATE, volume=50)
    sink.write(SECOND)
    sink.volume = 0
    sink.write(SECOND)
    sound = sink.take()
    assert (sound[:1_000] == 250).all()
    assert not sound[1_000:].any()


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="nowhere"):
        save(tmp_path / "nowhere" / "out.wav", SECOND, RATE)
