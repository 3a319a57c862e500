"""A Wyoming service elsewhere is asked: what it is sent, who may be asked at all, and what a bad one does."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("wyoming")

from wyoming.asr import Transcribe
from wyoming.audio import AudioChunk, AudioStart
from wyoming.error import Error
from wyoming.event import Event
from wyoming.tts import Synthesize

from tests.wyoming.server import Fake, serving
from voice.config import Speak
from voice.errors import EngineError
from voice.messages import Samples
from voice.speak import create
from voice.speak.elsewhere import ElsewhereVoice
from voice.wyoming import service

SOUND = (np.sin(np.arange(16_000) / 5) * 8000).astype(np.int16)


def said(made: list[Samples]) -> Samples:
    return np.concatenate([np.empty(0, np.int16), *made])


async def spoken(voice: ElsewhereVoice, text: str) -> Samples:
    return said([chunk async for chunk in voice.synthesise(text)])


def test_the_whole_sound_is_sent_and_the_text_comes_back(tmp_path: Path) -> None:
    async def script() -> None:
        async with serving(Fake(hears="What time is it?")) as fake:
            assert await fake.service(tmp_path, model="tiny").transcribe(SOUND) == "What time is it?"
            assert fake.sound == SOUND.tobytes()
            asked = Transcribe.from_event(fake.events[0])
            assert (asked.name, asked.language) == ("tiny", "en")

    asyncio.run(script())


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000])
def test_a_sentence_is_said_at_one_rate_whatever_the_services_is(tmp_path: Path, rate: int) -> None:
    async def script() -> None:
        chunks = [AudioChunk(rate, 2, 1, np.full(rate // 4, 5000, "<i2").tobytes()) for _ in range(4)]
        async with serving(Fake(chunks=chunks)) as fake:
            voice = ElsewhereVoice(fake.service(tmp_path), "joe")
            voice.load()
            sound = await spoken(voice, "Good morning.")
            assert len(sound) == pytest.approx(voice.sample_rate, abs=2)
            assert np.median(sound) == pytest.approx(5000, abs=2)
            asked = Synthesize.from_event(fake.events[0])
            assert asked.text == "Good morning."
            assert asked.voice is not None
            assert asked.voice.name == "joe"

    asyncio.run(script())


def test_a_place_that_is_not_trusted_is_sent_nothing(tmp_path: Path) -> None:
    async def script() -> None:
        async with serving(Fake(hears="hello")) as fake:
            there = fake.service(tmp_path, trusted=False)
            with pytest.raises(EngineError, match="private"):
                await there.transcribe(SOUND)
            with pytest.raises(EngineError, match="private"):
                await spoken(ElsewhereVoice(there, ""), "Your code is 1234.")
            assert fake.events == []
            kept = [(one.did, one.place, one.words) for one in there.gate.audit.entries()]
            assert kept == [("refused", "transcribe", "")] * 2

    asyncio.run(script())


def test_offline_only_the_home_network_is_asked(tmp_path: Path) -> None:
    async def script() -> None:
        async with serving(Fake(hears="hello")) as fake:
            there = fake.service(tmp_path)
            there.gate.offline = True
            assert await there.transcribe(SOUND) == "hello"
            away = service.Service("transcribe", "tcp://example.com:10300", True, there.gate)
            with pytest.raises(EngineError, match="offline"):
                await away.transcribe(SOUND)

    asyncio.run(script())


def test_a_name_of_the_home_that_leads_away_is_not_connected_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script() -> None:
        async def found(*_: Any, **__: Any) -> list[Any]:
            return [(2, 1, 6, "", ("8.8.8.8", 0))]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)
        there = Fake().service(tmp_path)
        away = service.Service("transcribe", "tcp://nas.local:10300", True, there.gate)
        with pytest.raises(EngineError, match="internet"):
            await away.transcribe(SOUND)

    asyncio.run(script())


async def _hangs_up(handler: Any) -> None:
    handler.writer.transport.abort()


async def _says_nothing(handler: Any) -> None:
    await asyncio.sleep(30)


async def _refuses(handler: Any) -> None:
    await handler.write_event(Error("what was said").event())


def _sends(*sent: bytes) -> Callable[[Any], Any]:
    async def odd(handler: Any) -> None:
        handler.writer.writelines(sent)
        await handler.writer.drain()

    return odd


def _tells(*events: Event) -> Callable[[Any], Any]:
    async def odd(handler: Any) -> None:
        for event in events:
            await handler.write_event(event)

    return odd


ODD = {
    "hangs up": _hangs_up,
    "says nothing": _says_nothing,
    "refuses": _refuses,
    "garbage": _sends(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "a huge payload": _sends(b'{"type": "audio-chunk", "payload_length": 99999999999}\n'),
    "an endless line": _sends(b"x" * 200_000),
    "cut off": _sends(b'{"type": "tran'),
    "stereo": _tells(AudioStart(16_000, 2, 2).event(), AudioChunk(16_000, 2, 2, bytes(8)).event()),
    "no rate": _tells(Event("audio-chunk", {"width": 2, "channels": 1}, bytes(8))),
}


@pytest.mark.parametrize("name", ODD)
def test_a_bad_service_fails_in_time_and_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(service, "ANSWER_S", 0.3)

    async def script() -> None:
        async with serving(Fake(odd=ODD[name])) as fake:
            began = time.monotonic()
            with pytest.raises(EngineError, match=f"127.0.0.1:{fake.port}") as failed:
                await spoken(ElsewhereVoice(fake.service(tmp_path), ""), "Hello.")
            if name not in ("stereo", "no rate"):
                with pytest.raises(EngineError, match=f"127.0.0.1:{fake.port}"):
                    await fake.service(tmp_path).transcribe(SOUND)
            assert "what was said" not in str(failed.value)
            assert time.monotonic() - began < 10

    asyncio.run(script())


def test_where_nobody_listens_espeak_says_it(tmp_path: Path) -> None:
    settings = Speak(engine="wyoming", url="tcp://127.0.0.1:9", rate_wpm=200)
    voice, spare = create(settings, tmp_path, print, Fake().service(tmp_path).gate)
    assert spare is not None
    assert isinstance(voice, ElsewhereVoice)
    with pytest.raises(EngineError, match="cannot be reached"):
        asyncio.run(spoken(voice, "Hello."))
