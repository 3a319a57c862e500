"""Heard: has the engines themselves hear the sound of a recording once more."""

import json
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

import numpy as np

from voice.clock import AudioClock
from voice.config import Config
from voice.engines import Engines
from voice.listen.files import TAIL_S
from voice.listen.recording import Recording
from voice.messages import FRAME_S, FRAME_SAMPLES, Frame
from voice.recorded.session import Event, session_of
from voice.recorded.tape import Record
from voice.recorded.values import as_date, event_written
from voice.session import Session

GONE_S = 0.5
"""No frame for longer than this: the microphone was gone."""


class Heard:
    """Gives frames at the pace of an `AudioClock`, then silence."""

    def __init__(self, frames: Sequence[Frame], clock: AudioClock) -> None:
        self.ended = False
        self._frames = frames
        self._clock = clock

    async def frames(self) -> AsyncGenerator[Frame, None]:
        before = self._frames[0].time if self._frames else 0.0
        for frame in self._frames:
            passed_s = frame.time - before
            yield Frame(frame.samples, await self._clock.step(passed_s if passed_s > GONE_S else FRAME_S))
            before = frame.time
        silence = np.zeros(FRAME_SAMPLES, np.int16)
        left = round(TAIL_S / FRAME_S)
        while True:
            self.ended, left = left <= 0, left - 1
            yield Frame(silence, await self._clock.step(FRAME_S))


async def reheard(record: Record, config: Config, warn: Callable[[str], None]) -> tuple[list[Any], list[Event], float]:
    """Run a recorded session again with its engines, under these settings: its events, the same as they are written, and how
    much later its clock is. Time passes with the sound, and as the engines work. Raises VoiceError.
    """
    sound = _sound(record)
    clock = AudioClock(start=as_date(record.head.get("start")))
    engines = Engines(config, clock, warn)
    raw: list[Any] = []
    events: list[Event] = []

    def told(event: Any) -> None:
        raw.append(event)
        events.append((clock.now(), json.loads(json.dumps(event_written(event)))))

    await engines.load(ears=True, voice=True)
    try:
        player = engines.player(lambda rate: Recording(clock, rate, config.speak.volume))
        await Session(engines, Heard(sound, clock), player, told, **session_of(record)).run()
    finally:
        await engines.close()
    return raw, events, FRAME_S - (sound[0].time if sound else 0.0)


def _sound(record: Record) -> list[Frame]:
    """The frames that were heard."""
    frames = []
    for line in record.lines:
        match line:
            case ["call", *_, {"frame": float(time), "sound": list(where)}]:
                frames.append(Frame(record.sound(where), time))
    return [frame for frame in frames if len(frame.samples) == FRAME_SAMPLES]
