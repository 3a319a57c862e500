"""A microphone that goes away and comes back, played by a source that says when."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

import numpy as np
import pytest

from tests.listen.conftest import FakeSoundDevice, SetClock
from voice import busy
from voice.clock import VirtualClock
from voice.errors import DeviceError
from voice.listen import devices
from voice.listen.microphone import MovedError, SilentError
from voice.listen.reopened import FIRST_S, LONGEST_S, LONGEST_ZEROS_S, ZEROS_S, Reopened
from voice.listen.speaker import Speaker
from voice.messages import FRAME_SAMPLES, Frame

SOUND, ZEROS = np.full(FRAME_SAMPLES, 5, np.int16), np.zeros(FRAME_SAMPLES, np.int16)
MOVED = MovedError("there are other devices")
GONE, SILENT = DeviceError("the microphone 'USB' has stopped giving sound"), SilentError("'USB' gives nothing but zeros")


class Fickle:
    """A microphone that gives what it is told at each opening: frames, and the error that ends them."""

    ended = False

    def __init__(self, clock: VirtualClock, openings: list[tuple[list[np.ndarray], DeviceError]]) -> None:
        self._clock, self._openings = clock, iter(openings)
        self.opened: list[float] = []
        self.overruns = 0
        self.zeros_s: float | None = None
        self.patience: list[float | None] = []

    async def frames(self) -> AsyncGenerator[Frame, None]:
        self.opened.append(self._clock.now())
        self.patience.append(self.zeros_s)
        samples, error = next(self._openings)
        for one in samples:
            yield Frame(one, self._clock.now())
        raise error


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that PortAudio was started anew."""
    looks: list[int] = []
    monkeypatch.setattr(devices, "look_again", lambda: looks.append(1))
    return looks


def listened(openings: list[tuple[list[np.ndarray], DeviceError]], give_up_s: float | None) -> tuple[Fickle, list[str], int]:
    """What came of it until it gave up: the source, the warnings, and how many frames were heard."""
    clock = VirtualClock()
    warnings: list[str] = []
    source, heard = Fickle(clock, openings), 0

    async def run() -> None:
        nonlocal heard
        async with aclosing(Reopened(source, clock, warnings.append, give_up_s).frames()) as frames:  # type: ignore[arg-type]
            async for _ in frames:
                heard += 1

    with pytest.raises(DeviceError):
        clock.run(run())
    return source, warnings, heard


def gone(times: int) -> Iterator[tuple[list[np.ndarray], DeviceError]]:
    return (([], GONE) for _ in range(times))


def test_it_is_opened_again_with_longer_and_longer_waits(looked: list[int]) -> None:
    source, warnings, heard = listened([([SOUND] * 3, GONE), *gone(12)], 30.0)
    waits = np.diff(source.opened)
    assert heard == 3
    assert waits[:5] == pytest.approx([FIRST_S * 2**n for n in range(5)])
    assert waits.max() == LONGEST_S
    assert len(warnings) == 1
    assert "'USB' has stopped" in warnings[0]
    assert len(looked) == len(waits)


def test_a_microphone_that_is_back_is_told_once_and_waited_for_anew(looked: list[int]) -> None:
    before = busy.restarts["microphone"]
    source, warnings, heard = listened([*gone(4), ([SOUND] * 5, GONE), *gone(9)], 12.0)
    assert heard == 5
    assert busy.restarts["microphone"] == before + 1
    assert [warning == "the microphone is back" for warning in warnings] == [False, True, False]
    assert source.opened[5] - source.opened[4] == pytest.approx(FIRST_S)


def test_one_that_gives_zeros_is_opened_again_at_once_and_ever_more_rarely(looked: list[int]) -> None:
    source, warnings, heard = listened([([ZEROS] * 2, SILENT)] * 3 + [([ZEROS, SOUND], GONE), *gone(9)], 5.0)
    assert heard == 8
    assert source.opened[:4] == [source.opened[0]] * 4
    assert source.patience[:4] == [ZEROS_S, 4 * ZEROS_S, 16 * ZEROS_S, LONGEST_ZEROS_S]
    assert [warning == "the microphone is back" for warning in warnings] == [False, True, False]


def test_to_look_again_closes_what_is_open(sounddevice: FakeSoundDevice) -> None:
    speaker = Speaker(SetClock(), 16_000)
    speaker.open()
    devices.look_again()
    assert not sounddevice.streams[-1].running
    assert sounddevice.starts == 1
    speaker.write(SOUND)
    assert sounddevice.streams[-1].running


def test_other_devices_are_looked_for_at_once_and_nothing_is_said(looked: list[int]) -> None:
    source, warnings, heard = listened([([SOUND], MOVED), ([SOUND], MOVED), ([SOUND], GONE), *gone(2)], 0.5)
    assert source.opened[:3] == [source.opened[0]] * 3
    assert heard == 3
    assert len(looked) == 2 + 2
    assert len(warnings) == 1


def test_lost_sound_is_told_with_how_much_it_was_and_not_again_for_a_minute(looked: list[int]) -> None:
    clock, warnings = VirtualClock(), list[str]()
    source = Fickle(clock, [([SOUND] * 200, GONE)])

    async def run() -> None:
        async with aclosing(Reopened(source, clock, warnings.append).frames()) as frames:  # type: ignore[arg-type]
            for number in range(200):
                source.overruns = number // 10
                await anext(frames)
                await clock.sleep(1.0)

    clock.run(run())
    assert [warning.split("busy: ")[1].split(" s ")[0] for warning in warnings] == ["0.04", "0.28", "0.52", "0.76"]
