"""A `sounddevice` without a sound card: tests play the host and call the callbacks themselves."""

import asyncio
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from voice.clock import WallClock
from voice.listen import devices


class PortAudioError(Exception):
    pass


class CallbackStop(Exception):
    pass


class Stream:
    """What InputStream and OutputStream share; the latest of each is kept by the fake module."""

    latency = 0.04

    def __init__(self, **settings: Any) -> None:
        self.settings = settings
        self.callback = settings["callback"]
        self.running = self.closed = False

    @property
    def active(self) -> bool:
        return self.running

    def start(self) -> None:
        self.running = True

    def close(self) -> None:
        self.running, self.closed = False, True

    def __enter__(self) -> "Stream":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class FakeSoundDevice:
    """The part of the module that voice uses."""

    PortAudioError = PortAudioError
    CallbackStop = CallbackStop

    def __init__(self) -> None:
        self.devices = [
            device("Built-in Microphone", inputs=1, rate=44_100),
            device("USB Headset", inputs=1, outputs=2, rate=48_000),
            device("HDMI Output", outputs=2, rate=48_000),
        ]
        self.default = SimpleNamespace(device=(0, 2))
        self.refused: set[tuple[int, int]] = set()
        """(Hz, channels) that no device takes."""
        self.streams: list[Stream] = []
        self.starts = 0
        """How often PortAudio was started anew."""

    def _terminate(self) -> None:
        assert not any(stream.running for stream in self.streams), "its streams would be closed under their owners"

    def _initialize(self) -> None:
        self.starts += 1

    def query_devices(self, kind: str | None = None) -> Any:
        if kind is None:
            return self.devices
        return {"index": self.default.device[kind == "output"]}

    def check_input_settings(self, device: int, channels: int, dtype: str, samplerate: int) -> None:
        if (samplerate, channels) in self.refused:
            raise PortAudioError("Invalid sample rate")

    check_output_settings = check_input_settings

    def InputStream(self, **settings: Any) -> Stream:
        self.streams.append(Stream(**settings))
        return self.streams[-1]

    OutputStream = InputStream


def device(name: str, inputs: int = 0, outputs: int = 0, rate: int = 48_000) -> dict[str, Any]:
    return {
        "name": name,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
        "default_samplerate": float(rate),
    }


def host_times(current: float = 100.0, adc: float = 0.0, dac: float = 0.0) -> SimpleNamespace:
    return SimpleNamespace(currentTime=current, inputBufferAdcTime=adc, outputBufferDacTime=dac)


FINE = SimpleNamespace(input_overflow=False, output_underflow=False)


def tone(rate: int, seconds: float, hertz: float = 440.0, level: float = 0.5) -> np.ndarray:
    """float32, shape [n]."""
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)).astype(np.float32)


@pytest.fixture
def sounddevice(monkeypatch: pytest.MonkeyPatch) -> FakeSoundDevice:
    fake = FakeSoundDevice()
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    devices.MACHINE.found()
    devices.MACHINE.looked()
    return fake


class StillClock(WallClock):
    """A machine's clock that stands where it is put. Who sleeps by it does so for ever."""

    def __init__(self, time: float = 10.0) -> None:
        self.time = time

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


class SetClock(WallClock):
    """A machine's clock that stands where it is put: only sleeping takes time, and `late_s` more."""

    def __init__(self, time: float = 10.0, late_s: float = 0.0) -> None:
        self.time, self._late_s = time, late_s

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += max(0.0, seconds) + self._late_s
