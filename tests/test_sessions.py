"""Several conversations at once on the same engines: nothing of one shows in another."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.history.kept import turns_of
from tests.house import CLOUD, LONG, NOON, engines
from voice.answer.cache import AnswerCache
from voice.answer.tier_pool import TierPool
from voice.clock import VirtualClock
from voice.config import Config
from voice.engines import Ears, Engines
from voice.errors import DeviceError
from voice.events import Ringing, TurnEnded
from voice.listen.recording import Recording
from voice.session import Session
from voice.speak.player import Player
from voice.testing import FakeMicrophone, FakeRecogniser, FakeVoice, ScriptedTier, Vocabulary
from voice.trace import TurnTrace

COMMANDS = (
    "set a timer for five seconds", "set a timer for ten minutes", "how long is left on the timer", "mute", "volume up", "stop",
    "say that again", "what time is it",
)  # fmt: skip


@dataclass
class Room:
    """A session, and somebody who speaks to it."""

    name: str
    engines: Engines
    microphone: FakeMicrophone
    events: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sink = Recording(self.engines.clock, FakeVoice.sample_rate)
        player = Player(FakeVoice(), self.sink, self.engines.clock)
        self.session = Session(
            self.engines, self.microphone, player, self.events.append, name=self.name, place=self.name
        )

    @property
    def turns(self) -> list[TurnTrace]:
        return [event.trace for event in self.events if isinstance(event, TurnEnded)]

    @property
    def rung(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Ringing)]

    async def says(self, text: str) -> TurnTrace:
        """Say it, and wait until the reply has been heard."""
        before = len(self.turns)
        self.microphone.say(f"hey jarvis {text}")
        while len(self.turns) == before or not self.session.floor.idle:
            await self.engines.clock.sleep(0.02)
        return self.turns[-1]


@dataclass
class Home:
    """Three rooms on one set of engines."""

    folder: Path
    pieces: tuple[Any, ...] = ("Rayleigh ", "scattering.")
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(start=NOON))

    def __post_init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.engines = engines(Config(state_dir=self.folder, tiers=(CLOUD,)), self.clock, self.vocabulary, *COMMANDS)
        self.tier = ScriptedTier("cloud", *self.pieces, clock=self.clock)
        self.engines.pool = TierPool({"cloud": self.tier}, self.clock, AnswerCache(self.clock, 0.0))
        self.kitchen, self.office, self.bedroom = self.rooms = [self.room(name) for name in ("kitchen", "office", "bedroom")]
        self.left_running: set[Any] = set()

    def room(self, name: str) -> Room:
        return Room(name, self.engines, FakeMicrophone(self.clock, self.vocabulary))

    def live(self, script: Callable[["Home"], Awaitable[None]]) -> None:
        """All rooms run until the script is over."""

        async def run() -> None:
            before = asyncio.all_tasks()
            async with asyncio.TaskGroup() as tasks:
                for room in self.rooms:
                    tasks.create_task(room.session.run())
                await script(self)
                for room in self.rooms:
                    room.microphone.hang_up()
            await self.engines.close()
            self.left_running = asyncio.all_tasks() - before

        self.clock.run(asyncio.wait_for(run(), 600))


def test_words_and_history_stay_in_their_room(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        await asyncio.gather(home.kitchen.says("why is the sky blue"), home.office.says("who painted the mona lisa"))
        await asyncio.gather(
            home.kitchen.says("and why is it red at sunset"), home.office.says("and when"), home.bedroom.says("say that again")
        )

    home = Home(tmp_path)
    home.live(script)
    asked = [[line.text for line in lines] for lines in home.tier.asked]
    assert ["why is the sky blue", "Rayleigh scattering.", "and why is it red at sunset"] in asked
    assert ["who painted the mona lisa", "Rayleigh scattering.", "and when"] in asked
    assert [turn.transcript.text for turn in home.kitchen.turns if turn.transcript] == [
        "why is the sky blue", "and why is it red at sunset",
    ]  # fmt: skip
    assert home.bedroom.turns[0].reply == "I haven't said anything yet."


def test_traces_say_where_they_come_from_and_reach_no_other_room(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        await asyncio.gather(*(room.says("what time is it") for room in home.rooms for _ in range(1)))

    home = Home(tmp_path)
    home.live(script)
    for room in home.rooms:
        assert [turn.source for turn in room.turns] == [room.name]
    assert len(turns_of(home.engines)) == 3


def test_a_timer_rings_where_it_was_set_and_nobody_else_knows_of_it(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        await home.kitchen.says("set a timer for five seconds")
        assert (await home.office.says("how long is left on the timer")).reply == "There are no timers."
        await home.clock.sleep(6.0)
        assert home.kitchen.rung == ["Your timer is done."]
        assert not home.kitchen.session.floor.idle
        assert home.office.session.floor.idle
        await home.kitchen.says("stop")

    home = Home(tmp_path)
    home.live(script)
    assert home.office.rung == home.bedroom.rung == []


def test_so_does_one_that_was_set_before_a_restart(tmp_path: Path) -> None:
    async def sets(home: Home) -> None:
        await home.bedroom.says("set a timer for five seconds")

    async def waits(home: Home) -> None:
        await home.clock.sleep(30.0)

    Home(tmp_path).live(sets)
    home = Home(tmp_path)
    home.live(waits)
    assert home.bedroom.rung
    assert home.kitchen.rung == home.office.rung == []


def test_the_volume_is_that_of_the_room(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        home.kitchen.sink.volume = 70
        await home.kitchen.says("mute")
        await home.office.says("mute")
        assert (home.kitchen.sink.volume, home.office.sink.volume, home.bedroom.sink.volume) == (0, 0, 100)
        await home.kitchen.says("volume up")
        await home.bedroom.says("volume up")
        assert (home.kitchen.sink.volume, home.office.sink.volume, home.bedroom.sink.volume) == (70, 0, 100)

    Home(tmp_path).live(script)


def test_budgets_and_actions_are_those_of_the_turn(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        await asyncio.gather(home.kitchen.says("why is the sky blue"), home.office.says("what time is it"))

    home = Home(tmp_path, pieces=(1.5, "Scattering."))
    home.live(script)
    (slow,), (quick,) = home.kitchen.turns, home.office.turns
    assert slow.budget is not None
    assert quick.budget is not None
    assert [action["action"] for action in slow.actions] == ["acknowledge"]
    assert quick.actions == []
    assert (slow.budget["path"], quick.budget["path"]) == ("cloud", "device")


def test_a_cut_off_reply_cuts_off_no_other(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        replies = [asyncio.create_task(room.says("tell me a story")) for room in (home.kitchen, home.office)]
        await home.clock.sleep(6.0)
        home.kitchen.microphone.say("hey jarvis stop")
        await asyncio.wait(replies)

    home = Home(tmp_path, pieces=(LONG,))
    home.live(script)
    assert home.kitchen.turns[0].interrupted
    assert not home.office.turns[0].interrupted


class Unplugged(FakeMicrophone):
    """A microphone that fails after a second."""

    async def frames(self):  # type: ignore[no-untyped-def]
        async for frame in super().frames():
            if frame.time > 1.0:
                raise DeviceError("the microphone is gone", "Plug it in.")
            yield frame


def test_a_session_that_fails_or_is_cancelled_leaves_the_engines_and_the_others_as_they_are(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        failing = Room("attic", home.engines, Unplugged(home.clock, home.vocabulary))
        with pytest.raises(DeviceError):
            await failing.session.run()
        given_up = home.room("hall")
        running = asyncio.create_task(given_up.session.run())
        given_up.microphone.say("hey jarvis why is")
        await home.clock.sleep(1.0)
        assert given_up.session.floor.state == "listening"
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert (await home.office.says("why is the sky blue")).answered_by == "cloud"

    home = Home(tmp_path)
    home.live(script)
    assert home.engines.ears is not None
    recogniser = home.engines.ears.recogniser
    assert isinstance(recogniser, FakeRecogniser)
    assert all(hearing.closed for hearing in recogniser.hearings)
    assert not home.left_running


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        home.kitchen.microphone.say("hey jarvis tell me a story")
        await home.clock.sleep(4.0)

    before = threading.active_count()
    home = Home(tmp_path, pieces=(LONG,))
    home.live(script)
    assert not home.left_running
    assert threading.active_count() == before


def test_a_session_needs_ears(tmp_path: Path) -> None:
    clock = VirtualClock(start=NOON)
    bare = Engines(Config(state_dir=tmp_path), clock, print)
    with pytest.raises(AssertionError):
        Session(bare, FakeMicrophone(clock, Vocabulary()), Player(FakeVoice(), Recording(clock, 16_000), clock), print)
    assert isinstance(bare.ears, Ears | None)
