"""The satellite's side: sends what a microphone hears to a server, and plays what comes back."""

import asyncio
import random
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import numpy as np
import wsproto
from httpx2.websockets import AsyncWebSocketSession, HTTPXWSException
from pydantic import SecretStr
from wsproto.utilities import ProtocolError

from voice.clock import Clock
from voice.errors import DeviceError, UsageError
from voice.listen import Source
from voice.messages import SAMPLE_RATE, Frame
from voice.privacy.gate import EgressGate, GatedClient, Place
from voice.serve.codecs import reader, writer
from voice.serve.protocol import (
    ENDPOINT,
    LARGEST,
    PROTOCOL,
    Codec,
    Duck,
    Echo,
    Goodbye,
    Hello,
    Muted,
    Played,
    Stop,
    Told,
    Volume,
    Welcome,
    to_satellite,
)
from voice.serve.refusals import TOKEN, LostError, RefusedError, explained, of_goodbye
from voice.sink import Sink

__all__ = ["TOKEN", "LostError", "RefusedError", "Satellite", "Server", "address"]

CONNECT_S = 5.0
"""How long a server may take to take the connection, and to say welcome."""

FIRST_S, LONGEST_S = 0.5, 30.0
"""Pauses before the next try: twice as long each time, and a little different at each satellite."""

REASON_S = 0.5
"""How long a connection that takes no more sound is still read: it may tell why it ends."""

BLOCK = 3
"""Frames that are sent together, as a microphone gives them."""

FULL = "The assistant has no room for another microphone now. I'll try again until it has."
"""What is said aloud where a satellite finds all slots taken: nobody may be looking at a screen."""

Ends = Callable[[int], tuple[Source, Sink]]
"""Makes the microphone and the speaker of one connection, for the rate of the sound that comes, Hz."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server is, and what it has to be told."""

    url: str
    """http or https, without a path."""
    name: str
    id: str
    token: SecretStr | None = None
    hears_itself: bool = True
    codec: Codec = "pcm"
    trusts: ssl.SSLContext | None = None
    """The certificates that its own is checked against; None: those of this system."""


def address(given: str) -> str:
    """Make the server's address of what was typed: "kiosk:8378" or "ws://kiosk:8378". Raises UsageError."""
    scheme, there, rest = given.partition("://")
    url = f"{ {'ws': 'http', 'wss': 'https'}.get(scheme, scheme)}://{rest}" if there else f"http://{given}"
    try:
        parts = urlsplit(url)
        named = parts.scheme in ("http", "https") and re.fullmatch(r"[\w.:%-]+", parts.hostname or "")
        fits = named and parts.path in ("", "/", ENDPOINT) and not parts.query
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        fits, port = False, ""
    if not fits or parts.username:
        raise UsageError(f"{given!r} is no address of a server", "Give what `voice serve` shows, such as http://kiosk:8378.")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"


class Satellite:
    """A microphone and a speaker here, for an assistant elsewhere."""

    def __init__(self, server: Server, gate: EgressGate, ends: Ends, notify: Callable[[Told], None]) -> None:
        """`notify` is told of what comes from the server."""
        self._server = server
        self._gate = gate
        self._clock: Clock = gate.clock
        self._ends = ends
        self._notify = notify
        self.welcomed = False
        """Whether the server has let it in since the last try began."""

    async def talk(self, over: Callable[[Source], bool] = lambda source: False) -> None:
        """Connect, and talk until `over`. Raises VoiceError: RefusedError, LostError, or what the microphone raises."""
        self.welcomed = False
        try:
            async with self._connected() as socket:
                await _Call(socket, self._clock, self._notify).hold(await self._enter(socket), self._ends, over)
        except (BaseExceptionGroup, httpx2.HTTPError, HTTPXWSException, TimeoutError, OSError) as error:
            raise explained(error, self.welcomed) from None

    async def come_in(self, over: Callable[[Source], bool], warn: Callable[[str], None]) -> None:
        """Like `talk`, but wait for a server that still loads its models; `warn` hears of that once."""
        told = False
        while True:
            try:
                return await self.talk(over)
            except RefusedError as refused:
                if refused.kind != "starting":
                    raise
                if not told:
                    told = True
                    warn(f"{refused} Waiting until it is.")
                await self._clock.sleep(refused.again_s or FIRST_S)

    async def stay(self, warn: Callable[[str], None], say: Callable[[str], Awaitable[None]]) -> None:
        """Talk, and connect again whenever the connection is lost, as long as that may help. Raises RefusedError, DeviceError.

        `warn` hears once of each thing that keeps it out; `say` says aloud what nobody would see.
        """
        pause_s, told = FIRST_S, ""
        while True:
            full, again_s = False, None
            try:
                await self.talk()
            except LostError as lost:
                why = f"{lost} {lost.remedy}".rstrip()
            except RefusedError as refused:
                if refused.again_s is None:
                    raise
                again_s, why, full = refused.again_s, str(refused), refused.kind == "full"
            if self.welcomed:
                pause_s, told = FIRST_S, ""
            wait_s = (again_s or pause_s) * random.uniform(1.0, 1.5)
            pause_s = min(2 * pause_s, LONGEST_S)
            if why != told:
                told = why
                warn(f"{why} Trying again.")
                if full:
                    await say(FULL)
            await self._clock.sleep(wait_s)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncWebSocketSession]:
        place = GatedClient(self._gate, Place("server", self._server.url, trusted=True, trusts=self._server.trusts))
        token = self._server.token
        headers = {"authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        async with (
            place.http(timeout=httpx2.Timeout(CONNECT_S, read=None)) as client,
            client.websocket(f"{self._server.url}{ENDPOINT}", max_message_size_bytes=LARGEST, headers=headers) as socket,
        ):
            yield socket

    async def _enter(self, socket: AsyncWebSocketSession) -> Welcome:
        server = self._server
        hello = Hello(protocol=PROTOCOL, name=server.name, id=server.id, hears_itself=server.hears_itself, codec=server.codec)
        await socket.send_text(hello.written())
        said = _message(await socket.receive(CONNECT_S))
        if isinstance(said, Goodbye):
            raise of_goodbye(said)
        if not isinstance(said, Welcome):
            raise RefusedError("What answers there is no `voice serve`.", None)
        self.welcomed = True
        self._notify(said)
        return said


class _Call:
    """One connection, from the welcome to the goodbye."""

    def __init__(self, socket: AsyncWebSocketSession, clock: Clock, notify: Callable[[Told], None]) -> None:
        self._socket = socket
        self._clock = clock
        self._notify = notify
        self._samples = 0
        """All that came to be played."""
        self._came = asyncio.Event()

    async def hold(self, welcome: Welcome, ends: Ends, over: Callable[[Source], bool]) -> None:
        source, sink = ends(welcome.rate)
        self._writer, self._reader = writer(welcome.codec, SAMPLE_RATE), reader(welcome.codec, welcome.rate)
        try:
            async with asyncio.TaskGroup() as tasks:
                beside = [tasks.create_task(self._listen(sink)), tasks.create_task(self._report(sink))]
                await self._speak(source, over)
                for task in beside:
                    task.cancel()
        finally:
            sink.close()

    async def _speak(self, source: Source, over: Callable[[Source], bool]) -> None:
        """Send what the microphone hears."""
        muted, echo_db = False, float("-inf")
        held: list[Frame] = []
        async with aclosing(source.frames()) as frames:
            async for frame in frames:
                if (frame.muted, _rounded(frame)) != (muted, echo_db):
                    await self._send(held)
                    await self._tell_changes(frame, muted, echo_db)
                    muted, echo_db, held = frame.muted, _rounded(frame), []
                held.append(frame)
                if len(held) == BLOCK:
                    await self._send(held)
                    held = []
                if over(source):
                    return

    async def _tell_changes(self, frame: Frame, muted: bool, echo_db: float) -> None:
        if frame.muted != muted:
            await self._put(Muted(on=frame.muted).written())
        if (db := _rounded(frame)) != echo_db:
            await self._put(Echo(db=None if db == float("-inf") else db).written())

    async def _send(self, frames: list[Frame]) -> None:
        if frames:
            for message, _ in self._writer.write(np.concatenate([frame.samples for frame in frames])):
                await self._put(message)

    async def _put(self, message: str | bytes) -> None:
        try:
            await (self._socket.send_text(message) if isinstance(message, str) else self._socket.send_bytes(message))
        except (HTTPXWSException, ProtocolError):
            await self._clock.sleep(REASON_S)
            raise

    async def _listen(self, sink: Sink) -> None:
        """Do what the server says, and play what it sends. Raises RefusedError at its goodbye."""
        while True:
            came = await self._socket.receive()
            if isinstance(came, wsproto.events.BytesMessage):
                with suppress(DeviceError, ValueError):  # of the first the speaker tells; what is no sound is not played
                    sound = self._reader.read(bytes(came.data))
                    self._samples += len(sound)
                    sink.write(sound)
                self._came.set()
            elif said := _message(came):
                self._heed(said, sink)
                self._notify(said)

    def _heed(self, said: Told, sink: Sink) -> None:
        match said:
            case Stop():
                sink.stop()
            case Duck(on=on):
                sink.duck(on)
            case Volume(percent=percent):
                sink.volume = percent
            case Goodbye():
                self._notify(said)
                raise of_goodbye(said)

    async def _report(self, sink: Sink) -> None:
        """Tell the server whenever all that came was heard."""
        while True:
            await self._came.wait()
            self._came.clear()
            with suppress(DeviceError):
                await sink.drain()
            if not self._came.is_set():
                await self._put(Played(samples=self._samples).written())


def _rounded(frame: Frame) -> float:
    """The level of what may be left of an echo in whole dB, so that it is not told at every frame; never below what it is."""
    return frame.echo_db if frame.echo_db == float("-inf") else float(min(0.0, np.ceil(max(frame.echo_db, -200.0))))


def _message(came: Any) -> Told | None:
    return to_satellite(came.data) if isinstance(came, wsproto.events.TextMessage) else None
