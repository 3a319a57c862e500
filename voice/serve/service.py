"""The service: loads the engines, listens here and to satellites, takes new settings, and ends in good order."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from voice import garbage
from voice.clock import WallClock
from voice.config import Config
from voice.engines import Engines
from voice.errors import VoiceError
from voice.events import Notify, TurnEnded, Warned
from voice.fleet.rounds import Rounds
from voice.gateway import serve
from voice.gateway.auth import Auth
from voice.listen import Source
from voice.models.watch import LOOK_S as MODELS_S
from voice.models.watch import Watch
from voice.serve import app
from voice.serve.connection import LIMITS, SatelliteConnection
from voice.serve.metrics import Metrics
from voice.serve.station import LOCAL, LOOK_S, Station
from voice.serve.wyoming import door as wyoming
from voice.session import Session

Here = Callable[[Engines, Notify, Callable[[Source], Source]], Session]
"""Makes the session of this machine's own microphone and speaker, whose microphone is looked on by the last of the three."""


class Service:
    """One assistant for many rooms. `run` it once."""

    def __init__(
        self, read: Callable[[], Config], auth: Auth, notify: Notify, here: Here | None, tls: ssl.SSLContext | None = None
    ) -> None:
        """`read` reads the settings; `here`: None where nobody is listened to on this machine; `tls`: shows the certificate,
        where there is one. Raises VoiceError."""
        self._read = read
        self._notify = notify
        self._fleet = Rounds(lambda: self.station.engines, WallClock(), self._warn, self.renew)
        self.config = self._fleet.started(read)
        self._here = here
        self._watch = Watch(self.config, self._warn)
        self._watches: WeakKeyDictionary[Engines, Watch] = WeakKeyDictionary()
        """What judges the models by the turns on these engines, of which there may be older ones."""
        self.station = Station(self.config, WallClock(), Metrics(self.config.budget), self._told)
        self._server = serve.Server(app.create(self.station, auth), SatelliteConnection, tls, **LIMITS)
        self._stop, self._renew = asyncio.Event(), asyncio.Event()

    def stop(self) -> None:
        """Let nobody in any more, finish what is being said, say goodbye; `run` then returns."""
        self._stop.set()

    def renew(self) -> None:
        """Read the settings again, and load what they name: for new sessions, and for old ones between conversations."""
        self._renew.set()

    async def run(self, listening: Any, ready: Callable[[], None]) -> None:
        """Serve on a socket until told to stop. `ready` is called once the engines are loaded. Raises VoiceError."""
        doors = AsyncExitStack()
        await doors.enter_async_context(wyoming.opened(self.station, self.config, self._warn))
        parts = [asyncio.create_task(part) for part in (self._server.serve([listening]), self._work(ready), self._stop.wait())]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            await self.station.drain()
        finally:
            await doors.aclose()
            self._server.stop()
            for part in parts[1:]:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            for watch in {self._watch, *self._watches.values()}:
                await watch.settled()
        for part in parts:
            if not part.cancelled():
                part.result()

    async def _work(self, ready: Callable[[], None]) -> None:
        """Load the engines and listen here; close what was loaded in the end. Raises VoiceError."""
        try:
            await self._open(self.config)
            garbage.look_often()
            ready()
            async with asyncio.TaskGroup() as tasks:
                if self._here:
                    tasks.create_task(self._listen_here(self._here))
                tasks.create_task(self._fleet.run())
                while True:
                    await self._outdated()
                    if retired := await self._renewed():
                        tasks.create_task(retired)
        finally:
            if self.station.engines:
                await self.station.engines.close()

    async def _retired(self, older: list[Engines]) -> None:
        """Close engines once nobody talks on them any more, and let go of them."""
        await self.station.retire(older.pop())
        garbage.look_often()

    async def _open(self, config: Config) -> None:
        """Load engines, and use them from now on. Raises VoiceError."""
        engines = await self._watch.loaded(partial(self._loaded, config))
        self._watches[engines] = self._watch
        self.station.open(engines)

    async def _loaded(self, config: Config) -> Engines:
        engines = Engines(config, WallClock(), self._warn)
        await engines.load(ears=True, voice=True)
        return engines

    async def _renewed(self) -> Coroutine[Any, Any, None] | None:
        """Load engines under the settings as they are now; what closes those before, None where it cannot be done."""
        older, watch = [self.station.engines] if self.station.engines else [], self._watch
        try:
            config = self._read()
            self._watch = Watch(config, self._warn)
            await self._open(config)
        except VoiceError as error:
            self._watch = watch
            self._warn(f"the settings stay as they were: {error}")
            await self._fleet.unloaded(self.config, str(error))
            return None
        self._warn("there are new settings: conversations that begin now have them")
        return self._retired(older)

    async def _outdated(self) -> None:
        """Return once settings are to be read again, or a model was pulled or rolled back, also behind a failure."""
        while not (self._renew.is_set() or self._watch.has_changed()):
            with suppress(TimeoutError):
                async with asyncio.timeout(MODELS_S):
                    await self._renew.wait()
        self._renew.clear()

    async def _listen_here(self, here: Here) -> None:
        """Run the session of this machine; on other engines, once there are some, as soon as its conversation is over."""
        try:
            while (engines := self.station.engines) is not None:
                session = here(engines, self.station.told(lambda event: None), self.station.local.of)
                with self.station.present(LOCAL, session, engines) as announcing:
                    await self._until_renewed(session, engines, announcing)
        except VoiceError as error:
            self._warn(f"this machine's own microphone is given up: {error}")

    async def _until_renewed(self, session: Session, engines: Engines, announcing: Any) -> None:
        running, beside = asyncio.create_task(session.run()), asyncio.create_task(announcing)
        try:
            while not running.done() and not (self.station.engines is not engines and self.station.is_over(LOCAL)):
                await asyncio.wait({running}, timeout=LOOK_S)
        finally:
            for task in (running, beside):
                task.cancel()
            await asyncio.gather(running, beside, return_exceptions=True)
        if not running.cancelled():
            running.result()

    def _told(self, event: Any) -> None:
        self._notify(event)
        if isinstance(event, TurnEnded) and (engines := self.station.talked_on):
            self._watches[engines].note(event.trace)

    def _warn(self, text: str) -> None:
        self._notify(Warned(text))
