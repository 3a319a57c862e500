import asyncio
from types import SimpleNamespace

import numpy as np
import pytest

from tests.listen.conftest import FINE, CallbackStop, FakeSoundDevice, SetClock, host_times
from voice.errors import DeviceError
from voice.listen import DUCKED
from voice.listen.devices import MACHINE, let_rest, look_again
from voice.listen.speaker import IDLE_S, KEPT_S, PLAYED_S, Speaker

RATE = 16_000
BLOCK = 160
LOUD = np.full(BLOCK * 4, 10_000, np.int16)


class Host:
    """An opened speaker whose device is played by the test."""

    def __init__(self, sd: FakeSoundDevice, volume: int = 100, device: str | None = None) -> None:
        self.clock = SetClock()
        self.told: list[str] = []
        self.speaker = Speaker(self.clock, RATE, device, volume, self.told.append)
        self.speaker.open()
        self.stream = sd.streams[-1]

    def ask(self, ahead: float = 0.03, count: int = BLOCK) -> np.ndarray:
        """The device asks for a block that it will play `ahead` seconds from now; its first channel."""
        out = np.full((count, 2), -1, np.int16)
        dac = 100.0 + ahead if ahead else 0.0
        self.stream.callback(out, count, host_times(current=100.0, dac=dac), FINE)
        assert (out[:, 0] == out[:, 1]).all()
        self.clock.time += count / RATE
        return out[:, 0]


def test_queued_sound_is_played_once_then_silence(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    ramp = np.arange(400, dtype=np.int16)
    host.speaker.write(ramp[:150])
    host.speaker.write(ramp[150:])
    heard = np.concatenate([host.ask() for _ in range(4)])
    assert (heard[:400] == ramp).all()
    assert not heard[400:].any()


def test_write_tells_when_the_sample_will_be_heard(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.ask(ahead=0.03)
    assert not host.speaker.estimated
    assert host.speaker.write(LOUD) == pytest.approx(10.0 + 0.03 + 0.01)
    assert host.speaker.write(LOUD) == pytest.approx(10.0 + 0.03 + 0.01 + 0.04)


def test_without_the_hosts_clock_times_are_estimates(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.ask(ahead=0)
    assert host.speaker.estimated
    assert host.speaker.write(LOUD) == pytest.approx(10.0 + host.stream.latency, abs=0.011)


def test_nothing_is_given_to_a_device_that_has_not_settled(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.speaker.write(LOUD)
    assert not host.ask(ahead=0).any()
    assert host.ask(ahead=0.03).any()


def test_a_device_that_never_tells_its_time_is_played_on_all_the_same(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.speaker.write(LOUD)
    assert any(host.ask(ahead=0).any() for _ in range(40))


def test_stop_is_silent_within_one_frame_and_does_not_click(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.speaker.write(np.tile(LOUD, 100))
    host.ask()
    host.speaker.stop()
    first, second = host.ask(), host.ask()
    assert not second.any()
    assert first[0] == 10_000
    assert np.abs(np.diff(first.astype(int))).max() < 500


@pytest.mark.parametrize(("volume", "level"), [(100, 10_000), (50, 2_500), (0, 0)])
def test_the_volume_may_change_while_it_plays(sounddevice: FakeSoundDevice, volume: int, level: int) -> None:
    host = Host(sounddevice)
    host.speaker.write(LOUD)
    assert host.ask()[0] == 10_000
    host.speaker.volume = volume
    assert host.ask()[0] == level


def test_a_reply_is_turned_down_and_up_again(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice, volume=50)
    host.speaker.write(np.tile(LOUD, 4))
    levels = []
    for on in (True, False):
        host.speaker.duck(on)
        levels.append(host.ask()[0])
    assert levels == [2_500 * DUCKED, 2_500]


def test_it_tells_what_was_heard_and_when(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice, volume=50)
    assert host.speaker.played() == []
    host.speaker.write(LOUD[: BLOCK + 20])
    heard = np.concatenate([host.ask(ahead=0.03), host.ask(ahead=0.03)])
    played = host.speaker.played()
    assert [(time, rate) for time, _, rate in played] == [(pytest.approx(10.03), RATE), (pytest.approx(10.04), RATE)]
    assert (np.concatenate([samples for _, samples, _ in played]) == heard).all()
    assert heard[BLOCK + 19] == 2_500
    assert not heard[BLOCK + 20 :].any()
    assert host.speaker.played() == []


def test_drain_lasts_until_the_last_sample_is_heard(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.speaker.write(LOUD)

    async def run() -> float:
        async def device_plays(seconds: float) -> None:
            await asyncio.sleep(0)
            host.ask()

        host.clock.sleep = device_plays  # type: ignore[method-assign]
        await host.speaker.drain()
        return host.clock.now()

    assert asyncio.run(run()) == pytest.approx(10.0 + 0.04 + 0.03, abs=0.011)


def test_a_device_that_vanishes_is_an_error_not_a_hang(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.speaker.write(LOUD)

    async def run() -> None:
        async def nothing_plays(seconds: float) -> None:
            host.clock.time += seconds

        host.clock.sleep = nothing_plays  # type: ignore[method-assign]
        await host.speaker.drain()

    with pytest.raises(DeviceError, match=r"'HDMI Output' has stopped playing"):
        asyncio.run(run())
    host.speaker.write(LOUD)
    assert sounddevice.streams[-1].running


def test_an_idle_device_is_let_go_and_claimed_again(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.speaker.write(LOUD)
    for _ in range(6):
        host.ask()
    host.clock.time += IDLE_S + 1
    with pytest.raises(CallbackStop):
        host.ask()
    let_rest()
    assert not host.stream.closed
    host.stream.running = False
    let_rest()
    assert host.stream.closed
    host.speaker.write(LOUD)
    again = sounddevice.streams[-1]
    assert again is not host.stream
    assert again.running
    host.stream = again
    assert host.ask().any()


def test_a_device_in_use_is_claimed_once(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.speaker.open()
    host.speaker.write(LOUD)
    assert sounddevice.streams == [host.stream]


def test_a_device_of_another_rate_is_resampled_whole(sounddevice: FakeSoundDevice) -> None:
    sounddevice.refused = {(RATE, 1), (RATE, 2)}
    host = Host(sounddevice)
    assert host.stream.settings["samplerate"] == 48_000
    for _ in range(10):
        host.speaker.write(LOUD)

    async def run() -> list[np.ndarray]:
        heard: list[np.ndarray] = []

        async def device_plays(seconds: float) -> None:
            heard.append(host.ask(count=480))

        host.clock.sleep = device_plays  # type: ignore[method-assign]
        await host.speaker.drain()
        return heard

    heard = np.concatenate(asyncio.run(run()))
    assert (np.abs(heard) > 5_000).sum() == pytest.approx(10 * len(LOUD) * 3, abs=4)


def vanished(host: Host) -> None:
    """Nothing is asked for any more."""

    async def nothing_plays(seconds: float) -> None:
        host.clock.time += seconds

    host.clock.sleep = nothing_plays  # type: ignore[method-assign]


def played(host: Host, sd: FakeSoundDevice) -> None:
    """The device that was opened last plays all that waits."""

    async def device_plays(seconds: float) -> None:
        host.stream = sd.streams[-1]
        host.ask()

    host.clock.sleep = device_plays  # type: ignore[method-assign]
    asyncio.run(host.speaker.drain())


def test_a_speaker_alone_is_found_again_by_its_name_under_another_number(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice, device="usb")
    there = sounddevice.devices
    vanished(host)
    sounddevice.devices = [there[0], there[2]]
    host.speaker.write(LOUD)
    for _ in range(4):
        with pytest.raises(DeviceError):
            asyncio.run(host.speaker.drain())
    assert host.told == ["the speaker 'USB Headset' has stopped playing"]
    assert MACHINE.changed, "the microphone makes way for a look"
    look_again()
    sounddevice.devices = [there[2], there[0], there[1]]
    host.speaker.write(LOUD)
    assert sounddevice.streams[-1].settings["device"] == 2
    played(host, sounddevice)
    assert host.told[1:] == ["the speaker is back"]


def test_one_that_hangs_while_a_long_reply_is_made_is_noticed_within_two_seconds(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.speaker.write(LOUD)
    host.ask()
    for _ in range(17):
        host.clock.time += 0.1
        host.speaker.open()
    host.clock.time += 0.3
    with pytest.raises(DeviceError, match="has stopped playing"):
        host.speaker.open()
    host.speaker.open()
    assert sounddevice.streams[-1] is not host.stream


def test_a_reply_goes_on_where_another_device_was_looked_for(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    host.speaker.write(LOUD)
    host.ask()
    look_again()
    assert not host.stream.running
    heard = []

    async def device_plays(seconds: float) -> None:
        host.stream = sounddevice.streams[-1]
        heard.append(host.ask())

    host.clock.sleep = device_plays  # type: ignore[method-assign]
    asyncio.run(host.speaker.drain())
    assert (np.concatenate(heard) == 10_000).sum() == len(LOUD) - BLOCK
    assert host.told == []


def test_a_reply_goes_on_at_the_rate_of_another_default_device(sounddevice: FakeSoundDevice) -> None:
    sounddevice.refused = {(RATE, 1), (RATE, 2)}
    host = Host(sounddevice)
    host.speaker.write(np.full(RATE, 10_000, np.int16))
    host.ask(count=480)
    sounddevice.default.device = (0, 1)
    sounddevice.devices[1]["default_samplerate"] = 44_100.0
    look_again()
    heard = []

    async def device_plays(seconds: float) -> None:
        host.stream = sounddevice.streams[-1]
        heard.append(host.ask(count=441))

    host.clock.sleep = device_plays  # type: ignore[method-assign]
    asyncio.run(host.speaker.drain())
    assert host.stream.settings["samplerate"] == 44_100
    assert (np.concatenate(heard) > 5_000).sum() == pytest.approx(0.98 * 44_100, rel=0.02)


def test_more_than_a_reply_can_be_is_dropped_counted_and_told(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    for _ in range(round(KEPT_S) + 5):
        host.speaker.write(np.full(RATE, 1, np.int16))
    assert host.speaker.dropped == 5 * RATE
    assert len(host.told) == 1
    assert "dropped" in host.told[0]


def test_a_torn_reply_is_told_and_not_again_for_a_minute(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    for _ in range(70):
        host.speaker.write(LOUD)
        host.stream.callback(
            np.zeros((BLOCK * 4, 2), np.int16), BLOCK * 4, host_times(), SimpleNamespace(output_underflow=True)
        )
        host.clock.time += 1.0
    assert host.speaker.underruns == 70
    assert [told.split("far: ")[1] for told in host.told] == ["1", "61"]


def test_what_was_played_is_kept_for_two_seconds_at_most(sounddevice: FakeSoundDevice) -> None:
    host = Host(sounddevice)
    for _ in range(1000):
        host.ask()
    assert sum(len(samples) for _, samples, _ in host.speaker.played()) == PLAYED_S * RATE
