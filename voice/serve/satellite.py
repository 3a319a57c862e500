"""One satellite, as the server sees it: a connection, and the session that runs for it.

    hello ─▶ a slot, a session ─▶ sound and messages both ways ─▶ goodbye

Whatever ends first, the connection or the session, ends the other, and nothing is left running.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from voice.clock import Clock, deadline
from voice.engines import Engines
from voice.errors import VoiceError
from voice.events import TurnEnded
from voice.gateway.auth import Auth
from voice.serve import telling
from voice.serve.codecs import writer
from voice.serve.cut_off import SOON_S, CutOff
from voice.serve.far_microphone import FarMicrophone
from voice.serve.far_speaker import FarSpeaker
from voice.serve.health import Heartbeat
from voice.serve.outbox import Outbox, slow
from voice.serve.protocol import PROTOCOL, Echo, Floor, Hello, Muted, Played, Told, Welcome, from_satellite
from voice.serve.screen import Screen
from voice.session import Session

HELLO_S = 5.0
"""How long a satellite may take to say hello."""

WRONG_S = 1.0
"""How long one with a wrong token waits to hear so: it holds a connection meanwhile, of which each address has few."""

READ_S = 10.0
"""How long it may take to read one message."""

MESSAGES = 400
"""Messages that are no sound which may come at once; one in ten milliseconds is let through for good."""

CLOSED = 1000
POLICY = 1008
"""The codes that a connection is closed with; `goodbye` says why."""


async def greeted(socket: WebSocket, auth: Auth, clock: Clock) -> Hello:
    """Wait for the satellite to say who it is. Raises CutOff. `auth` judges its token."""
    try:
        async with deadline(clock, HELLO_S):
            said = await socket.receive()
    except TimeoutError:
        raise CutOff("hello", f"No hello within {HELLO_S:.0f} s.", SOON_S) from None
    if said["type"] != "websocket.receive":
        raise WebSocketDisconnect(said.get("code", 1005))
    hello = from_satellite(said.get("text") or "")
    if not isinstance(hello, Hello):
        raise CutOff("hello", "The first message is not a hello as the protocol describes it.")
    if hello.protocol != PROTOCOL:
        raise CutOff("protocol", f"Protocol {PROTOCOL} is spoken here: update the older of the two.")
    if not auth.is_key(hello.token or ""):
        await clock.sleep(WRONG_S)
        raise CutOff("token", "The token is missing or wrong.")
    return hello


class Satellite:
    """A satellite that has said hello."""

    needs_wake = True
    """It is spoken to with the wake word."""

    def __init__(self, socket: WebSocket, hello: Hello, clock: Clock, came: float) -> None:
        """`came`: when it connected, in seconds of the clock."""
        self.hello = hello
        self.came = came
        self.name = hello.name
        self.place: str | None = hello.name
        """The place where its timers ring; None: nothing rings there."""
        self.microphone = FarMicrophone(clock, hello.codec)
        self.heartbeat = Heartbeat(clock)
        self.outbox = Outbox()
        self.session: Session | None = None
        self.speaker: FarSpeaker | None = None
        self.screen: Screen | None = None
        """None for one without."""
        self.ending: CutOff | None = None
        """Why it is let go, if others decided that."""
        self._socket = socket
        self._clock = clock
        self._floor = ""
        self._may, self._since = float(MESSAGES), clock.now()
        self._over = asyncio.Event()

    def sink(self, rate: int, volume: int) -> FarSpeaker:
        """Its speaker, for a session that is made for it."""
        self.outbox.writer = writer(self.hello.codec, rate)
        self.speaker = FarSpeaker(self._clock, rate, self.outbox, volume)
        return self.speaker

    def begun(self, session: Session, engines: Engines) -> None:
        """Welcome it to the session that was made for it."""
        assert self.speaker is not None
        phrases = tuple(phrase.replace("_", " ") for phrase in engines.config.wake.said)
        rate, codec, config = self.outbox.writer.rate, self.hello.codec, engines.config
        keeps = "nothing" if not config.history.keep else "words" if config.keep_words else "figures"
        self.outbox.tell(Welcome(rate=rate, codec=codec, phrases=phrases, voice=engines.budget.voice, keeps=keeps))
        self.speaker.tell_volume()

    def end(self, why: CutOff) -> None:
        """Let it go."""
        self.ending = self.ending or why
        self._over.set()

    def notify(self, event: Any) -> None:
        """Tell the satellite what happens in its session."""
        if told := telling.message(event):
            self.outbox.tell(told)
        if self.screen:
            self.screen.notify(event)
        if isinstance(event, TurnEnded):
            self.tell_floor()

    def tell_floor(self) -> None:
        if self.session and self.session.floor.state != self._floor:
            self._floor = self.session.floor.state
            self.outbox.tell(Floor(state=self.session.floor.state))

    async def serve(self, session: Session, *beside: Coroutine[Any, Any, None]) -> None:
        """Run its session, and what is to run beside it, until either side is gone.

        Raises CutOff where it is let go, WebSocketDisconnect where it left.
        """
        self.session = session
        parts = [
            asyncio.create_task(part, name=f"satellite {self.name}")
            for part in (self._run(session), self._receive(), self._send(), self._ended(), *beside)
        ]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
        for part in sorted(done, key=parts.index):
            part.result()

    async def _run(self, session: Session) -> None:
        try:
            await session.run()
        except VoiceError as error:
            raise CutOff("failed", str(error), SOON_S) from None
        except Exception as error:  # its name alone: the text may hold words
            raise CutOff("failed", f"Its session failed: {_name(error)}.", SOON_S) from None

    async def _ended(self) -> None:
        await self._over.wait()
        assert self.ending is not None
        raise self.ending

    async def _receive(self) -> None:
        while True:
            said = await self._socket.receive()
            if said["type"] != "websocket.receive":
                raise WebSocketDisconnect(said.get("code", 1005))
            if (sound := said.get("bytes")) is not None:
                self.microphone.feed(sound)
                self.tell_floor()
            else:
                await self._heed(from_satellite(said.get("text") or ""))

    async def _heed(self, message: Told | None) -> None:
        """Do what a message says. Raises CutOff."""
        now = self._clock.now()
        self._may, self._since = min(MESSAGES, self._may + 100 * (now - self._since)) - 1, now
        if self._may < 0:
            raise CutOff("flood", "More messages than a satellite has to send.", SOON_S)
        match message:
            case Echo(db=db):
                self.microphone.echo_db = float("-inf") if db is None else db
            case Muted(on=on):
                self.microphone.muted = on
            case Played(samples=samples):
                assert self.speaker is not None
                self.speaker.heard(samples)
            case Told() if self.screen and await self.screen.heed(message):
                pass
            case _:
                raise CutOff("nonsense", "What is said is no message of the protocol, or not one that comes here.")

    async def _send(self) -> None:
        while True:
            message = await self.outbox.take()
            if self.outbox.overflows:
                raise slow()
            try:
                async with deadline(self._clock, READ_S):
                    await self._sent(message)
            except TimeoutError:
                raise slow() from None

    async def _sent(self, message: str | bytes) -> None:
        await (self._socket.send_text(message) if isinstance(message, str) else self._socket.send_bytes(message))


def _name(error: BaseException) -> str:
    """The name of an error, or of the first of several that were raised together."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__


async def farewell(socket: WebSocket, why: CutOff) -> None:
    """Tell a satellite why the connection is closed, and close it."""
    await socket.send_text(why.goodbye.written())
    await socket.close(CLOSED if why.goodbye.retry_after_s is not None else POLICY)
