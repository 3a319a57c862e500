"""A server that speaks OpenAI's protocol for sound, or something else: what it answers is told to it, request by request."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from voice.clock import WallClock
from voice.config import Config
from voice.privacy.gate import EgressGate, Place
from voice.remote import wav
from voice.remote.service import Service

Send = Callable[[asyncio.StreamWriter], Awaitable[None]]


def says(status: int, body: bytes, kind: str = "application/json", *headers: str, length: bool = True) -> Send:
    """An answer; without `length` it ends where the connection does."""

    async def send(writer: asyncio.StreamWriter) -> None:
        size = [f"content-length: {len(body)}"] if length else []
        head = [f"HTTP/1.1 {status} So", f"content-type: {kind}", "connection: close", *size, *headers]
        writer.write("\r\n".join([*head, "", ""]).encode() + body)

    return send


def hears(text: str) -> Send:
    return says(200, json.dumps({"text": text}).encode())


def speaks(sound: bytes, rate: int = 24_000) -> Send:
    return says(200, wav.head(rate) + sound, "audio/wav", length=False)


def drips(begin: bytes, drop: bytes, every_s: float) -> Send:
    """Never ends, and gives a little now and then."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\n\r\n" + begin)
        while True:
            await writer.drain()
            await asyncio.sleep(every_s)
            writer.write(drop)

    return send


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def is_silent(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


@dataclass
class Fake:
    answers: list[Send] = field(default_factory=list)
    """What the requests get, one after the other; the last one is given again and again."""
    asked: list[tuple[str, bytes]] = field(default_factory=list)
    """Head and body of each request."""
    port: int = 0

    def service(self, folder: Path, trusted: bool = True, late_s: float = 20.0, key_env: str | None = None) -> Service:
        gate = EgressGate.of(Config(state_dir=folder), WallClock())
        return Service(Place("speak", f"http://127.0.0.1:{self.port}/v1", trusted), gate, late_s, "model", key_env)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            size = next(int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length"))
            self.asked.append((head, await reader.readexactly(size)))
            await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(*answers: Send) -> AsyncIterator[Fake]:
    fake = Fake(list(answers))
    server = await asyncio.start_server(fake.answer, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        await asyncio.sleep(0)
