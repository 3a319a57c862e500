"""Asks a Wyoming service elsewhere, a connection for each request: what somebody says becomes text, and text sound.

What is said at home is private, so the gate connects to trusted places alone.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import numpy as np
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.tts import Synthesize, SynthesizeVoice

from voice.errors import EngineError, WithheldError
from voice.messages import SAMPLE_RATE, Samples
from voice.privacy.gate import EgressGate, Place
from voice.wyoming import wire

CONNECT_S = 2.0
"""How long connecting may take at home."""

ANSWER_S = 10.0
"""How long the service may take for each event, and to read one."""

CHUNK = 2048
"""Samples of an event with sound: 128 ms, as Home Assistant sends it."""

REMEDY = "Look whether it runs, and whether its url in the settings is right."


@dataclass(frozen=True, slots=True)
class Service:
    """A Wyoming service. Every method raises EngineError where it cannot be asked, or fails."""

    name: str
    """What the audit log calls it."""
    url: str
    trusted: bool
    gate: EgressGate
    model: str = ""
    """What it transcribes with, as it calls that; "" for its own."""

    async def transcribe(self, sound: Samples) -> str:
        """Have it make text of a whole sound, 16 kHz."""
        async with self._connected() as line:
            await line.write(Transcribe(name=self.model or None, language="en").event())
            await line.write(AudioStart(SAMPLE_RATE, 2, 1, timestamp=0).event())
            for begin in range(0, len(sound), CHUNK):
                chunk = sound[begin : begin + CHUNK].astype("<i2").tobytes()
                await line.write(AudioChunk(SAMPLE_RATE, 2, 1, chunk, timestamp=begin * 1000 // SAMPLE_RATE).event())
            await line.write(AudioStop().event())
            while True:
                event = await line.read()
                if Transcript.is_type(event.type):
                    text = event.data.get("text")
                    return text if isinstance(text, str) else ""

    async def close(self) -> None:
        """Do nothing: a connection ends with its request."""

    async def synthesise(self, text: str, voice: str) -> AsyncGenerator[tuple[int, Samples], None]:
        """Have it say a sentence: the rate in Hz of each chunk, and its sound. `voice`: "" for the service's own."""
        async with self._connected() as line:
            await line.write(Synthesize(text, SynthesizeVoice(voice) if voice else None).event())
            while True:
                event = await line.read()
                if AudioStop.is_type(event.type):
                    return
                if AudioChunk.is_type(event.type):
                    yield self._chunk(event)

    def _chunk(self, event: Event) -> tuple[int, Samples]:
        rate, sound = event.data.get("rate"), event.payload or b""
        plain = (event.data.get("width"), event.data.get("channels")) == (2, 1)
        if type(rate) is not int or not 8_000 <= rate <= 48_000 or not plain or len(sound) % 2:
            raise self._failed("sends sound that is not 16 bits, mono, 8 to 48 kHz")
        return rate, np.frombuffer(sound, "<i2").astype(np.int16)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator["_Line"]:
        writer: asyncio.StreamWriter | None = None
        try:
            async with asyncio.timeout(CONNECT_S):
                place = Place(self.name, self.url, self.trusted)
                reader, writer = await self.gate.client_to(place).stream(wire.LINE)
            yield _Line(self, reader, writer)
        except WithheldError as withheld:
            raise EngineError(f"the Wyoming service at {self.url} was not asked: {withheld}", withheld.remedy) from None
        except TimeoutError:
            raise self._failed("does not answer in time") from None
        except OSError as error:
            raise self._failed(f"cannot be reached: {error.strerror or type(error).__name__}") from None
        except wire.Nonsense:
            raise self._failed("sends what is no event of the protocol") from None
        finally:
            if writer:
                with suppress(OSError):
                    writer.transport.abort()

    def _failed(self, why: str) -> EngineError:
        return EngineError(f"the Wyoming service at {self.url} {why}", REMEDY)


@dataclass(frozen=True, slots=True)
class _Line:
    """A connection to a service."""

    service: Service
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def write(self, event: Event) -> None:
        await wire.write(self.writer, event, ANSWER_S)

    async def read(self) -> Event:
        async with asyncio.timeout(ANSWER_S):
            event = await wire.read(self.reader)
        if event is None:
            raise ConnectionResetError("it hung up")
        if Error.is_type(event.type):
            raise self.service._failed("refuses")
        return event
