"""Makes text of the sound that somebody sends, or looks for the wake word in it, with the engines that are loaded."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np
from wyoming.asr import Transcript
from wyoming.event import Event
from wyoming.wake import Detection, NotDetected

from voice.engines import Engines
from voice.listen.framing import Framer
from voice.messages import FRAME_S, SAMPLE_RATE, Frame, Samples
from voice.mute import Mute
from voice.serve.station import Station
from voice.serve.wyoming.pace import Pace
from voice.serve.wyoming.refusal import Refusal
from voice.transcribe import Hearing
from voice.wake import gated

LONGEST_S = 60.0
"""Seconds of sound that are transcribed at most: nobody commands for longer, and each holds an engine."""

EARLY_S, PACE = 5.0, 1.25
"""Sound for the wake word may come so much at once, and so much faster than it is spoken: each second takes 25 ms of work."""


@dataclass(slots=True)
class Sound:
    """Takes events with sound, of any rate; gives frames of 20 ms at 16 kHz."""

    rate: int = 0
    _framer: Framer = field(default_factory=lambda: Framer(SAMPLE_RATE))

    def frames(self, event: Event) -> list[Samples]:
        """Take what an event holds. Raises Refusal for sound of another kind."""
        rate, kind = event.data.get("rate"), (event.data.get("width"), event.data.get("channels"))
        sound = event.payload or b""
        if kind != (2, 1) or type(rate) is not int or not 8_000 <= rate <= 48_000 or len(sound) % 2:
            raise Refusal("sound", "Sound must be 16 bits, mono, 8 to 48 kHz.")
        if rate != self.rate:
            self.rate, self._framer = rate, Framer(rate)
        return self._framer.feed(np.frombuffer(sound, "<i2").astype(np.int16))


class Transcribing:
    """Makes text of one sound. Close it."""

    def __init__(self, station: Station, mute: Mute) -> None:
        self._station = station
        self._mute = mute
        self._held = ExitStack()
        self._hearing: Hearing | None = None
        self._sound = Sound()
        self._left_s = LONGEST_S

    async def begin(self) -> "Transcribing":
        """Take an engine. Raises Refusal, EngineError."""
        engines = self._held.enter_context(self._station.borrowed())
        try:
            assert engines.ears is not None, "loaded with ears"
            self._hearing = await engines.ears.recogniser.open()
        except BaseException:
            self._held.close()
            raise
        return self

    async def feed(self, event: Event) -> list[Event]:
        assert self._hearing is not None
        for samples in self._sound.frames(event):
            self._left_s -= FRAME_S
            if self._left_s < 0:
                raise Refusal("too-long", f"More than {LONGEST_S:.0f} s of sound.")
            await self._hearing.feed(np.zeros_like(samples) if self._mute.on else samples)
        return []

    async def stop(self) -> list[Event]:
        assert self._hearing is not None
        words = await self._hearing.finish()
        return [Transcript(words.text, language=words.language).event()]

    async def close(self) -> None:
        if self._hearing:
            await self._hearing.close()
        self._held.close()


class Detecting:
    """Looks for the wake word in one stream, which may go on for ever."""

    def __init__(self, station: Station, mute: Mute, pace: Pace, names: Sequence[str]) -> None:
        """`names`: those of the wake words that count; any where there are none."""
        self._station = station
        self._mute = mute
        self._pace = pace
        self._names = names
        self._sound = Sound()
        self._time = 0.0
        self._detected = False
        self._engines: Engines | None = None

    async def feed(self, event: Event) -> list[Event]:
        heard = []
        for samples in self._sound.frames(event):
            await self._pace.take(FRAME_S)
            self._follow_engines()
            self._time += FRAME_S
            frame = Frame(np.zeros_like(samples) if self._mute.on else samples, self._time)
            woken = self._gate.feed(frame, self._activity.voiced(frame))
            if woken and (not self._names or woken.phrase in self._names):
                self._detected = True
                heard.append(Detection(name=woken.phrase, timestamp=_milliseconds(event, self._time)).event())
        return heard

    async def stop(self) -> list[Event]:
        return [] if self._detected else [NotDetected().event()]

    async def close(self) -> None:
        pass

    def _follow_engines(self) -> None:
        """Go on with the engines that are loaded now: a stream may outlive those that it began with."""
        if self._engines is not self._station.engines:
            with self._station.borrowed() as engines:
                assert engines.ears is not None, "loaded with ears"
                self._engines, self._activity = engines, engines.ears.activity()
                self._activity.load()
                self._gate = gated(engines.config.wake, engines.ears.wake)


def _milliseconds(event: Event, time: float) -> int:
    """When a sound was taken: by the sender's own clock, where it tells that."""
    told = event.data.get("timestamp")
    return told if type(told) is int else round(time * 1000)
