"""Echo: does the assistant hear what is said to it while it speaks, and nothing in its own voice?

    python -m benchmarks.echo [--minutes 30] [--interruptions 100] [--echoes 0 -10]

Replies sound in rooms of which every sound is known, in virtual time, through the code that the product uses: the filter, voice
activity, the wake word, the recogniser of the settings, and what tells an interruption. Echoes are as loud as the people or
10 dB softer, 5 to 250 ms late, every second one from a speaker that distorts. Human output goes to stderr.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.echo import said
from benchmarks.echo.room import Room, Signal, response
from benchmarks.listening.figures import counted, machine, percentiles
from voice import endpoint, transcribe, wake
from voice.answer.attempt import once
from voice.clock import AudioClock, WallClock
from voice.config import Config
from voice.interrupter import Interrupter
from voice.listen import Source
from voice.listen.echo import EchoFree
from voice.listen.played import Played
from voice.listen.recent import Recent
from voice.listen.recording import Recording
from voice.messages import FRAME_S, SAMPLE_RATE, Frame, Samples
from voice.privacy.gate import EgressGate
from voice.skills import Skills
from voice.speak.player import Player
from voice.speak.sentences import sentences

LEVEL = 2000.0
"""Amplitude of a person at the microphone: -24 dB of full scale."""

BENDS = 12_000.0
"""Amplitude at which a small speaker distorts."""

LATEST_S = 1.5
"""An interruption that is not heard so long after its end is missed."""

LEARNT_S = 3.0
"""Before that the echo's way is still being learnt."""


@dataclass
class Ears:
    """The engines of the settings."""

    config: Config
    recogniser: transcribe.Recogniser
    model: wake.WakeModel


class Speaker(Recording):
    """A speaker that counts how often it is turned down."""

    turned_down = 0

    def duck(self, on: bool) -> None:
        self.turned_down += on
        super().duck(on)


@dataclass
class Scene:
    """One room, in which the assistant speaks."""

    ears: Ears
    number: int
    echo_db: float
    cancels: bool = True
    calls: bool = True
    """Whether the wake word is listened for."""
    stopped: list[float] = field(default_factory=list)
    """When a reply was interrupted by words."""
    woken: list[float] = field(default_factory=list)
    echo: float = 0.0
    left: float = 0.0
    """Energy of the echo, and of what is left of it, where nobody else speaks."""
    frames: list[Frame] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = np.random.default_rng(self.number)
        self.chance = chance
        self.clock = AudioClock(compute=None)
        self.sink = Speaker(self.clock, SAMPLE_RATE)
        voice = said.Voice(said.SPEAKS[self.number % len(said.SPEAKS)])
        self.player = Player(voice, self.sink, self.clock)
        way = response(chance, chance.uniform(0.005, 0.25), 1.0)
        loud = said.level(np.convolve(said.spoken(voice.identity, "It was the tallest building in the world."), way))
        way *= LEVEL * 10 ** (self.echo_db / 20) / loud
        self.room = Room(self.clock, self.sink, way, self.number, BENDS if self.number % 2 else 0.0)
        self.source: Source = EchoFree(self.room, Played(self.sink)) if self.cancels else self.room
        self.recent = Recent()
        self.interrupter = Interrupter(self.ears.recogniser, self.recent, self.player)
        self.activity = endpoint.VoiceActivity(self.ears.config.endpoint.aggressiveness)
        self.activity.load()
        self.gate = wake.gated(self.ears.config.wake, self.ears.model)

    def person(self, text: str) -> Signal:
        """Somebody in the room says something."""
        name = str(self.chance.choice(said.people()))
        return self.heard(said.spoken(name, text))

    def heard(self, sound: Samples) -> Signal:
        """A sound as the microphone hears it, at the level of a person."""
        there: Signal = np.convolve(sound, response(self.chance, 0.0, 1.0))
        there *= LEVEL / said.level(there)
        return there

    async def live(self, script: "asyncio.Task[None]") -> None:
        """Listen until the script is over."""
        async with aclosing(self.source.frames()) as frames:
            while not script.done():
                await self._listen(await anext(frames))
        await self.interrupter.close()
        await script

    async def _listen(self, frame: Frame) -> None:
        self.recent.feed(frame)
        self.frames.append(frame)
        voiced = self.activity.voiced(frame)
        if not len(self.room.clean) and self.clock.now() > LEARNT_S:
            self.echo += self.room.echoed
            self.left += float((frame.samples.astype(np.float64) ** 2).sum())
        if self.calls and self.gate.feed(frame, voiced or frame.echo_db > float("-inf")):
            self.woken.append(frame.time)
        if await self.interrupter.feed(frame, voiced, True) is not None:
            self.stopped.append(frame.time)

    async def reply(self) -> None:
        """Say something, to its end."""
        text = said.REPLIES[int(self.chance.integers(len(said.REPLIES)))]
        async with aclosing(sentences(once(text))) as pieces:
            await self.player.play(pieces)

    async def answers(self, sound: Signal, events: list[float]) -> float | None:
        """Say something into the middle of a reply: seconds until such an event; None where none came."""
        reply = asyncio.create_task(self.reply())
        await self.clock.sleep(self.chance.uniform(1.0, 3.0))
        before, began = len(events), self.clock.now()
        self.room.say(sound)
        until = began + len(sound) / SAMPLE_RATE + LATEST_S
        while len(events) == before and self.clock.now() < until and not reply.done():
            await self.clock.sleep(FRAME_S)
        reply.cancel()
        await asyncio.wait([reply])
        await self.clock.sleep(1.0)
        return events[before] - began if len(events) > before else None


async def replies(scene: Scene) -> None:
    """A minute of replies to which nobody says anything."""
    while scene.clock.now() < 60:
        await scene.reply()
        await scene.clock.sleep(0.5)


async def ended(
    ears: Ears, number: int, echo_db: float, say: Sequence[Samples | str], cancels: bool = True
) -> list[float | None]:
    """What became of each thing that is said or heard in one room: seconds until a reply stopped for it."""
    scene = Scene(ears, number, echo_db, cancels, said.WAKE_WORD in map(str, say))
    times: list[float | None] = []

    async def script() -> None:
        await scene.reply()
        for one in say:
            sound = scene.person(one) if isinstance(one, str) else scene.heard(one)
            events = scene.woken if isinstance(one, str) and one == said.WAKE_WORD else scene.stopped
            times.append(await scene.answers(sound, events))

    await scene.live(asyncio.create_task(script()))
    shown = [one if isinstance(one, str) else "(cough or hum)" for one in say]
    for text, time in zip(shown, times, strict=True):
        print(f"{echo_db} dB, room {number}: {text}: {time and round(time, 2)}", file=sys.stderr, flush=True)
    return times


async def alone(ears: Ears, echo_db: float, minutes: int) -> dict[str, Any]:
    """Replies that nobody interrupts."""
    scenes = [Scene(ears, number, echo_db, calls=False) for number in range(minutes)]
    for scene in scenes:
        await scene.live(asyncio.create_task(replies(scene)))
        what = f"{len(scene.stopped)} stopped, {scene.sink.turned_down} turned down"
        print(f"{echo_db} dB, room {scene.number}: {what}", file=sys.stderr, flush=True)
    less = [10 * np.log10(scene.echo / max(scene.left, 1.0)) for scene in scenes]
    false = sum(len(scene.stopped) for scene in scenes)
    down = sum(scene.sink.turned_down for scene in scenes)
    return {"minutes": minutes, "false_interruptions": false, "turned_down": down, "echo_less_db": percentiles(less, 1)}


async def interrupted(ears: Ears, echo_db: float, count: int) -> dict[str, Any]:
    """Replies that are interrupted, and some that are only listened to."""
    rooms = range(100, 100 + count // 10)
    words = [time for room in rooms for time in await ended(ears, room, echo_db, said.INTERRUPTIONS)]
    called = [time for room in rooms for time in await ended(ears, room, echo_db, 4 * [said.WAKE_WORD])]
    heard_before = [time for room in rooms for time in await ended(ears, room, echo_db, 4 * [said.WAKE_WORD], False)]
    kept: list[Samples | str] = [*said.LISTENING, *said.coughs(4), *said.hums(3)]
    listened = [time for room in rooms for time in await ended(ears, room, echo_db, kept)]
    return {
        "missed": counted(time is None for time in words),
        "seconds_to_stop": percentiles(words),
        "wake_word_heard": counted(time is not None for time in called),
        "wake_word_heard_without": counted(time is not None for time in heard_before),
        "stopped_by_coughs_and_mhm": counted(time is not None for time in listened),
    }


async def measured(echoes: Sequence[int], minutes: int, count: int) -> dict[str, Any]:
    config, clock = Config(), WallClock()
    skills = Skills(config, clock, EgressGate.of(config, clock))
    skills.load()
    model = wake.create(config.wake)
    model.load()
    recogniser = transcribe.create(config.transcribe, skills, config.wake.said, clock)
    await recogniser.load()
    ears, found = Ears(config, recogniser, model), {}
    try:
        for echo_db in echoes:
            still = await alone(ears, echo_db, minutes // len(echoes))
            found[f"{echo_db} dB"] = still | await interrupted(ears, echo_db, count // len(echoes))
            print(json.dumps(found[f"{echo_db} dB"]), file=sys.stderr, flush=True)
    finally:
        await recogniser.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=30, help="of replies that nobody interrupts")
    parser.add_argument("--interruptions", type=int, default=100)
    parser.add_argument("--echoes", type=int, nargs="+", default=(0, -10), help="levels, dB of a person's")
    chosen = parser.parse_args()
    found = asyncio.run(measured(chosen.echoes, chosen.minutes, chosen.interruptions))
    print(json.dumps({"machine": machine(), "echoes": found}))


if __name__ == "__main__":
    main()
