import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from voice.clock import AudioClock, VirtualClock, cpu_stopwatch, deadline, stopwatch
from voice.time_zone import zone_fault


def test_time_passes_with_the_audio_alone() -> None:
    async def run() -> list[float]:
        clock = AudioClock(compute=None)
        return [await clock.step(0.02) for _ in range(3)]

    assert [round(t, 2) for t in asyncio.run(run())] == [0.02, 0.04, 0.06]


def test_work_takes_its_own_time_and_holds_the_audio_back() -> None:
    wall = 100.0

    async def run() -> None:
        nonlocal wall
        clock = AudioClock(compute=lambda: wall)
        await clock.step(0.02)
        with clock.working():
            stepping = asyncio.create_task(clock.step(0.02))
            await asyncio.sleep(0)
            wall += 0.5
            assert clock.now() == 0.52
            assert not stepping.done()
        assert await stepping == 0.54

    asyncio.run(run())


def test_sleepers_wake_in_order_as_the_audio_passes() -> None:
    async def run() -> list[str]:
        clock = AudioClock(compute=None)
        woken: list[str] = []

        async def sleep(name: str, seconds: float) -> None:
            await clock.sleep(seconds)
            woken.append(f"{name} {clock.now():.2f}")

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(sleep("late", 0.1))
            tasks.create_task(sleep("early", 0.04))
            await asyncio.sleep(0)
            for _ in range(6):
                await clock.step(0.02)
        return woken

    assert asyncio.run(run()) == ["early 0.04", "late 0.10"]


def test_a_sleep_while_somebody_works_takes_the_machines_time() -> None:
    async def run() -> None:
        clock = AudioClock()
        with clock.working():
            await clock.sleep(0.01)
            assert clock.now() >= 0.01

    asyncio.run(asyncio.wait_for(run(), 5))


def test_a_sleep_that_outlasts_the_work_goes_on_with_the_audio() -> None:
    wall = 0.0

    async def run() -> list[float]:
        nonlocal wall
        clock = AudioClock(compute=lambda: wall)
        with clock.working():
            sleeping = asyncio.create_task(clock.sleep(0.5))
            await asyncio.sleep(0)
            wall = 0.2
        woken: list[float] = []
        sleeping.add_done_callback(lambda _: woken.append(clock.now()))
        for _ in range(4):
            await clock.step(0.1)
            await asyncio.sleep(0.25)  # its timer, set while somebody worked, must not count any more
        return woken

    (at,) = asyncio.run(asyncio.wait_for(run(), 5))
    assert round(at, 2) >= 0.5


def test_a_deadline_cancels_the_block_by_the_clock_it_was_given() -> None:
    clock = VirtualClock()

    async def run() -> float:
        try:
            async with deadline(clock, 4.0):
                await asyncio.Event().wait()
        except TimeoutError:
            return clock.now()
        raise AssertionError

    assert clock.run(run()) == 4.0


def test_a_deadline_leaves_a_block_in_time_alone() -> None:
    async def run() -> str:
        clock = AudioClock(compute=None)
        async with deadline(clock, 1.0):
            said = "in time"
        for _ in range(5):
            await clock.step(1.0)
        return said

    assert asyncio.run(run()) == "in time"


def test_a_stopwatch_tells_the_seconds_since_it_was_made() -> None:
    watch, cpu = stopwatch(), cpu_stopwatch()
    threading.Event().wait(0.05)
    first, used = watch(), cpu()
    assert 0.05 <= first < watch()
    assert used < first


# the clock of the tests


def test_time_passes_when_everybody_waits() -> None:
    clock = VirtualClock()
    woken: list[tuple[str, float]] = []

    async def sleep(name: str, seconds: float) -> None:
        for _ in range(2):
            await clock.sleep(seconds)
            woken.append((name, clock.now()))

    async def run() -> None:
        await asyncio.gather(sleep("late", 3600.0), sleep("early", 1.0))
        for _ in range(100):
            await asyncio.sleep(0)  # work takes no time

    clock.run(run())
    assert woken == [("early", 1.0), ("early", 2.0), ("late", 3600.0), ("late", 7200.0)]
    assert clock.now() == 7200.0


def test_a_source_and_those_who_wait_share_its_time_while_work_goes_on() -> None:
    clock = VirtualClock()

    async def run() -> list[float]:
        with clock.working():
            waiting = asyncio.create_task(clock.sleep(0.05))
            return [await clock.step(0.02) for _ in range(3) if not waiting.done()]

    assert [round(at, 2) for at in clock.run(run())] == [0.02, 0.04, 0.06]


def test_a_sleep_that_was_cancelled_takes_no_time() -> None:
    clock = VirtualClock()

    async def run() -> None:
        asleep = asyncio.create_task(clock.sleep(9.0))
        await clock.sleep(1.0)
        asleep.cancel()
        await asyncio.gather(asleep, return_exceptions=True)
        await asyncio.sleep(0.02)  # nothing to jump to: the machine's own time

    clock.run(run())
    assert clock.now() == 1.0


def test_a_thread_is_waited_for() -> None:
    clock = VirtualClock()

    async def run() -> float:
        asleep = asyncio.create_task(clock.sleep(1.0))
        await asyncio.to_thread(threading.Event().wait, 0.05)
        came_back = clock.now()
        await asleep
        return came_back

    assert clock.run(run()) == 0.0


@pytest.mark.parametrize(
    "name", ["", "UTC", "utc", "Europe/London", ":Europe/Paris", "EST5EDT", "<+03>-3", "UTC0", "/etc/localtime"]
)
def test_a_time_zone_that_is_one_is_no_fault(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_zone(monkeypatch, name)
    assert zone_fault() == ""


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Europe/Lodnon", "Europe/London"), ("europe/paris", "Europe/Paris"), ("America/NewYork", "America/New_York"),
        ("Mars/Phobos", ""), ("Berlin time", ""), ("../../etc/passwd", ""),
    ],
)  # fmt: skip
def test_a_time_zone_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, name: str, near: str) -> None:
    set_zone(monkeypatch, name)
    assert zone_fault().startswith(f"TZ={name} in the environment: there is no such time zone")
    assert near in zone_fault()
    assert zone_fault().endswith("all times are UTC")


def set_zone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Set the zone as a program finds it that starts with it; the tests after it have the machine's."""
    monkeypatch.setenv("TZ", name)
    time.tzset()


@pytest.fixture(autouse=True)
def own_zone() -> Iterator[None]:
    yield
    time.tzset()
