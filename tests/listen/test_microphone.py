import asyncio
from collections.abc import Callable, Iterable
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest

from tests.listen.conftest import FINE, FakeSoundDevice, StillClock, host_times, tone
from voice.clock import VirtualClock
from voice.errors import DeviceError
from voice.listen import devices, microphone
from voice.listen.microphone import BLOCK_S, Microphone, MovedError, SilentError
from voice.listen.vitals import BEGIN_S
from voice.messages import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame

Host: TypeAlias = Iterable[tuple[int | None, float]]
"""Blocks of a device: the value of their samples, None for a block that does not come, and how fast it comes; 1 is right."""

COUNT = round(SAMPLE_RATE * BLOCK_S)


def hear(
    source: Microphone, sd: FakeSoundDevice, count: int, host: Callable[[Callable[..., None]], None]
) -> list[Frame]:
    """`count` frames, while `host` calls the stream's callback."""

    async def run() -> list[Frame]:
        frames: list[Frame] = []
        async with aclosing(source.frames()) as stream:
            asyncio.get_running_loop().call_later(0, lambda: host(sd.streams[-1].callback))
            async for frame in stream:
                frames.append(frame)
                if len(frames) == count:
                    break
        assert not sd.streams[-1].running
        return frames

    return asyncio.run(run())


def block(samples: np.ndarray, channels: int = 1) -> np.ndarray:
    return np.tile(samples.astype(np.int16)[:, None], channels)


def test_blocks_are_copied_and_become_frames(sounddevice: FakeSoundDevice) -> None:
    def host(callback: Callable[..., None]) -> None:
        reused = block(np.zeros(FRAME_SAMPLES))
        for value in (1, 2, 3):
            reused[:] = value
            callback(reused, FRAME_SAMPLES, host_times(), FINE)

    frames = hear(Microphone(StillClock()), sounddevice, 3, host)
    assert [f.samples[0] for f in frames] == [1, 2, 3]
    assert sounddevice.streams[0].settings["samplerate"] == SAMPLE_RATE
    assert sounddevice.streams[0].settings["device"] == 0


def test_a_room_that_is_long_quiet_wakes_the_loop_seldom_and_whoever_speaks_at_once(sounddevice: FakeSoundDevice) -> None:
    quiet, each = round(microphone.SOFT_S / BLOCK_S) - 1, round(BLOCK_S / FRAME_S)
    loudest = [5] * (quiet + microphone.HELD) + [5, 5, 3000, 5]
    heard: list[Frame] = []

    async def run() -> list[int]:
        async def listen() -> None:
            async for frame in Microphone(StillClock()).frames():
                heard.append(frame)

        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(listen())
            await asyncio.sleep(0)
            so_far = []
            for value in loudest:
                sounddevice.streams[-1].callback(block(np.full(COUNT, value)), COUNT, host_times(), FINE)
                for _ in range(5):
                    await asyncio.sleep(0)
                so_far.append(len(heard))
            listening.cancel()
        return [now - before for before, now in pairwise(so_far[quiet - 1 :])]

    assert asyncio.run(run()) == [0, 0, 0, 0, 5 * each, 0, 0, 3 * each, each]


def test_times_come_from_the_converters_clock(sounddevice: FakeSoundDevice) -> None:
    clock = StillClock()

    def host(callback: Callable[..., None]) -> None:
        sound = block(np.zeros(FRAME_SAMPLES))
        callback(sound, FRAME_SAMPLES, host_times(current=100.0, adc=99.95), FINE)
        callback(sound, FRAME_SAMPLES, host_times(current=100.0, adc=0.0), FINE)
        callback(sound, FRAME_SAMPLES, host_times(current=100.0, adc=99.995), FINE)

    frames = hear(Microphone(clock), sounddevice, 3, host)
    assert [f.time for f in frames] == pytest.approx([10.0 - 0.05 + 0.02, 10.0, 10.0])


def test_a_device_that_refuses_16_khz_is_resampled(sounddevice: FakeSoundDevice) -> None:
    sounddevice.refused = {(SAMPLE_RATE, 1)}
    sound = (tone(44_100, 1.0) * 32_767).astype(np.int16)

    def host(callback: Callable[..., None]) -> None:
        for start in range(0, len(sound), 882):
            callback(block(sound[start : start + 882]), 882, host_times(), FINE)

    frames = hear(Microphone(StillClock()), sounddevice, 40, host)
    assert sounddevice.streams[0].settings["samplerate"] == 44_100
    heard = np.concatenate([f.samples for f in frames])[3_000:11_000].astype(float)
    assert np.abs(np.fft.rfft(heard)).argmax() * SAMPLE_RATE / len(heard) == pytest.approx(440, abs=2)
    assert np.sqrt((heard**2).mean()) == pytest.approx(0.5 * 32_767 / np.sqrt(2), rel=0.01)
    assert all(f.time <= 10.0 for f in frames)


def test_a_device_that_refuses_mono_gives_its_first_channel(sounddevice: FakeSoundDevice) -> None:
    sounddevice.devices[0]["max_input_channels"] = 4
    sounddevice.refused = {(SAMPLE_RATE, 1), (44_100, 1)}

    def host(callback: Callable[..., None]) -> None:
        sound = block(np.zeros(FRAME_SAMPLES), channels=4)
        sound[:, 0] = 7
        callback(sound, FRAME_SAMPLES, host_times(), FINE)

    frames = hear(Microphone(StillClock()), sounddevice, 1, host)
    assert (frames[0].samples == 7).all()
    assert sounddevice.streams[0].settings["channels"] == 4


def test_a_stalled_loop_loses_the_oldest_and_counts_them(sounddevice: FakeSoundDevice) -> None:
    source = Microphone(StillClock())
    kept = round(microphone.QUEUE_S / microphone.BLOCK_S)

    def host(callback: Callable[..., None]) -> None:
        for value in range(kept + 10):
            callback(block(np.full(FRAME_SAMPLES, value)), FRAME_SAMPLES, host_times(), FINE)

    frames = hear(source, sounddevice, kept, host)
    assert [f.samples[0] for f in frames] == list(range(10, kept + 10))
    assert source.overruns == 10


def test_a_recogniser_that_thinks_for_a_while_loses_nothing_and_keeps_the_times(
    sounddevice: FakeSoundDevice,
) -> None:
    clock = StillClock()
    source = Microphone(clock)
    count = round(SAMPLE_RATE * microphone.BLOCK_S)
    frames: list[Frame] = []

    def host() -> None:
        """The device goes on for 0.42 s while nobody takes a frame."""
        for value in range(7):
            clock.time += microphone.BLOCK_S
            sounddevice.streams[-1].callback(block(np.full(count, value)), count, host_times(), FINE)

    async def run() -> None:
        async with aclosing(source.frames()) as stream:
            asyncio.get_running_loop().call_later(0, host)
            async for frame in stream:
                frames.append(frame)
                if len(frames) == 7 * count // FRAME_SAMPLES:
                    return

    asyncio.run(run())
    assert source.overruns == 0
    assert [f.time for f in frames] == pytest.approx([10.0 + FRAME_S * n for n in range(1, len(frames) + 1)])
    assert [f.samples[0] for f in frames] == [n * FRAME_SAMPLES // count for n in range(len(frames))]


def heard_until(trouble: type[DeviceError], sd: FakeSoundDevice, zeros_s: float | None, host: Host) -> tuple[str, float]:
    """What ends the frames of a microphone, and after how long, while `host` plays its device: 60 ms at a time."""
    clock = VirtualClock()
    source = Microphone(clock, "headset")
    source.zeros_s = zeros_s

    async def play() -> None:
        for sound, pace in host:
            await clock.sleep(BLOCK_S / pace)
            if sound is not None:
                sd.streams[-1].callback(block(np.full(COUNT, sound)), COUNT, host_times(), FINE)
        await clock.sleep(60.0)

    async def run() -> None:
        playing = asyncio.create_task(play())
        try:
            async with aclosing(source.frames()) as frames:
                async for _ in frames:
                    pass
        finally:
            playing.cancel()

    with pytest.raises(trouble) as caught:
        clock.run(run())
    assert not sd.streams[-1].running
    assert caught.value.remedy
    return str(caught.value), clock.now()


@pytest.mark.parametrize(
    ("trouble", "host", "says", "noticed_s"),
    [
        (DeviceError, [], "has stopped giving sound", BEGIN_S),
        (DeviceError, [(5, 1.0)] * 50, "has stopped giving sound", 2.0),
        (DeviceError, [(5, 1.0)] * 50 + [(5, 48 / 44.1)] * 100, "at another rate", 2.0),
        (DeviceError, [(5, 1.0)] * 50 + [(5, 44.1 / 48)] * 100, "at another rate", 2.0),
        (DeviceError, [(5, 1.0)] * 50 + [(5, 0.333)] * 100, "at another rate", 2.0),
        (SilentError, [(0, 1.0)] * 100, "nothing but zeros", 2.0),
        (SilentError, [(5, 1.0)] * 50 + [(0, 1.0)] * 100, "nothing but zeros", 2.0),
        (SilentError, [(5, 1.0), (0, 1.0)] * 25 + [(0, 1.0)] * 100, "nothing but zeros", 2.0),
    ],
)
def test_what_is_wrong_with_a_stream_is_noticed_within_two_seconds(
    sounddevice: FakeSoundDevice, trouble: type[DeviceError], host: list[tuple[int, float]], says: str, noticed_s: float
) -> None:
    what, at = heard_until(trouble, sounddevice, 1.5, host)
    began = 50 * BLOCK_S if len(host) != 100 and host else 0.0
    assert what.startswith("the microphone 'USB Headset' ")
    assert says in what
    assert at - began == pytest.approx(noticed_s, abs=0.6)


@pytest.mark.parametrize(
    "host",
    [
        pytest.param([(5, 1.0)] * 200, id="well"),
        pytest.param([(5, 1.0), (0, 1.0)] * 100, id="zeros now and then"),
        pytest.param([(5, 0.5), (5, 1e6)] * 100, id="in pairs"),
        pytest.param([(5, pace) for pace in (0.5, 0.9, 0.7, 1.0, 0.4, 0.8) for _ in range(9)] * 4, id="too busy"),
        pytest.param([(5, 1.01)] * 200, id="a cheap clock"),
        pytest.param([*[(5, 1.0)] * 50, (None, 0.05), *[(5, 1.0)] * 50], id="a pause of a second"),
    ],
)
def test_a_stream_that_is_well_goes_on(sounddevice: FakeSoundDevice, host: Host) -> None:
    what, at = heard_until(DeviceError, sounddevice, 1.5, host)
    assert "stopped giving sound" in what, "as the test ends"
    assert at >= sum(BLOCK_S / pace for _, pace in host)


def test_a_microphone_lets_go_when_there_are_other_devices(
    sounddevice: FakeSoundDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "alsa.conf"))
    devices.MACHINE.looked()

    def host() -> Host:
        yield from [(5, 1.0)] * 50
        (tmp_path / "alsa.conf").touch()
        yield from [(5, 1.0)] * 50

    _, at = heard_until(MovedError, sounddevice, None, host())
    assert at == pytest.approx(3.0, abs=0.6)


def test_a_device_that_takes_no_format_is_an_error(sounddevice: FakeSoundDevice) -> None:
    sounddevice.refused = {(SAMPLE_RATE, 1), (44_100, 1)}
    with pytest.raises(DeviceError, match="cannot be used: Invalid sample rate"):
        hear(Microphone(StillClock()), sounddevice, 1, lambda callback: None)
