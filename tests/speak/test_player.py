import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress

import numpy as np
import pytest

from voice.clock import VirtualClock
from voice.listen.recording import Recording
from voice.messages import FRAME_S, Samples
from voice.speak.player import AHEAD_S, PAUSE_S, Player

RATE = 1_000


class ToneVoice:
    """A second of sound for each letter, in tenths; `lead` seconds of silence first."""

    sample_rate = RATE
    first_words: int | None = None
    identity = "tone"

    def __init__(self, lead: float = 0.0) -> None:
        self.said: list[str] = []
        self.working = 0
        self._lead = np.zeros(round(lead * RATE), np.int16)

    def load(self) -> None:
        pass

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        self.said.append(text)
        self.working += 1
        try:
            if len(self._lead):
                yield self._lead
            for _ in range(10 * len(text)):
                await asyncio.sleep(0)
                yield np.full(RATE // 10, 1_000, np.int16)
        finally:
            self.working -= 1


async def each(*texts: str) -> AsyncIterator[str]:
    for text in texts:
        yield text


class Scene:
    def __init__(self, lead: float = 0.0) -> None:
        self.clock = VirtualClock()
        self.voice = ToneVoice(lead)
        self.sink = Recording(self.clock, RATE)
        self.marks: list[tuple[float, float]] = []
        self.player = Player(self.voice, self.sink, self.clock)

    def play(self, *texts: str) -> "asyncio.Task[None]":
        return asyncio.create_task(self.player.play(each(*texts), lambda *marks: self.marks.append(marks)))

    async def until(self, task: "asyncio.Task[None]", seconds: float = 60.0) -> None:
        """Let the clock run until the task is done, or for some seconds."""
        end = self.clock.now() + seconds
        while not task.done() and self.clock.now() < end:
            await asyncio.sleep(0)
            await self.clock.step(FRAME_S)


def test_sentences_follow_one_another_with_a_pause() -> None:
    async def run() -> Scene:
        scene = Scene()
        await scene.until(task := scene.play("A", "B"))
        await task
        return scene

    scene = asyncio.run(run())
    sound = scene.sink.take()
    assert len(sound) == round((2 + PAUSE_S) * RATE)
    assert sound[:RATE].all()
    assert not sound[RATE : RATE + round(PAUSE_S * RATE)].any()
    assert scene.clock.now() == pytest.approx(2 + PAUSE_S, abs=0.1)


def test_marks_tell_the_first_sample_and_the_first_sound() -> None:
    async def run() -> Scene:
        scene = Scene(lead=0.25)
        await scene.clock.step(5.0)
        await scene.until(task := scene.play("A", "B"))
        await task
        return scene

    scene = asyncio.run(run())
    assert scene.marks == [(pytest.approx(5.0, abs=0.05), pytest.approx(5.25, abs=0.05))]


def test_text_is_made_fit_to_be_spoken_and_what_cannot_be_is_left_out() -> None:
    async def run() -> Scene:
        scene = Scene()
        await scene.until(task := scene.play("**A**", "---", "🎉", "B"))
        await task
        return scene

    assert asyncio.run(run()).voice.said == ["A", "B"]


@pytest.mark.parametrize("texts", [(), ("🎉",)])
def test_nothing_to_say_ends_at_once(texts: tuple[str, ...]) -> None:
    async def run() -> Scene:
        scene = Scene()
        await scene.player.play(each(*texts), lambda *marks: scene.marks.append(marks))
        return scene

    scene = asyncio.run(run())
    assert not scene.marks
    assert not len(scene.sink.take())


def test_it_starts_before_the_text_is_complete() -> None:
    async def run() -> tuple[int, int]:
        scene = Scene()
        gate = asyncio.Event()

        async def text() -> AsyncIterator[str]:
            yield "A"
            await gate.wait()
            yield "B"

        task = asyncio.create_task(scene.player.play(text(), lambda *marks: scene.marks.append(marks)))
        for _ in range(100):
            await asyncio.sleep(0)
        started = len(scene.marks)
        gate.set()
        await scene.until(task)
        await task
        return started, len(scene.sink.take())

    assert asyncio.run(run()) == (1, round((2 + PAUSE_S) * RATE))


def test_it_makes_sound_ahead_but_not_without_bound() -> None:
    async def run() -> int:
        scene = Scene()
        task = scene.play("ABCDEFGHIJ")
        await scene.until(task, seconds=1.0)
        task.cancel()
        ahead = len(scene.sink.take())
        with suppress(asyncio.CancelledError):
            await task
        return ahead

    ahead = asyncio.run(run()) / RATE
    assert AHEAD_S < ahead <= 1.0 + AHEAD_S + 0.2


def test_cancelling_stops_sound_and_work_within_a_frame() -> None:
    async def run() -> Scene:
        scene = Scene()
        task = scene.play("ABC", "DEF")
        await scene.until(task, seconds=1.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert scene.voice.working == 0
        assert len(asyncio.all_tasks()) == 1
        await scene.clock.step(FRAME_S)
        return scene

    scene = asyncio.run(run())
    assert len(scene.sink.take()) / RATE == pytest.approx(1.5, abs=FRAME_S)


def test_an_error_in_the_text_stops_the_sound_and_is_passed_on() -> None:
    async def run() -> None:
        scene = Scene()

        async def text() -> AsyncIterator[str]:
            yield "A"
            raise ValueError("broken")

        with pytest.raises(ValueError, match="broken"):
            await scene.player.play(text())
        assert scene.voice.working == 0
        assert not len(scene.sink.take())

    asyncio.run(run())
