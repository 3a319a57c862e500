"""Two conversations at once on the real engines, with sound from files, in real time."""

import asyncio
import json
import multiprocessing
import os
import threading
from pathlib import Path
from typing import Any

import pytest
import soundfile

from voice.assets import asset
from voice.clock import AudioClock, WallClock
from voice.config import Config
from voice.engines import Engines
from voice.events import TurnEnded, Warned
from voice.listen.recording import Recording
from voice.listen.scripted import Scripted
from voice.messages import Samples
from voice.session import Session
from voice.trace import TurnTrace

pytestmark = pytest.mark.slow


def sound(name: str) -> Samples:
    samples, _ = soundfile.read(asset(f"demo/{name}.flac"), dtype="int16")
    return samples  # type: ignore[no-any-return]


class Room:
    """A session on real engines, and a voice from files."""

    def __init__(self, engines: Engines, name: str) -> None:
        self.events: list[Any] = []
        self.source = Scripted(engines.clock)
        player = engines.player(lambda rate: Recording(engines.clock, rate))
        self.session = Session(engines, self.source, player, self.events.append, name=name, place=name)

    @property
    def turns(self) -> list[TurnTrace]:
        return [event.trace for event in self.events if isinstance(event, TurnEnded)]

    async def hears(self, name: str) -> TurnTrace:
        before = len(self.turns)
        self.source.say(sound(name))
        while len(self.turns) == before:
            await asyncio.sleep(0.05)
        await self.session.floor.quiet()
        return self.turns[-1]


def left_behind() -> tuple[set[str], int, int]:
    """Threads, child processes and open files of this process."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    processes = len(children.read_text().split()) if children.exists() else len(multiprocessing.active_children())
    files = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    return {thread.name for thread in threading.enumerate()}, processes, files


def test_two_rooms_on_the_real_engines_hear_nothing_of_each_other(tmp_path: Path) -> None:
    async def live() -> tuple[Room, Room]:
        engines = Engines(Config(state_dir=tmp_path), WallClock(), print)
        await engines.load(ears=True, voice=True)
        kitchen, office = Room(engines, "kitchen"), Room(engines, "office")
        async with asyncio.TaskGroup() as tasks:
            for room in (kitchen, office):
                tasks.create_task(room.session.run())
            await asyncio.gather(kitchen.hears("2-pasta-timer"), office.hears("3-arithmetic"))
            await asyncio.gather(kitchen.hears("6-timers"), office.hears("6-timers"))
            await asyncio.gather(kitchen.hears("9-volume"), office.hears("1-time"))
            for room in (kitchen, office):
                room.source.hang_up()
        await engines.close()
        return kitchen, office

    asyncio.run(asyncio.sleep(0))
    before = left_behind()
    kitchen, office = asyncio.run(asyncio.wait_for(live(), 120))
    assert [turn.answered_by for turn in kitchen.turns] == ["timer_set", "timer_status", "volume"]
    assert [turn.answered_by for turn in office.turns] == ["arithmetic", "timer_status", "time"]
    assert "pasta timer has" in kitchen.turns[1].reply
    assert office.turns[1].reply == "There are no timers."
    assert kitchen.session.conversation.context.volume != office.session.conversation.context.volume
    assert office.session.conversation.context.volume is not None
    assert office.session.conversation.context.volume.volume == 100
    assert {turn.source for turn in kitchen.turns} == {"kitchen"}
    assert not [event for room in (kitchen, office) for event in room.events if isinstance(event, Warned)]
    assert {entry["place"] for entry in json.loads((tmp_path / "timers.json").read_text())} == {"kitchen"}
    for thread in threading.enumerate():
        if thread.name not in before[0]:
            thread.join(5)  # an engine's thread ends by itself once it was closed
    threads, processes, files = left_behind()
    assert threads <= before[0]
    assert (processes, files) == (before[1], before[2])


CLIPS = ("1-time", "2-pasta-timer", "3-arithmetic", "4-unfinished", "5-question", "6-timers", "7-stop", "8-lights", "9-volume")


async def decided(engines: Engines, clip: str) -> list[dict[str, Any]]:
    """What a session of its own makes of a clip, but for times and what depends on the timers that are set."""
    events: list[Any] = []
    source = Scripted(engines.clock)
    source.say(sound(clip))
    source.hang_up()
    player = engines.player(lambda rate: Recording(engines.clock, rate))
    await Session(engines, source, player, events.append, name=clip).run()
    turns = [event.trace.as_dict() for event in events if isinstance(event, TurnEnded)]
    kept = ("wake", "heard", "confidence", "complete", "engine", "ended", "hypotheses", "answered_by", "actions")
    return [{key: turn[key] for key in kept} | {"slots": turn["route"]["slots"]} for turn in turns]


def test_a_clip_is_heard_alike_in_whatever_order_it_comes(tmp_path: Path) -> None:
    async def run(name: str, clips: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
        engines = Engines(Config(state_dir=tmp_path / name), AudioClock(), print)
        await engines.load(ears=True, voice=True)
        engines.budget.predictor.freeze()
        try:
            return {clip: await decided(engines, clip) for clip in clips}
        finally:
            await engines.close()

    forwards, backwards = asyncio.run(run("forwards", CLIPS)), asyncio.run(run("backwards", CLIPS[::-1]))
    alone = asyncio.run(run("alone", CLIPS[4:5]))
    assert all(len(turns) == 1 for turns in forwards.values())
    assert forwards == backwards
    assert alone[CLIPS[4]] == forwards[CLIPS[4]]
