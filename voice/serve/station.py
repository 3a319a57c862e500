"""The station: all sessions of this process, on engines that are loaded once, and who may still come."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from typing import Any
from weakref import ref

from starlette.websockets import WebSocket, WebSocketDisconnect

from voice.clock import Clock, deadline
from voice.config import Config
from voice.engines import Engines
from voice.events import Joined, Left, Notify, TurnEnded
from voice.gateway.auth import Auth
from voice.gateway.refused import Refused
from voice.listen.muted import Muted
from voice.messages import FRAME_S, Sound, WakeHeard
from voice.mute import Mute
from voice.privacy.gate import Place
from voice.serve import cut_off
from voice.serve.announcements import Announcements
from voice.serve.cut_off import SOON_S, CutOff
from voice.serve.health import Heartbeat
from voice.serve.metrics import Metrics
from voice.serve.nearest import Nearest
from voice.serve.pairing import Pairing
from voice.serve.satellite import Satellite, farewell, greeted
from voice.serve.screen import Screen
from voice.serve.slots import Slots
from voice.session import Session

LOCAL = "microphone"
"""The name of the session with the microphone and the speaker of this machine."""

DRAIN_S = 8.0
"""How long replies in progress may take once told to stop; service managers wait 10 s and more."""

FAREWELL_S = 1.0
"""How long a satellite that is let go may take to read why."""

TOO_LARGE = 1009
"""The code of a connection that was closed because of a message longer than `LARGEST`."""

LOOK_S = 1.0
"""How often it is looked whether engines that are to be closed are still used."""

talking: "ContextVar[ref[Session] | None]" = ContextVar("talking", default=None)
"""The session whose work the current task does. It is not held: what is begun in its turn, such as a process of the recogniser,
keeps this context for as long as it lasts."""


class Station:
    """Lets satellites in, and runs a session for each."""

    def __init__(self, config: Config, clock: Clock, metrics: Metrics, notify: Notify) -> None:
        self.slots = Slots(config.serve.slots)
        self.state_dir = config.state_dir
        self.engines: Engines | None = None
        """None while they are loaded."""
        self.stopping = False
        self.sessions: dict[str, Session] = {}
        """By name: a satellite's, or `LOCAL`."""
        self._engines: dict[object, Engines] = {}
        """What each of them runs on, and whoever has borrowed some."""
        self.rooms: dict[str, Announcements] = {}
        """By name: what waits to be announced there."""
        self.satellites: dict[str, Satellite] = {}
        self.local = Heartbeat(clock)
        """Tells whether this machine's own microphone is alive."""
        self.metrics = metrics
        self.pairing = Pairing(clock)
        self._nearest = Nearest(clock)
        self._clock = clock
        self._notify = notify
        metrics.watch(self)

    def open(self, engines: Engines) -> None:
        """Use these engines for new sessions from now on."""
        engines.gate.left = _words_left
        self.engines = engines
        self.slots.count = engines.config.serve.slots
        self.metrics.know(engines.config.tiers)

    async def retire(self, engines: Engines) -> None:
        """Close engines for which there are others now, once nobody talks on them any more.

        A satellite is asked to come again, on the new ones, when its conversation is over and forgotten.
        """
        while engines in self._engines.values():
            for name, satellite in self.satellites.items():
                if self._engines[name] is engines and self.is_over(name):
                    satellite.end(CutOff("renewed", "There are new settings.", 0.0))
            await self._clock.sleep(LOOK_S)
        await engines.close()

    def is_over(self, name: str) -> bool:
        """Whether nothing is left of a session's conversation, and nothing is still to be announced there."""
        assert self.engines is not None
        session = self.sessions[name]
        held, now = session.conversation, self._clock.now()
        forgotten = held.last == math.inf or now - held.last > self.engines.config.conversation.forget_s
        return session.floor.idle and forgotten and not self.rooms[name]

    @property
    def talked_on(self) -> Engines | None:
        """The engines of the session whose work the current task does; those for new ones where it does no session's."""
        session = _who_talks()
        name = next((name for name, one in self.sessions.items() if one is session), None)
        return self._engines.get(name, self.engines)

    @property
    def closed(self) -> CutOff | None:
        """Why no satellite is let in now; None: one may come."""
        if self.stopping:
            return cut_off.stopping()
        if self.engines is None:
            return cut_off.starting()
        return None if self.slots.free else cut_off.full(self.slots.count)

    def refused(self) -> CutOff | None:
        """Why a satellite that comes now is not let in, counted; None: it may come."""
        if why := self.closed:
            self.metrics.cut_off(why.goodbye.why)
        return why

    def announce(self, what: str | Sound, to: list[str] | None, urgent: bool) -> list[str]:
        """Have something said or played in these rooms, or in all, once it is quiet there; their names. Raises Refused."""
        if to is not None and (unknown := [name for name in to if name not in self.rooms]):
            raise Refused(404, f"There is no {', '.join(unknown)} here, but {', '.join(self.rooms) or 'nobody'}.")
        if self.engines and not urgent and self.engines.config.do_not_disturb.holds(self._clock.today().astimezone()):
            raise Refused(409, "These are hours of do_not_disturb: what is urgent has to say so.")
        rooms = list(self.rooms) if to is None else list(dict.fromkeys(to))
        if busy := [name for name in rooms if self.rooms[name].full]:
            raise Refused(429, f"Too many announcements wait in {', '.join(busy)}.")
        for name in rooms:
            self.rooms[name].put(what)
        return rooms

    async def receive(self, socket: WebSocket, auth: Auth) -> None:
        """Talk with a satellite until it leaves, or is let go. `auth` judges its hello."""

        came = self._clock.now()

        async def talk() -> None:
            await self.talk(Satellite(socket, await greeted(socket, auth, self._clock), self._clock, came))

        await self.until_gone(talk, partial(farewell, socket))

    async def until_gone(self, talk: Callable[[], Awaitable[None]], farewell: Callable[[CutOff], Awaitable[None]]) -> None:
        """Talk until the other end leaves, or is let go with a farewell."""
        try:
            await talk()
        except CutOff as why:
            self.metrics.cut_off(why.goodbye.why)
            with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
                async with deadline(self._clock, FAREWELL_S):
                    await farewell(why)
        except WebSocketDisconnect as left:
            if left.code == TOO_LARGE:
                self.metrics.cut_off("flood")

    async def talk(self, satellite: Satellite, *beside: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a session for a satellite, and what is to run beside it, as long as it is here.

        Raises CutOff and WebSocketDisconnect, when it is gone.
        """
        hello = satellite.hello
        await self._make_room(satellite)
        with self.slots.lease() as leased:
            if self.stopping or self.engines is None or not leased:
                raise self.closed or cut_off.full(self.slots.count)
            session = self._session(satellite)
            why_left = "it left"
            screen = self._screen(satellite, session) if hello.screen else None
            with self.present(hello.name, session, self.engines) as announcing:
                self.satellites[hello.name] = satellite
                self._notify(Joined(hello.name))
                try:
                    shown = [screen.watch(), screen.work()] if screen else []
                    await satellite.serve(session, announcing, *shown, *(part() for part in beside))
                except CutOff as why:
                    why_left = str(why)
                    raise
                finally:
                    del self.satellites[hello.name]
                    self._notify(Left(hello.name, why_left))

    def _screen(self, satellite: Satellite, session: Session) -> Screen:
        assert self.engines is not None
        outbox, tell_floor, id = satellite.outbox, satellite.tell_floor, satellite.hello.id
        satellite.screen = Screen(session, self.engines, outbox, self._clock, tell_floor, id)
        return satellite.screen

    async def _make_room(self, satellite: Satellite) -> None:
        """End the older connection of a satellite that has come again. Raises CutOff where another has its name.

        Who came first is not who is heard first: the hello of a connection that is given up may have been held up.
        """
        name, replaced = satellite.hello.name, CutOff("replaced", "The satellite has come back on another connection.")
        try:
            async with deadline(self._clock, DRAIN_S):
                while name in self.sessions:
                    there = self.satellites.get(name)
                    if there is None or there.hello.id != satellite.hello.id:
                        raise CutOff("name", "This name is taken: give the satellite one of its own with --name.")
                    if there.came > satellite.came:
                        raise replaced
                    there.end(replaced)
                    await self._clock.sleep(FRAME_S)
        except TimeoutError:
            raise CutOff("replaced", "Its older connection has not ended yet.", SOON_S) from None

    def _session(self, satellite: Satellite) -> Session:
        engines = self.engines
        assert engines is not None
        player = engines.player(lambda rate: satellite.sink(rate, engines.config.speak.volume))
        session = Session(
            engines,
            Muted(satellite.heartbeat.of(satellite.microphone), Mute(engines.config.state_dir, self._clock)),
            player,
            self.told(satellite.notify),
            name=satellite.name,
            place=satellite.place,
            needs_wake=satellite.needs_wake,
            hears_itself=satellite.hello.hears_itself,
        )
        satellite.begun(session, engines)
        return session

    def told(self, also: Notify) -> Notify:
        """Make what a session tells its events to: everybody who watches, and `also`."""

        def notify(event: Any) -> None:
            if isinstance(event, TurnEnded):
                self.metrics.turn(event.trace)
            self._notify(event)
            also(event)
            if isinstance(event, WakeHeard) and (session := _who_talks()):
                self._nearest.heard(session, event)

        return notify

    @contextmanager
    def present(self, name: str, session: Session, engines: Engines) -> Iterator[Coroutine[Any, Any, None]]:
        """Count a session as one that runs, until the block is left; what is to run beside it makes its announcements."""
        room = Announcements()
        self.sessions[name], self.rooms[name], self._engines[name] = session, room, engines
        talking.set(ref(session))
        announcing = room.say(session, self._notify)
        try:
            yield announcing
        finally:
            announcing.close()
            room.lost(session, self._notify)
            del self.sessions[name], self.rooms[name], self._engines[name]

    @contextmanager
    def borrowed(self) -> Iterator[Engines]:
        """Lend the engines for one request, without a session; they are not closed meanwhile. Raises CutOff."""
        if self.stopping or self.engines is None:
            raise cut_off.stopping() if self.stopping else cut_off.starting()
        borrower = object()
        self._engines[borrower] = self.engines
        try:
            yield self._engines[borrower]
        finally:
            del self._engines[borrower]

    async def drain(self) -> None:
        """Let nobody in any more, let each session finish what it says, and say goodbye."""
        self.stopping = True
        async with asyncio.TaskGroup() as tasks:
            for name, session in self.sessions.items():
                tasks.create_task(self._drain(session, self.satellites.get(name)))

    async def _drain(self, session: Session, satellite: Satellite | None) -> None:
        with suppress(TimeoutError):
            async with deadline(self._clock, DRAIN_S):
                await session.floor.quiet()
        if satellite:
            satellite.end(cut_off.stopping())


def _who_talks() -> Session | None:
    """The session whose work the current task does, if it still runs."""
    return held() if (held := talking.get()) else None


def _words_left(place: Place) -> None:
    """Tell whoever asked that words leave the house."""
    if session := _who_talks():
        session.signals.words_left(place.name)
