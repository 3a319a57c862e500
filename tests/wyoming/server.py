"""A Wyoming service, made with the classes of the protocol's own package: it hears and says what it is told to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.server import AsyncEventHandler, AsyncServer
from wyoming.tts import Synthesize

from tests.serve.serving import free_port
from voice.clock import WallClock
from voice.config import Config
from voice.privacy.gate import EgressGate
from voice.wyoming.service import Service


@dataclass
class Fake:
    """What the service does, and what it was sent."""

    hears: str = ""
    chunks: list[AudioChunk] = field(default_factory=list)
    """What it says, whatever it is asked to."""
    odd: Callable[[Any], Any] | None = None
    """What it does in place of all that, with its handler."""
    events: list[Event] = field(default_factory=list)
    port: int = 0

    @property
    def sound(self) -> bytes:
        return b"".join(event.payload or b"" for event in self.events if AudioChunk.is_type(event.type))

    def service(self, folder: Path, trusted: bool = True, model: str = "") -> Service:
        gate = EgressGate.of(Config(state_dir=folder), WallClock())
        return Service("transcribe", f"tcp://127.0.0.1:{self.port}", trusted, gate, model)


class Handler(AsyncEventHandler):
    def __init__(self, fake: Fake, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__(reader, writer)
        self.fake = fake

    async def handle_event(self, event: Event) -> bool:
        self.fake.events.append(event)
        if Transcribe.is_type(event.type) or AudioChunk.is_type(event.type) or AudioStart.is_type(event.type):
            return True
        if self.fake.odd:
            await self.fake.odd(self)
        elif AudioStop.is_type(event.type):
            await self.write_event(Transcript(self.fake.hears).event())
        elif Synthesize.is_type(event.type):
            rate = self.fake.chunks[0].rate
            await self.write_event(AudioStart(rate, 2, 1).event())
            for chunk in self.fake.chunks:
                await self.write_event(chunk.event())
            await self.write_event(AudioStop().event())
        return True


@asynccontextmanager
async def serving(fake: Fake) -> AsyncIterator[Fake]:
    fake.port = free_port()
    server = AsyncServer.from_uri(f"tcp://127.0.0.1:{fake.port}")
    await server.start(lambda reader, writer: Handler(fake, reader, writer))
    try:
        yield fake
    finally:
        await server.stop()
        await asyncio.sleep(0.05)
