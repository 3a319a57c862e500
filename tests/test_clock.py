import asyncio

from voice.clock import AudioClock


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
