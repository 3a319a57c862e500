"""The assistant's own voice is taken out of what the microphone hears, in virtual time, and nothing else is."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from benchmarks.echo.room import HISS, Room, Signal, response
from voice.clock import VirtualClock
from voice.endpoint import VoiceActivity
from voice.listen.echo import EchoFree
from voice.listen.played import Played
from voice.listen.recording import Recording
from voice.messages import SAMPLE_RATE, Frame, Samples


def syllables(seconds: float, pitch: float, seed: int) -> Signal:
    """Something like speech: bursts of noise with harmonics, four a second, in a colour that changes."""
    chance = np.random.default_rng(seed)
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * pitch * k * time + k * np.sin(3 * time)) * chance.uniform(0.2, 1) for k in range(1, 20))
    envelope = np.maximum(0, np.sin(2 * np.pi * 2 * time)) ** 2
    sound: Signal = 500 * envelope * (tone + 4 * chance.standard_normal(len(time)))
    return sound


def level(sound: Signal | Samples) -> float:
    """DB of full scale."""
    return float(20 * np.log10(np.sqrt(np.mean(sound.astype(np.float64) ** 2)) / 32768))


@dataclass
class Heard:
    """What is heard of ten seconds of reply in a room."""

    late_s: float = 0.05
    gain: float = 0.5
    frames: list[Frame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = VirtualClock()
        self.sink = Recording(self.clock, SAMPLE_RATE)
        self.room = Room(self.clock, self.sink, response(np.random.default_rng(2), self.late_s, self.gain))
        self.free = EchoFree(self.room, Played(self.sink))

    def run(self, seconds: float, said: Signal | None = None, at: float = 0.0, reply: Signal | None = None) -> "Heard":
        async def listen() -> None:
            self.sink.write((syllables(seconds, 120, 1) if reply is None else reply).astype(np.int16))
            async for frame in self.free.frames():
                self.frames.append(frame)
                if said is not None and len(self.frames) == round(at * 50):
                    self.room.say(said)
                if len(self.frames) >= seconds * 50:
                    return

        self.clock.run(listen())
        return self

    def level_db(self, begin: float, end: float) -> float:
        return level(np.concatenate([frame.samples for frame in self.frames[round(begin * 50) : round(end * 50)]]))

    def voiced(self, begin: float, end: float) -> float:
        activity = VoiceActivity()
        activity.load()
        return float(np.mean([activity.voiced(frame) for frame in self.frames][round(begin * 50) : round(end * 50)]))


def echo_db(heard: Heard) -> float:
    """The level of the echo as it reaches the microphone."""
    return level(syllables(10, 120, 1)) + 20 * np.log10(heard.gain)


@pytest.mark.parametrize("late_s", [0.0, 0.02, 0.12, 0.25, 0.6])
def test_an_echo_goes_whenever_it_is_heard(late_s: float) -> None:
    heard = Heard(late_s).run(10)
    assert heard.level_db(5, 10) < echo_db(heard) - 12
    assert heard.voiced(0, 10) < 0.02


@pytest.mark.parametrize("gain", [0.1, 0.3, 1.0])
def test_however_loud_it_is(gain: float) -> None:
    heard = Heard(gain=gain).run(8)
    assert heard.level_db(4, 8) < max(echo_db(heard) - 8, 20 * np.log10(2 * HISS / 32768))
    assert heard.voiced(0, 8) < 0.02


def test_another_voice_is_heard_as_it_is() -> None:
    said = syllables(2, 210, 7)
    alone, beside = Heard(gain=0.0).run(9, said, at=6), Heard().run(9, said, at=6)
    assert beside.level_db(6, 8) == pytest.approx(alone.level_db(6, 8), abs=0.5)
    assert beside.voiced(6, 8) > 0.8 * alone.voiced(6, 8)


@pytest.mark.parametrize("loudest", [0, 2], ids=["of a file", "of a resampler that dithers"])
def test_silence_and_what_is_said_into_it_pass_untouched(loudest: int) -> None:
    silence = np.random.default_rng(3).integers(-loudest, loudest + 1, 3 * SAMPLE_RATE).astype(np.float64)
    said = syllables(2, 210, 7)
    heard, alone = Heard(), Heard()
    alone.free = alone.room  # type: ignore[assignment]
    for one in (heard, alone):
        one.run(3, said, at=0.5, reply=silence)
    assert all(frame.echo_db == float("-inf") for frame in heard.frames)
    assert all((one.samples == other.samples).all() for one, other in zip(heard.frames, alone.frames, strict=True))


def test_before_the_way_is_known_nothing_counts_as_voice() -> None:
    heard = Heard().run(0.6, syllables(0.5, 210, 7), at=0.1)
    assert heard.voiced(0, 0.6) == 0
