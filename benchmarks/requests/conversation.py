"""Has a request answered by the product, as `voice ask` does, and looks at what is otherwise afterwards."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.requests import Request
from benchmarks.requests.house import AREAS, HOUSE, Device, House
from voice.clock import AudioClock
from voice.config import Config
from voice.conversation import Conversation
from voice.engines import Engines
from voice.messages import Transcript
from voice.skills import Context
from voice.skills.timing.store import Store
from voice.turn import Turn

LISTS = ("what's on my shopping list", "what's on my to do list")
VOLUME = 50

Set = tuple[str, datetime, str]
"""A timer, an alarm or a reminder: its kind, when it rings, its words."""


@dataclass(frozen=True, slots=True)
class World:
    """All that a request can change."""

    entries: tuple[Set, ...]
    house: dict[str, Device]
    volume: int
    lists: tuple[str, ...]
    """What is said to be on them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    now: datetime
    before: World
    after: World
    reply: str
    by_skill: bool
    """False: it is a question for a language model."""
    checked: str
    """The reply to the question that was asked afterwards."""
    again: tuple[datetime, ...]
    """When what was set rings after each time that it rang."""


class Speaker:
    """What a request can turn up or down."""

    def __init__(self, volume: int) -> None:
        self.volume = volume


class _Home:
    """The product in its house, for one request."""

    def __init__(self, engines: Engines, clock: AudioClock, house: House, volume: int) -> None:
        self._engines, self._clock, self._house = engines, clock, house
        self._store = Store(engines.config.state_dir)
        self._speaker = Speaker(volume)

    def conversation(self) -> Callable[[str], Awaitable[tuple[str, bool]]]:
        """Begin one. What is returned makes a request in it, and gives the reply and whether a skill gave it."""
        held = Conversation(lambda event: None, None, Context(will_ring=True, volume=self._speaker))

        async def ask(text: str) -> tuple[str, bool]:
            turn = Turn(self._engines, held, "typed")
            route = turn.draft(Transcript(text, 1.0, True, "typed"))
            await turn.speak()
            return turn.trace.reply, route.skill is not None

        return ask

    async def world(self) -> World:
        ask = self.conversation()
        lists = tuple([(await ask(text))[0] for text in LISTS])
        entries = tuple((one.kind, one.due, one.text) for one in self._store.entries())
        return World(entries, deepcopy(self._house.devices), self._speaker.volume, lists)

    async def rung(self, times: int) -> tuple[datetime, ...]:
        """Let what comes next ring, so many times; give when it is due after each."""
        found = []
        for _ in range(times):
            if not (entries := self._store.entries()):
                break
            await self._clock.step((entries[0].due - self._clock.today()).total_seconds())
            rings = self._engines.skills.rings()
            await anext(rings)
            waiting = asyncio.ensure_future(anext(rings))  # the ring is over once the next one is asked for
            await asyncio.sleep(0)
            found += [one.due for one in self._store.entries()[:1]]
            waiting.cancel()
            await asyncio.wait([waiting])
        return tuple(found)


async def had(request: Request, house: House, url: str) -> Outcome:
    """Make a request in a house and a state of its own."""
    told = request.told
    house.set(told.get("house"))
    clock = AudioClock(None, datetime.fromisoformat(told.get("now", HOUSE["now"])).astimezone())
    async with engines_in(clock, url) as engines:
        home = _Home(engines, clock, house, told.get("start", VOLUME))
        ask = home.conversation()
        for text in told.get("before", ()):
            await ask(text)
        await clock.step(told.get("later", 0.0))
        before, now = await home.world(), clock.today()
        reply, by_skill = await ask(request.text)
        after = await home.world()
        again = await home.rung(len(told.get("again", ())))
        check = told.get("check") or told.get("or", {}).get("check") or {}
        await clock.step(check.get("later", 0.0))
        checked = (await home.conversation()(check["say"]))[0] if check else ""
        return Outcome(now, before, after, reply, by_skill, checked, again)


@asynccontextmanager
async def engines_in(clock: AudioClock, url: str) -> AsyncIterator[Engines]:
    with TemporaryDirectory() as folder:
        rooms = [names[0].lower() for names in AREAS.values()]
        settings = Config.model_validate({"state_dir": Path(folder), "home": {"url": url}, "skills": {"rooms": rooms}})
        engines = Engines(settings, clock, lambda warning: None)
        await engines.load()
        try:
            yield engines
        finally:
            await engines.close()
