"""What goes wrong around a server: satellites that vanish, flood, send garbage or read nothing, processes that are killed."""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Any
from urllib.parse import urlsplit

from benchmarks.service.server import Server

Harm = Callable[["Harms"], Awaitable[None]]

UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)

HEADS = (
    "\x00\xff\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
    "POST /announce HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99999999\r\n\r\n{{", "GET //[ HTTP/1.1\r\nHost: [\r\n\r\n",
    "POST /announce HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
    "DELETE /metrics HTTP/1.1\r\nHost: {host}\r\n\r\n", "GET /page/%2e%2e/%00 HTTP/1.1\r\nHost: {host}\r\n\r\n", "GET /readyz",
)  # fmt: skip

TEXTS = (
    "", "hello?", "[]", "[" * 5000, '{"type": "stop"}', '{"type": "echo", "db": NaN}', '{"type": "played", "samples": 1e99}',
    '{"type": "set_timer", "seconds": -1}', '{"type": "cancel", "id": "\\ud800"}', '{"type": "hello"}',
)  # fmt: skip

PATIENCE_S = 15.0
"""How long a harm may go on."""


def frame(payload: bytes, opcode: int = 2, size: int | None = None) -> bytes:
    """A WebSocket frame as a client sends it, under a mask of zeros; it may claim another size than it has."""
    size = len(payload) if size is None else size
    return bytes([0x80 | opcode, 0x80 | 127]) + size.to_bytes(8) + bytes(4) + payload


class Harms:
    """Does harm to a server, drawn by chance."""

    def __init__(self, server: Server, draw: Random) -> None:
        self.done: dict[str, int] = {}
        self.draw = draw
        self.server = server
        self._place = urlsplit(server.url)

    async def one(self) -> None:
        """Do one of them; what the server does about it is its own business."""
        harm = self.draw.choice(HARMS)
        name = harm.__name__
        self.done[name] = self.done.get(name, 0) + 1
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(PATIENCE_S):
                await harm(self)

    @asynccontextmanager
    async def connected(self) -> Any:
        reader, writer = await asyncio.open_connection(self._place.hostname, self._place.port)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    def head(self, text: str, path: str = "/satellite") -> bytes:
        return text.format(host=self._place.netloc, path=path).encode("latin-1")

    @asynccontextmanager
    async def satellite(self, hello: bool = True, screen: bool = False) -> Any:
        """A satellite of which every byte is chosen."""
        async with self.connected() as (reader, writer):
            writer.write(self.head(UPGRADE))
            await reader.readuntil(b"\r\n\r\n")
            name = f"bad {self.draw.randrange(10**6)}"
            said = {"type": "hello", "protocol": 1, "name": name, "id": name.replace(" ", "-"), "screen": screen}
            if hello:
                writer.write(frame(json.dumps(said).encode(), 1))
            yield reader, writer

    def noise(self, samples: int) -> bytes:
        return self.draw.randbytes(2 * samples)


async def vanishes(harms: Harms) -> None:
    """It speaks for a while, and is gone in the middle of a message."""
    async with harms.satellite() as (_, writer):
        for _ in range(harms.draw.randrange(1, 60)):
            if writer.is_closing():
                return
            writer.write(frame(harms.noise(960)))
            await asyncio.sleep(0.06)
        writer.write(frame(harms.noise(960))[: harms.draw.randrange(1, 1900)])


async def floods(harms: Harms) -> None:
    """It sends sound, or messages, as fast as it can."""
    message = frame(harms.noise(16_000)) if harms.draw.random() < 0.5 else frame(b'{"type": "echo", "db": -30}', 1) * 50
    async with harms.satellite() as (reader, writer):
        while not reader.at_eof() and not writer.is_closing():
            writer.write(message)
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(65536), 0.001)


async def babbles(harms: Harms) -> None:
    """It sends what is no message."""
    async with harms.satellite(harms.draw.random() < 0.7, screen=harms.draw.random() < 0.5) as (reader, writer):
        for _ in range(5):
            text = harms.draw.choice(TEXTS).encode() if harms.draw.random() < 0.6 else harms.draw.randbytes(60)
            writer.write(frame(text, harms.draw.choice((0, 1, 2, 3, 8, 9, 10))))
        await reader.read(65536)
        await asyncio.sleep(harms.draw.random())


async def halves(harms: Harms) -> None:
    """It announces a message of a gigabyte, or of an odd number of bytes, and sends a part of it."""
    async with harms.satellite() as (reader, writer):
        sent = harms.draw.randbytes(harms.draw.randrange(1, 5000))
        writer.write(frame(sent, size=harms.draw.choice((1 << 30, 60_000, 1 << 62))))
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(65536), 3 * harms.draw.random())


async def reads_nothing(harms: Harms) -> None:
    """It stays, and reads nothing of what it is sent."""
    async with harms.satellite(screen=True) as (_, writer):
        for _ in range(80):
            if writer.is_closing():
                break
            writer.write(frame(b'{"type": "cancel", "id": "none"}', 1) + frame(harms.noise(1600)))
            await asyncio.sleep(0.1)


async def crowds(harms: Harms) -> None:
    """Many come at once, and take all slots."""

    async def come() -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            async with harms.satellite():
                await asyncio.sleep(1.0)

    await asyncio.gather(*(come() for _ in range(20)))


async def mumbles(harms: Harms) -> None:
    """What comes is no HTTP, or half of it."""
    async with harms.connected() as (reader, writer):
        writer.write(harms.head(harms.draw.choice(HEADS)))
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(65536), 2.0)


async def kills(harms: Harms) -> None:
    """A process of the recogniser is killed."""
    if workers := harms.server.workers:
        with suppress(ProcessLookupError):
            os.kill(harms.draw.choice(workers), signal.SIGKILL)


HARMS: tuple[Harm, ...] = (vanishes, floods, babbles, halves, reads_nothing, crowds, mumbles, kills)
