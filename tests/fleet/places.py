"""A fleet on this machine: a server that keeps each byte it is sent and answers as it is told, machines with a history."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from voice.clock import WallClock
from voice.config import Config, History
from voice.fleet.release import SIGNATURE
from voice.fleet.rounds import Rounds
from voice.history.database import Database
from voice.privacy.gate import EgressGate

minisign = pytest.importorskip("minisign")

KEYS = minisign.KeyPair.generate()
KEY = KEYS.public_key.to_base64().decode()

NOW = WallClock().today()
"""The history forgets by the machine's own clock."""

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Today(WallClock):
    """The machine's clock on a chosen day; its sleeps are over at once, noted."""

    def __init__(self) -> None:
        self.day = NOW
        self.slept: list[float] = []

    def today(self) -> datetime:
        return self.day

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def signed(text: str, key: Any = KEYS.secret_key) -> str:
    return bytes(key.sign(text.encode())).decode()


def ok(body: str | bytes, status: str = "200 OK", head: str = "") -> Answer:
    content = body.encode() if isinstance(body, str) else body

    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n{head}Connection: close\r\n\r\n"
        writer.write(lines.encode() + content)

    return answer


@dataclass
class Server:
    """What is asked, and what is answered by path; 404 elsewhere."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    heard: list[bytes] = field(default_factory=list)
    """Every request, head and body."""

    def offers(self, text: str) -> None:
        """Put a release up, with its signature."""
        self.answers |= {"/fleet.toml": ok(text), f"/fleet.toml{SIGNATURE}": ok(signed(text))}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = [int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        self.heard.append(head + (await reader.readexactly(length[0]) if length else b""))
        try:
            await self.answers.get(head.split()[1].decode(), ok("", "404 Not Found"))(writer)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()


@dataclass
class Machine:
    """One machine of a fleet, whose settings are as they were read last."""

    folder: Path
    server: Server
    settings: dict[str, Any] = field(default_factory=dict)
    clock: Today = field(default_factory=Today)
    told: list[str] = field(default_factory=list)
    renewed: int = 0

    @property
    def config(self) -> Config:
        places = {"report": f"{self.server.url}/v1/metrics", "release": f"{self.server.url}/fleet.toml", "key": KEY}
        return Config(**{"state_dir": self.folder, "fleet": places} | self.settings)

    @property
    def gate(self) -> EgressGate:
        gate = EgressGate.of(self.config, self.clock)
        gate.screen.load()
        return gate

    def rounds(self, seed: int = 0) -> Rounds:
        return Rounds(lambda: self, self.clock, self.told.append, self._renew, Random(seed))

    def _renew(self) -> None:
        self.renewed += 1


def run(script: Callable[[Server], Awaitable[None]]) -> None:
    """Run a script beside a server."""

    async def all_of_it() -> None:
        async with serving() as server:
            await script(server)

    asyncio.run(asyncio.wait_for(all_of_it(), 60))


def turn(**values: Any) -> dict[str, Any]:
    """A turn as the history keeps it, as far as it matters here."""
    usual = {"ended": "complete", "error": None, "wake": {"phrase": "hey_jarvis", "score": 0.8}, "confidence": 0.9}
    stages = {"endpoint": 220.0, "transcribe": 30.0, "route": 0.2, "answer": 5.0, "speak": 20.0, "wake": None}
    return usual | {"stages_ms": stages, "voice_to_voice_ms": 300.0} | values


def remembered(folder: Path, turns: Sequence[dict[str, Any]], since: datetime, until: datetime) -> None:
    """Put turns into the history, evenly over a time."""
    database = Database(folder, History(), Today())
    for number, one in enumerate(turns):
        time = since + (until - since) * (number + 0.5) / len(turns)
        database.add(time.timestamp(), json.dumps(one))
    database.close()


def week_before(folder: Path, turns: Sequence[dict[str, Any]]) -> None:
    remembered(folder, turns, NOW - timedelta(days=7), NOW)
