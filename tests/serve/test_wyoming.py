"""What Home Assistant finds by Wyoming, asked over TCP with the classes of the protocol's own package."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("wyoming")
pytest.importorskip("zeroconf")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize, SynthesizeVoice
from wyoming.wake import Detect, Detection, NotDetected
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from tests.serve.serving import TIME, Served, free_port, run
from voice.clock import VirtualClock
from voice.config import Config
from voice.errors import UsageError
from voice.messages import FRAME_SAMPLES
from voice.mute import Mute
from voice.serve.wyoming import announced, caller, door, hearing
from voice.serve.wyoming.pace import Pace
from voice.testing import WORD_FRAMES
from voice.wyoming import wire

pytestmark = pytest.mark.slow

FORMAT = {"rate": 16_000, "width": 2, "channels": 1}


class Asked:
    """An open door, and whoever knocks at it."""

    def __init__(self, served: Served, port: int, warned: list[str]) -> None:
        self.served, self.port, self.warned = served, port, warned

    @asynccontextmanager
    async def client(self) -> AsyncIterator[AsyncClient]:
        client = AsyncClient.from_uri(f"tcp://127.0.0.1:{self.port}", connect_timeout=5, read_timeout=30)
        async with client:
            yield client

    async def one(self, *events: Any) -> Event | None:
        """Send events over a connection of their own; the first that comes back."""
        async with self.client() as client:
            with suppress(ConnectionError):  # it may be let go in the midst of it
                for event in events:
                    await client.write_event(event.event())
            return await client.read_event()

    def sound(self, text: str, **changes: Any) -> list[Any]:
        words = [np.full(WORD_FRAMES * FRAME_SAMPLES, self.served.vocabulary.number(word), "<i2") for word in text.split()]
        sound = np.concatenate([*words, np.zeros(FRAME_SAMPLES, "<i2")]).tobytes()
        kind = FORMAT | changes
        chunks = [AudioChunk(**kind, audio=sound[at : at + 2048]) for at in range(0, len(sound), 2048)]
        return [AudioStart(**kind), *chunks, AudioStop()]

    async def is_answered(self) -> None:
        """Somebody else is served as ever."""
        event = await self.one(Transcribe(language="en"), *self.sound(TIME))
        assert event is not None
        assert Transcript.from_event(event).text == TIME


def ask(
    folder: Path, script: Callable[[Asked], Awaitable[None]], *, serve: dict[str, Any] | None = None, **settings: Any
) -> None:
    """Run a script against an open door; nothing that it began is left."""

    async def opened(served: Served) -> None:
        port, warned = free_port(), []
        config = Config(state_dir=folder, serve={"wyoming": f"tcp://127.0.0.1:{port}"} | (serve or {}))  # type: ignore[arg-type]
        async with door.opened(served.station, config, warned.append):
            await script(Asked(served, port, warned))

    run(folder, opened, **settings)


# what is offered


def test_it_tells_what_there_is(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        event = await asked.one(Describe())
        assert event is not None
        info = Info.from_event(event)
        (wake,), (asr,), (tts,), (handle,) = info.wake, info.asr, info.tts, info.handle
        assert [(one.name, one.phrase, one.languages) for one in wake.models] == [("hey_jarvis", "hey jarvis", ["en"])]
        assert "CC BY-NC-SA" in str(wake.description)
        assert [(one.name, one.languages[0]) for one in asr.models] == [("sphinx", "en")]
        assert [(one.name, one.languages) for one in tts.voices] == [("espeak en-gb", ["en-GB"])]
        assert asr.requires_external_vad
        assert not handle.supports_home_control
        assert {one.version for one in (wake, asr, tts, handle)} == {asked.served.station.engines.origin["version"]}
        assert (await asked.one(Ping("x"))) == Pong("x").event()

    ask(tmp_path, script)


def test_sound_becomes_text(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        await asked.is_answered()
        event = await asked.one(Transcribe(language="en-GB"), *asked.sound("why is the sky blue"))
        assert event == Transcript("why is the sky blue", language="en").event()
        assert await asked.one(Transcribe(), AudioStart(**FORMAT), AudioStop()) == Transcript("", language="en").event()

    ask(tmp_path, script)


def test_the_wake_word_is_heard_where_it_is_said(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        event = await asked.one(Detect(), *asked.sound("well hey jarvis hello"))
        assert event is not None
        detection = Detection.from_event(event)
        assert detection.name == "hey_jarvis"
        assert detection.timestamp == pytest.approx(900, abs=40)
        event = await asked.one(Detect(names=["hey_jarvis"]), *asked.sound("hey jarvis"))
        assert event is not None
        assert Detection.is_type(event.type)
        assert await asked.one(Detect(), *asked.sound("good morning")) == NotDetected().event()
        refused = await asked.one(Detect(names=["alexa"]), *asked.sound("hey jarvis"))
        assert refused is not None
        assert Error.from_event(refused).code == "name"

    ask(tmp_path, script)


def test_text_becomes_sound(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        async with asked.client() as client:
            await client.write_event(Synthesize("Good morning. It is noon.", SynthesizeVoice("espeak en-gb")).event())
            events = []
            while not events or not AudioStop.is_type(events[-1].type):
                event = await client.read_event()
                assert event is not None
                events.append(event)
        start, *chunks, _ = events
        assert AudioStart.from_event(start).rate == 16_000
        assert sum(len(AudioChunk.from_event(one).audio) for one in chunks) == 5 * 1600 * 2
        for asks in (Synthesize("Hello.", SynthesizeVoice("another")), Synthesize("a" * 6000)):
            refused = await asked.one(asks)
            while refused is not None and AudioStart.is_type(refused.type):
                refused = None
            assert refused is not None
            assert Error.is_type(refused.type)

    ask(tmp_path, script)


def test_text_is_answered_in_its_conversation(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        first = await asked.one(Transcript("what is 15 percent of 80", context={"conversation_id": "one"}))
        assert first == Handled("That's 12.", {"conversation_id": "one"}).event()
        behind = await asked.one(Transcript("and of 60", context={"conversation_id": "one"}))
        assert behind == Handled("That's 9.", {"conversation_id": "one"}).event()
        other = await asked.one(Transcript("and of 60", context={"conversation_id": "other"}))
        assert other is not None
        assert NotHandled.is_type(other.type)
        nobody = await asked.one(Transcript("why is the sky blue"))
        assert nobody is not None
        assert "none is set up" in str(NotHandled.from_event(nobody).text)
        assert not any(event.type == "warned" for event in asked.served.events if hasattr(event, "type"))

    ask(tmp_path, script)


def test_a_microphone_that_is_off_is_not_heard(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        Mute(tmp_path, VirtualClock()).switch(True)
        assert await asked.one(Transcribe(), *asked.sound(TIME)) == Transcript("", language="en").event()
        assert await asked.one(Detect(), *asked.sound("hey jarvis")) == NotDetected().event()

    ask(tmp_path, script)


def test_while_engines_load_it_says_so_and_requests_keep_those_they_have(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        station = asked.served.station
        held, station.engines = station.engines, None
        refused = await asked.one(Transcribe(), AudioStart(**FORMAT))
        assert refused is not None
        assert "loads" in Error.from_event(refused).text
        station.engines = held
        async with asked.client() as client:
            await client.write_event(Transcribe().event())
            while held not in station._engines.values():
                await asyncio.sleep(0.01)
            for event in asked.sound(TIME):
                await client.write_event(event.event())
            assert await client.read_event() == Transcript(TIME, language="en").event()
        while held in station._engines.values():
            await asyncio.sleep(0.01)

    ask(tmp_path, script)


# who does harm

REFUSED = {
    "another language": [Transcribe(language="de"), AudioStart(**FORMAT)],
    "sound for nothing": [AudioStart(**FORMAT)],
    "8 bits": [Transcribe(), AudioChunk(16_000, 1, 1, b"\0\0")],
    "stereo": [Transcribe(), AudioChunk(16_000, 2, 2, b"\0\0\0\0")],
    "half a sample": [Transcribe(), AudioChunk(16_000, 2, 1, b"\0\0\0")],
    "no rate": [Detect(), Event("audio-chunk", {"width": 2, "channels": 1}, b"\0\0")],
    "a rate of nothing": [Detect(), AudioChunk(0, 2, 1, b"\0\0")],
    "a list for a text": [Event("synthesize", {"text": ["a"]})],
    "no text": [Event("transcript", {})],
    "a long text": [Transcript("a " * 2000)],
    "two minutes": [Transcribe(), *[AudioChunk(16_000, 2, 1, bytes(64_000)) for _ in range(60)]],
}


def test_what_cannot_be_done_is_refused_by_name(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        for name, events in REFUSED.items():
            asks = [one if isinstance(one, Event) else one.event() for one in events]
            with suppress(ConnectionError):  # while it still speaks
                async with asked.client() as client:
                    for event in asks:
                        await client.write_event(event)
                    answer = await client.read_event()
                    assert answer is not None, name
                    assert Error.is_type(answer.type), name
                    assert await client.read_event() is None, name
        await asked.is_answered()
        assert asked.warned == []

    ask(tmp_path, script)


GARBAGE = [
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b'POST / HTTP/1.1\r\n\r\n{"type": "transcript", "data": {"text": "what time is it"}}\n',
    b"\n", b"[]\n", b"null\n", b'"x"\n', b"{}\n", b'{"type": 5}\n', b'{"type": "describe", "data": []}\n',
    b'{"type": "describe", "data_length": -1}\n', b'{"type": "describe", "data_length": 1e9}\n',
    b'{"type": "audio-chunk", "payload_length": 99999999999}\n', b'{"type": "describe", "data_length": 4}\n[[[[',
    b"[" * 60_000 + b"\n", b"x" * 200_000, b"\xff\xfe\n", b'{"type": "describe"',
]  # fmt: skip


def test_garbage_is_let_go_and_nothing_of_it_is_done(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        for sent in GARBAGE:
            reader, writer = await asyncio.open_connection("127.0.0.1", asked.port)
            with suppress(ConnectionError):
                writer.write(sent)
                writer.write_eof()
                assert await asyncio.wait_for(reader.read(), 10) == b"", sent[:40]
            writer.close()
        assert asked.served.events == []
        await asked.is_answered()
        assert asked.warned == []

    ask(tmp_path, script)


KINDS = ["describe", "ping", "transcribe", "detect", "audio-start", "audio-chunk", "audio-stop", "synthesize", "transcript"]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES = SCALARS | st.lists(st.text(max_size=3), max_size=2)
DATA = st.dictionaries(
    st.sampled_from(["rate", "width", "channels", "timestamp", "text", "names", "language", "voice", "context"]),
    VALUES | st.sampled_from([16_000, 2, 1]) | st.dictionaries(st.sampled_from(["name", "conversation_id"]), VALUES),
)
EVENTS = st.lists(st.builds(Event, st.sampled_from(KINDS), DATA, st.none() | st.binary(max_size=64)), max_size=6)


def test_whatever_is_asked_it_goes_on(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        loop = asyncio.get_running_loop()

        async def tried(events: list[Event]) -> None:
            async with asked.client() as client:
                with suppress(ConnectionError):
                    for event in events:
                        await client.write_event(event)
                    await asyncio.sleep(0.005)

        @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(EVENTS)
        def fuzz(events: list[Event]) -> None:
            asyncio.run_coroutine_threadsafe(tried(events), loop).result(30)

        await asyncio.to_thread(fuzz)
        await asked.is_answered()
        assert asked.warned == []

    ask(tmp_path, script)


def test_one_that_does_not_read_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "READ_S", 0.3)

    async def script(asked: Asked) -> None:
        there = socket.socket()
        there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        there.connect(("127.0.0.1", asked.port))
        _, writer = await asyncio.open_connection(sock=there, limit=1)
        describe = b'{"type": "synthesize", "data": {"text": "' + b"word " * 900 + b'"}}\n'
        with suppress(ConnectionError):
            for _ in range(50):
                writer.write(describe)
        async with asyncio.timeout(60):
            while asked.served.station._engines:
                await asyncio.sleep(0.05)
        await asked.is_answered()
        writer.transport.abort()

    ask(tmp_path, script)


def test_one_that_vanishes_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "SOUND_S", 0.3)

    async def script(asked: Asked) -> None:
        silent = await asyncio.open_connection("127.0.0.1", asked.port)
        silent[1].write(b'{"type": "transcribe"}\n')  # and not a word
        broken = await asyncio.open_connection("127.0.0.1", asked.port)
        broken[1].write(b'{"type": "transcribe"}\n{"type": "audio-chunk", "payload_length": 1000}\nabc')
        await asyncio.sleep(0.1)
        broken[1].transport.abort()
        async with asyncio.timeout(20):
            while asked.served.station._engines:
                await asyncio.sleep(0.05)
        assert await silent[0].read() == b""
        await asked.is_answered()
        silent[1].close()

    ask(tmp_path, script)


def test_beyond_so_many_the_one_that_was_silent_longest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "CALLERS", 3)

    async def script(asked: Asked) -> None:
        async with asked.client() as first, asked.client() as second:
            for client in (first, second, first):
                await client.write_event(Ping().event())
                await client.read_event()
            for _ in range(5):
                await asked.is_answered()
            async with asked.client() as third, asked.client() as fourth:
                for client in (third, fourth):
                    await client.write_event(Ping().event())
                    assert await client.read_event() is not None
                assert await second.read_event() is None
                await first.write_event(Ping().event())
                assert await first.read_event() is not None

    ask(tmp_path, script)


def test_a_flood_waits_and_a_stream_in_real_time_does_not() -> None:
    clock = VirtualClock()

    async def script() -> None:
        pace = Pace(clock, 400, 200)
        for _ in range(500):  # ten seconds of sound
            await pace.take(1)
            await clock.sleep(0.02)
        assert clock.now() == pytest.approx(10.0, abs=0.01)
        for _ in range(1000):
            await pace.take(1)
        assert clock.now() == pytest.approx(13.0, abs=0.1)

    clock.run(script())
    assert hearing.PACE > 1


def test_who_may_come_is_said_by_address(tmp_path: Path) -> None:
    async def stranger(asked: Asked) -> None:
        async with asked.client() as client:
            with suppress(ConnectionError):
                await client.write_event(Describe().event())
                assert await client.read_event() is None

    async def known(asked: Asked) -> None:
        assert await asked.one(Describe()) is not None

    ask(tmp_path, stranger, serve={"wyoming_from": ["192.0.2.7"]})
    ask(tmp_path, known, serve={"wyoming_from": ["127.0.0.1"]})


# where it is


def test_off_loopback_it_says_that_there_is_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announced, "AsyncZeroconf", _NoNetwork)

    async def script(served: Served) -> None:
        for host, told in (("127.0.0.1", False), ("0.0.0.0", True)):
            warned: list[str] = []
            config = Config(state_dir=tmp_path, serve={"wyoming": f"tcp://{host}:{free_port()}"})  # type: ignore[arg-type]
            async with door.opened(served.station, config, warned.append):
                await asyncio.sleep(0.05)
                assert any("password" in text for text in warned) == told
                assert any("not announced" in text for text in warned)

    run(tmp_path, script)


class _NoNetwork:
    def __init__(self, interfaces: Any) -> None:
        raise OSError("no network")


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    async def script(asked: Asked) -> None:
        config = Config(state_dir=tmp_path, serve={"wyoming": f"tcp://127.0.0.1:{asked.port}"})  # type: ignore[arg-type]
        async with AsyncExitStack() as held:
            with pytest.raises(UsageError, match="is taken"):
                await held.enter_async_context(door.opened(asked.served.station, config, asked.warned.append))

    ask(tmp_path, script)


def test_home_assistant_finds_it(tmp_path: Path) -> None:
    """Announced on loopback; a second instance of zeroconf looks, and what it finds is asked."""

    async def script(asked: Asked) -> None:
        found: asyncio.Queue[tuple[str, ServiceStateChange]] = asyncio.Queue()

        def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
            found.put_nowait((name, state_change))

        looking = AsyncZeroconf(interfaces=["127.0.0.1"])
        browser = AsyncServiceBrowser(looking.zeroconf, announced.KIND, handlers=[changed])
        try:
            while True:
                name, change = await asyncio.wait_for(found.get(), 20)
                info = AsyncServiceInfo(announced.KIND, name)
                assert change is ServiceStateChange.Added
                assert await info.async_request(looking.zeroconf, 5000)
                if info.port == asked.port:
                    break
            assert info.parsed_addresses() == ["127.0.0.1"]
            await asked.is_answered()
        finally:
            await browser.async_cancel()
            await looking.async_close()
            await asyncio.sleep(1.0)  # its last packets are on their way

    ask(tmp_path, script)


def test_an_event_that_is_cut_off_is_the_end_of_a_connection() -> None:
    async def script() -> None:
        reader = asyncio.StreamReader(limit=wire.LINE)
        reader.feed_data(b'{"type": "ping", "payload_length": 9}\nabc')
        reader.feed_eof()
        assert await wire.read(reader) is None

    asyncio.run(script())
