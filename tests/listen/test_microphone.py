import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing

import numpy as np
import pytest

from tests.listen.conftest import FINE, FakeSoundDevice, SetClock, host_times, tone
from voice.errors import DeviceError
from voice.listen import microphone
from voice.listen.microphone import Microphone
from voice.messages import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame


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

    frames = hear(Microphone(SetClock()), sounddevice, 3, host)
    assert [f.samples[0] for f in frames] == [1, 2, 3]
    assert sounddevice.streams[0].settings["samplerate"] == SAMPLE_RATE
    assert sounddevice.streams[0].settings["device"] == 0


def test_times_come_from_the_converters_clock(sounddevice: FakeSoundDevice) -> None:
    clock = SetClock()

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

    frames = hear(Microphone(SetClock()), sounddevice, 40, host)
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

    frames = hear(Microphone(SetClock()), sounddevice, 1, host)
    assert (frames[0].samples == 7).all()
    assert sounddevice.streams[0].settings["channels"] == 4


def test_a_stalled_loop_loses_the_oldest_and_says_how_many(
    sounddevice: FakeSoundDevice, caplog: pytest.LogCaptureFixture
) -> None:
    source = Microphone(SetClock())
    kept = round(microphone.QUEUE_S / microphone.BLOCK_S)

    def host(callback: Callable[..., None]) -> None:
        for value in range(kept + 10):
            callback(block(np.full(FRAME_SAMPLES, value)), FRAME_SAMPLES, host_times(), FINE)

    with caplog.at_level(logging.WARNING):
        frames = hear(source, sounddevice, kept, host)
    assert [f.samples[0] for f in frames] == list(range(10, kept + 10))
    assert source.overruns == 10
    assert "10 blocks lost" in caplog.text


def test_a_recogniser_that_thinks_for_a_while_loses_nothing_and_keeps_the_times(
    sounddevice: FakeSoundDevice,
) -> None:
    clock = SetClock()
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


def test_a_device_that_vanishes_is_an_error_not_a_hang(
    sounddevice: FakeSoundDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone, "LOOK_S", 0.01)
    monkeypatch.setattr(microphone, "BEGIN_S", 0.05)
    with pytest.raises(DeviceError, match=r"'USB Headset' has stopped giving sound") as caught:
        hear(Microphone(SetClock(), "headset"), sounddevice, 1, lambda callback: None)
    assert "voice devices" in caught.value.remedy
    assert not sounddevice.streams[0].running


def test_a_device_that_takes_no_format_is_an_error(sounddevice: FakeSoundDevice) -> None:
    sounddevice.refused = {(SAMPLE_RATE, 1), (44_100, 1)}
    with pytest.raises(DeviceError, match="cannot be used: Invalid sample rate"):
        hear(Microphone(SetClock()), sounddevice, 1, lambda callback: None)
