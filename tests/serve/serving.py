"""A station on a real socket of this machine, with engines that are fakes, beside the test in one loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
from httpx2.websockets import AsyncWebSocketSession
from pydantic import SecretStr

from tests.house import engines
from voice.answer.cache import AnswerCache
from voice.answer.tier_pool import TierPool
from voice.clock import WallClock
from voice.config import Config
from voice.engines import Engines
from voice.gateway import serve
from voice.gateway.auth import Auth
from voice.listen.scripted import Scripted
from voice.messages import FRAME_SAMPLES
from voice.privacy.gate import EgressGate
from voice.serve import app
from voice.serve.client import Satellite, Server
from voice.serve.connection import LIMITS, SatelliteConnection
from voice.serve.metrics import Metrics
from voice.serve.station import Station
from voice.testing import Vocabulary

TIME = "what time is it"


@dataclass
class Served:
    """A running station."""

    url: str
    station: Station
    vocabulary: Vocabulary
    events: list[Any]
    server: serve.Server

    def client(self, **options: Any) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url=self.url, timeout=60, **options)

    def connect(self, **options: Any) -> Any:
        """A connection of a program that is not ours."""
        return httpx2.AsyncClient(timeout=60).websocket(f"{self.url}/satellite", **options)

    def satellite(
        self, name: str, ends: Callable[[int], Any], told: list[Any], token: str | None = None, trusts: Any = None
    ) -> Satellite:
        """One of ours."""
        gate = EgressGate.of(Config(state_dir=self.station.state_dir), WallClock())
        server = Server(self.url, name, name, SecretStr(token) if token else None, trusts=trusts)
        return Satellite(server, gate, ends, told.append)

    async def raw(self, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        return reader, writer

    async def upgraded(self, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A WebSocket of which every byte is chosen."""
        reader, writer = await self.raw(UPGRADE)
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        writer.write(sent)
        return reader, writer


UPGRADE = (
    b"GET /satellite HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def masked(payload: bytes, opcode: int = 2, final: bool = True) -> bytes:
    """A frame as a client sends it, under a mask of zeros."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2) if size < 1 << 16 else None
    length = length or bytes([0x80 | 127]) + size.to_bytes(8)
    return bytes([opcode | (0x80 if final else 0)]) + length + bytes(4) + payload


HELLO = '{"type": "hello", "protocol": 1, "name": "raw", "id": "raw"}'


async def said_hello(socket: AsyncWebSocketSession, name: str = "raw") -> None:
    await socket.send_text(HELLO.replace("raw", name))
    assert '"welcome"' in await socket.receive_text()


@dataclass
class Ends:
    """A microphone that says what it is told to, in real time, and a speaker that remembers."""

    served: Served

    def __post_init__(self) -> None:
        from voice.listen.recording import Recording

        clock = WallClock()
        self.microphone = Scripted(clock)
        self._voice = np.random.default_rng()
        self.speaker = Recording(clock, 16_000)

    def __call__(self, rate: int) -> Any:
        assert rate == 16_000
        return self.microphone, self.speaker

    def say(self, text: str) -> None:
        for word in text.split():
            noise = self._voice.random(15 * FRAME_SAMPLES) < 0.5  # no two voices sound alike
            self.microphone.say((self.served.vocabulary.number(word) * noise).astype(np.int16))


@asynccontextmanager
async def serving(
    folder: Path, made: Engines, vocabulary: Vocabulary, key: str | None = None, port: int = 0, tls: Any = None
) -> AsyncIterator[Served]:
    events: list[Any] = []
    station = Station(made.config, WallClock(), Metrics(made.config.budget), events.append)
    station.open(made)
    server = serve.Server(app.create(station, Auth(SecretStr(key) if key else None)), SatelliteConnection, tls, **LIMITS)
    listening = serve.listen("127.0.0.1", port)
    running = asyncio.create_task(server.serve([listening]))
    try:
        yield Served(serve.address_of(listening, "", "https" if tls else "http"), station, vocabulary, events, server)
    finally:
        await station.drain()
        server.stop()
        await running
        listening.close()
        assert not station.sessions
        assert not station.slots.leased


def run(
    folder: Path,
    script: Callable[[Served], Awaitable[None]],
    *,
    key: str | None = None,
    tls: Any = None,
    **settings: Any,
) -> None:
    """Run a script against a station; everything that it began has then ended."""
    vocabulary = Vocabulary()
    made = engines(Config(state_dir=folder, **settings), WallClock(), vocabulary, TIME)  # type: ignore[arg-type]
    made.pool = TierPool({}, WallClock(), AnswerCache(WallClock(), 0.0))

    async def all_of_it() -> None:
        before = asyncio.all_tasks()
        async with serving(folder, made, vocabulary, key, tls=tls) as served:
            await script(served)
        await made.close()
        assert asyncio.all_tasks() <= before

    asyncio.run(asyncio.wait_for(all_of_it(), 600))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
