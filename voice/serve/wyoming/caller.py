"""One connection by Wyoming: does what its events ask, one after the other."""

import asyncio
from contextlib import aclosing

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize
from wyoming.wake import Detect

from voice.clock import Clock
from voice.errors import VoiceError
from voice.mute import Mute
from voice.serve.cut_off import CutOff
from voice.serve.station import Station
from voice.serve.wyoming import describe, speaking
from voice.serve.wyoming.answering import Conversations
from voice.serve.wyoming.hearing import EARLY_S, PACE, Detecting, Transcribing
from voice.serve.wyoming.pace import Pace
from voice.serve.wyoming.refusal import Refusal
from voice.wyoming import wire

READ_S = 10.0
"""How long whoever asked may take to read an event of the answer."""

SOUND_S = 10.0
"""How long nothing may come of a sound that is being transcribed: whoever sent it is gone."""

EVENTS, EVENTS_A_SECOND = 400, 200
"""Events that are taken at once, and for good; sound in real time is fifty a second."""


class Caller:
    """Whoever is at the other end of a connection."""

    def __init__(
        self,
        station: Station,
        clock: Clock,
        conversations: Conversations,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.last = clock.now()
        """When something came last, in clock seconds."""
        self._station = station
        self._clock = clock
        self._conversations = conversations
        self._reader = reader
        self._writer = writer
        self._mute = Mute(station.state_dir, clock)
        self._pace = Pace(clock, EVENTS, EVENTS_A_SECOND)
        self._wake_pace = Pace(clock, EARLY_S, PACE)
        self._hears: Transcribing | Detecting | None = None

    async def run(self) -> None:
        """Do what is asked until nobody asks any more, or something cannot be done: Home Assistant would wait for ever behind
        an error, and asks again over another connection. Raises OSError, wire.Nonsense.
        """
        try:
            while (event := await self._next()) is not None:
                self.last = self._clock.now()
                await self._pace.take(1)
                await self._do(event)
        except (Refusal, CutOff, VoiceError) as why:
            await self._send(Error(str(why), why.code if isinstance(why, Refusal) else "failed").event())
        finally:
            await self._over()

    async def _next(self) -> Event | None:
        async with asyncio.timeout(SOUND_S if isinstance(self._hears, Transcribing) else None):
            return await wire.read(self._reader)

    async def _do(self, event: Event) -> None:
        """Do what an event asks; what is not known here is passed over, as the protocol wants it."""
        kind = event.type
        if Describe.is_type(kind):
            with self._station.borrowed() as engines:
                await self._send(describe.info(engines).event())
        elif Ping.is_type(kind):
            text = event.data.get("text")
            await self._send(Pong(text if isinstance(text, str) else None).event())
        elif Transcribe.is_type(kind):
            await self._transcribe(event)
        elif Detect.is_type(kind):
            await self._detect(event)
        elif AudioStart.is_type(kind) or AudioChunk.is_type(kind) or AudioStop.is_type(kind):
            await self._sound(event)
        elif Synthesize.is_type(kind):
            await self._speak(event)
        elif Transcript.is_type(kind):
            await self._send(await self._conversations.answer(event))

    async def _speak(self, event: Event) -> None:
        with self._station.borrowed() as engines:
            async with aclosing(speaking.said(event.data.get("text"), event.data.get("voice"), engines)) as sound:
                async for piece in sound:
                    await self._send(piece)

    async def _transcribe(self, event: Event) -> None:
        await self._over()
        language = event.data.get("language")
        if isinstance(language, str) and not language.lower().startswith("en"):
            raise Refusal("language", "English alone is understood here.")
        self._hears = await Transcribing(self._station, self._mute).begin()

    async def _detect(self, event: Event) -> None:
        await self._over()
        names = event.data.get("names")
        wanted = [str(name) for name in names] if isinstance(names, list) else []
        with self._station.borrowed() as engines:
            known = engines.config.wake.said
        if wanted and not set(wanted) & set(known):
            raise Refusal("name", f"There is no such wake word here, but {', '.join(known)}.")
        self._hears = Detecting(self._station, self._mute, self._wake_pace, wanted)

    async def _sound(self, event: Event) -> None:
        if self._hears is None:
            raise Refusal("order", "Say first what the sound is for: `transcribe` or `detect`.")
        if AudioChunk.is_type(event.type):
            for heard in await self._hears.feed(event):
                await self._send(heard)
        elif AudioStop.is_type(event.type):
            for heard in await self._hears.stop():
                await self._send(heard)
            await self._over()

    async def _over(self) -> None:
        """Give up the sound that is being heard."""
        hears, self._hears = self._hears, None
        if hears:
            await hears.close()

    async def _send(self, event: Event) -> None:
        await wire.write(self._writer, event, READ_S)
