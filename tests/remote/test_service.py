"""A service elsewhere is asked by OpenAI's protocol: what it is sent, when it is asked again, and what a bad one does."""

import asyncio
import gzip
import json
import time
from pathlib import Path

import numpy as np
import pytest

from tests.remote.server import Send, drips, hangs_up, hears, is_silent, says, serving, speaks
from voice.errors import EngineError
from voice.messages import Samples
from voice.remote import wav
from voice.remote.service import Service
from voice.speak.elsewhere import ElsewhereVoice

SOUND = (np.sin(np.arange(16_000) / 5) * 8000).astype(np.int16)
SECOND = np.full(24_000, 5000, "<i2").tobytes()
BUSY = says(429, b"{}", "application/json", "retry-after: 0")
SLOW = drips(b'{"te', b" ", 0.05)
ENDLESS = drips(wav.head(24_000), b"\0", 0.05), drips(wav.head(24_000) + SECOND[:4800], b"\0\0", 0.05)
LATE = (is_silent, SLOW, *ENDLESS)
"""Answers that take too long."""

DOWN = says(503, b"{}", "application/json", "retry-after: 0")


async def spoken(service: Service, text: str = "Good morning.") -> Samples:
    made = [chunk async for chunk in ElsewhereVoice(service, "joe").synthesise(text)]
    return np.concatenate([np.empty(0, np.int16), *made])


def test_the_whole_sound_is_sent_with_the_key_and_the_text_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script() -> None:
        monkeypatch.setenv("MY_KEY", "secret-key")
        async with serving(hears("What time is it?")) as fake:
            service = fake.service(tmp_path, key_env="MY_KEY")
            assert await service.transcribe(SOUND) == "What time is it?"
            ((head, body),) = fake.asked
            assert head.startswith("POST /v1/audio/transcriptions ")
            assert "Bearer secret-key" in head
            assert wav.whole(SOUND, 16_000) in body
            assert all(part in body for part in (b'name="model"\r\n\r\nmodel', b'name="language"\r\n\r\nen'))
            await service.close()

    asyncio.run(script())


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
def test_a_sentence_is_said_at_one_rate_whatever_the_services_is(tmp_path: Path, rate: int) -> None:
    async def script() -> None:
        async with serving(speaks(np.full(rate, 5000, "<i2").tobytes(), rate)) as fake:
            sound = await spoken(fake.service(tmp_path))
            assert len(sound) == pytest.approx(ElsewhereVoice.sample_rate, abs=2)
            assert np.median(sound) == pytest.approx(5000, abs=2)
            asked = json.loads(fake.asked[0][1])
            assert asked == {"model": "model", "input": "Good morning.", "voice": "joe", "response_format": "wav"}

    asyncio.run(script())


@pytest.mark.parametrize("first", [BUSY, DOWN, hangs_up, says(500, b"")])
def test_what_fails_is_asked_once_more(tmp_path: Path, first: Send) -> None:
    async def script() -> None:
        async with serving(first, hears("hello")) as fake:
            assert await fake.service(tmp_path).transcribe(SOUND) == "hello"
        async with serving(first, speaks(SECOND)) as fake:
            assert len(await spoken(fake.service(tmp_path))) > 20_000

    asyncio.run(script())


def test_a_pause_that_is_asked_for_is_kept(tmp_path: Path) -> None:
    """It is waited out where there is time, else the service is left alone for so long."""

    async def script() -> None:
        async with serving(says(429, b"", "text/plain", "retry-after-ms: 100"), hears("hello")) as fake:
            began = time.monotonic()
            assert await fake.service(tmp_path).transcribe(SOUND) == "hello"
            assert time.monotonic() - began >= 0.1
        async with serving(says(429, b"", "text/plain", "retry-after: 70"), hears("hello")) as fake:
            service = fake.service(tmp_path)
            with pytest.raises(EngineError, match="too many requests"):
                await service.transcribe(SOUND)
            with pytest.raises(EngineError, match=r"left alone for \d\d s"):
                await service.transcribe(SOUND)
            assert len(fake.asked) == 1

    asyncio.run(script())


def test_what_keeps_failing_is_left_alone(tmp_path: Path) -> None:
    async def script() -> None:
        async with serving(hangs_up) as fake:
            service = fake.service(tmp_path)
            for _ in range(4):
                with pytest.raises(EngineError):
                    await service.transcribe(SOUND)
            assert len(fake.asked) == 4  # twice in each of the first two

    asyncio.run(script())


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (is_silent, "within 0.5 s"),
        (says(401, b"{}"), "the key was refused"),
        (says(404, b"{}"), "no such model"),
        (says(302, b"", "text/plain", "location: http://127.0.0.1:9/"), "redirects"),
        (says(200, b"<html>"), "no text"),
        (says(200, b'{"text": 7}'), "no text"),
        (says(200, b"[" * 60_000), "no text"),
        (says(200, b'{"text": "' + b"a" * 200_000 + b'"}'), "more than a text"),
        (says(200, gzip.compress(b" " * 10_000_000), "application/json", "content-encoding: gzip"), "was not asked for"),
        (SLOW, "within 0.5 s"),
    ],
)
def test_a_bad_answer_is_an_error_in_time(tmp_path: Path, answer: Send, why: str) -> None:
    async def script() -> None:
        async with serving(answer) as fake:
            with pytest.raises(EngineError, match=why):
                await fake.service(tmp_path, late_s=0.5 if answer in LATE else 20.0).transcribe(SOUND)

    asyncio.run(script())


def chunk(name: bytes, size: int, rest: bytes = b"") -> bytes:
    return b"RIFF\0\0\0\0WAVE" + name + size.to_bytes(4, "little") + rest


STEREO = wav.head(24_000).replace(b"\x01\0\x01\0", b"\x01\0\x02\0")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (is_silent, "late to begin"),
        (says(200, b"<html>sorry</html>", "text/html"), "no WAV"),
        (says(200, b"ID3" + b"\0" * 5000, "audio/mpeg"), "no WAV"),
        (says(200, b"", "audio/wav"), "broke off"),
        (says(200, wav.head(24_000), "audio/wav", length=False), "broke off"),
        (says(200, wav.head(24_000, 24_000) + SECOND[:1000], "audio/wav", length=False), "broke off"),
        (says(200, STEREO + SECOND, "audio/wav"), "16 bits, mono"),
        (says(200, wav.head(200) + SECOND, "audio/wav"), "8 to 48 kHz"),
        (says(200, chunk(b"data", 8, SECOND), "audio/wav"), "does not tell its format"),
        (says(200, chunk(b"LIST", 1 << 30, SECOND), "audio/wav"), "without sound"),
        (says(200, chunk(b"LIST", 0, b"") + chunk(b"LIST", 0) * 9000, "audio/wav"), "without sound"),
        (says(200, wav.head(24_000) + SECOND * 100, "audio/wav", length=False), "does not stop"),
        (ENDLESS[0], "late to begin|slower"),
        (ENDLESS[1], "late to begin|slower"),
    ],
)
def test_bad_sound_is_an_error_in_time(tmp_path: Path, answer: Send, why: str) -> None:
    async def script() -> None:
        async with serving(answer) as fake:
            with pytest.raises(EngineError, match=why):
                await spoken(fake.service(tmp_path, late_s=0.5 if answer in LATE else 20.0))

    asyncio.run(script())


def test_sound_is_found_behind_other_chunks_however_it_is_cut() -> None:
    whole = wav.whole(np.arange(5, dtype=np.int16), 22_050)
    listed = whole[:12] + b"LIST\x03\0\0\0abc\0" + whole[12:] + b"LIST"
    for size in (1, 3, 1000):
        reader = wav.WavReader()
        parts = [reader.feed(listed[at : at + size]) for at in range(0, len(listed), size)]
        assert np.concatenate(parts).tolist() == [0, 1, 2, 3, 4]
        assert (reader.rate, reader.broke_off) == (22_050, False)


def test_a_place_that_is_not_trusted_is_sent_no_sound_and_nothing_private(tmp_path: Path) -> None:
    async def script() -> None:
        async with serving(speaks(SECOND)) as fake:
            there = fake.service(tmp_path, trusted=False)
            with pytest.raises(EngineError, match="cannot be looked at"):
                await there.transcribe(np.zeros(16_000, np.int16))
            with pytest.raises(EngineError, match="private data"):
                await spoken(there, "Your number is 07700 900123.")
            assert fake.asked == []
            assert len(await spoken(there, "The sky is blue.")) > 0

    asyncio.run(script())


def test_the_breaker_is_not_opened_by_what_is_private(tmp_path: Path) -> None:
    async def script() -> None:
        async with serving(speaks(SECOND)) as fake:
            there = fake.service(tmp_path, trusted=False)
            for _ in range(3):
                with pytest.raises(EngineError, match="private data"):
                    await spoken(there, "Your number is 07700 900123.")
            assert len(await spoken(there, "The sky is blue.")) > 0

    asyncio.run(script())


def test_offline_only_the_home_network_is_asked(tmp_path: Path) -> None:
    async def script() -> None:
        async with serving(hears("hello")) as fake:
            there = fake.service(tmp_path)
            there._gate.offline = True
            assert await there.transcribe(SOUND) == "hello"
            away = Service(there._place.__class__("speak", "http://example.com/v1", True), there._gate, 0.5)
            with pytest.raises(EngineError, match="offline"):
                await away.transcribe(SOUND)

    asyncio.run(script())
