import asyncio

from voice.clock import AudioClock, deadline


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
    async def run() -> float:
        clock = AudioClock(compute=None)

        async def wait() -> float:
            try:
                async with deadline(clock, 4.0):
                    await asyncio.Event().wait()
            except TimeoutError:
                return clock.now()
            raise AssertionError

        waiting = asyncio.create_task(wait())
        while not waiting.done():
            await clock.step(0.5)
            await asyncio.sleep(0.001)
        return waiting.result()

    assert 4.0 <= asyncio.run(asyncio.wait_for(run(), 5)) <= 5.0


def test_a_deadline_leaves_a_block_in_time_alone() -> None:
    async def run() -> str:
        clock = AudioClock(compute=None)
        async with deadline(clock, 1.0):
            said = "in time"
        for _ in range(5):
            await clock.step(1.0)
        return said

    assert asyncio.run(run()) == "in time"
