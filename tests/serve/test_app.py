"""The station on a real socket: what HTTP asks of it, and what bad clients do to it."""

import asyncio
import base64
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from textwrap import wrap
from typing import Any

import httpx2
import numpy as np
import pytest
from httpx2.websockets import WebSocketDisconnect, WebSocketNetworkError, WebSocketUpgradeError

from tests.serve.serving import TIME, UPGRADE, Ends, Served, masked, run, said_hello
from voice.gateway import connection as http_connection
from voice.messages import FRAME_SAMPLES
from voice.remote import wav
from voice.serve import connection

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A traceback would be."""
    yield
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def is_answered(served: Served, name: str = "witness") -> None:
    """Somebody else is served as ever: speaks, and gets a reply."""
    ends, told = Ends(served), []
    talking = asyncio.create_task(served.satellite(name, ends, told).talk())
    ends.say(f"hey jarvis {TIME}")
    async with asyncio.timeout(300):
        while not any(getattr(one, "type", "") == "answered" for one in told):
            assert not talking.done(), talking.result()
            await asyncio.sleep(0.05)
    talking.cancel()
    await asyncio.gather(talking, return_exceptions=True)
    assert ends.speaker.take().any()


async def refused(connecting: Any) -> Any:
    """The answer to a WebSocket that is not taken."""
    try:
        async with connecting:
            raise AssertionError("it was taken")
    except* WebSocketUpgradeError as errors:
        found = errors.exceptions[0]
    assert isinstance(found, WebSocketUpgradeError)
    return found.response


# HTTP


def test_health_readiness_and_metrics_are_told(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        async with served.client() as client:
            assert (await client.get("/healthz")).text == "ok\n"
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()["ready"]) == (200, True)
            metrics = await client.get("/metrics")
            assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
            assert "voice_sessions 0.0" in metrics.text
            served.station.engines, held = None, served.station.engines
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()["checks"]["models"]["ok"]) == (503, False)
            assert (await refused(served.connect())).status_code == 503
            served.station.engines = held

    run(tmp_path, script)


def file(samples: int) -> str:
    """A sound file, as it is announced."""
    return base64.b64encode(wav.whole(np.full(samples, 500, np.int16), 8_000)).decode()


BODIES = {
    "no body": (b"", 400),
    "no json": (b"hello", 400),
    "a list": (b"[]", 400),
    "no text": (b"{}", 400),
    "empty": (b'{"text": ""}', 400),
    "blank": (b'{"text": " \\n "}', 400),
    "a number": (b'{"text": 5}', 400),
    "too long": (json.dumps({"text": "a" * 1001}).encode(), 400),
    "half a letter": (b'{"text": "\\ud800"}', 400),
    "unknown": (b'{"text": "Hi.", "loud": true}', 400),
    "nobody": (b'{"text": "Hi.", "to": ["attic"]}', 404),
    "all of nobody": (b'{"text": "Hi."}', 202),
    "nothing to announce": (b'{"to": null}', 400),
    "two things": (b'{"text": "Hi.", "sound": "aGk="}', 400),
    "no base64": (b'{"sound": "!!!"}', 400),
    "half of base64": (b'{"sound": "aGkaa"}', 400),
    "no sound": (b'{"sound": "aGk="}', 400),
    "an empty sound": (json.dumps({"sound": file(0)}).encode(), 400),
    "a sound": (json.dumps({"sound": file(800)}).encode(), 202),
    "wrapped base64": (json.dumps({"sound": "\n".join(wrap(file(800), 76))}).encode(), 202),
    "huge": (b" " * (3 << 20), 413),
}


def test_what_is_no_announcement_is_refused_by_name(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        async with served.client() as client:
            for name, (body, status) in BODIES.items():
                said = await client.post("/announce", content=body)
                assert said.status_code == status, (name, said.text)
                assert ("error" in said.json()) == (status != 202)
            assert (await client.get("/announce")).status_code == 405
            assert (await client.get("/nowhere")).status_code == 404
            assert (await client.get("/satellite")).status_code == 404

    run(tmp_path, script)


def test_an_announcement_is_heard(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        async with served.client() as client, served.connect() as socket:
            await said_hello(socket)
            said = await client.post("/announce", json={"text": "Dinner is ready.", "to": ["raw"]})
            assert (said.status_code, said.json()) == (202, {"to": ["raw"]})
            while "announced" not in (text := await socket.receive_text()):
                pass
            assert json.loads(text)["text"] == "Dinner is ready."

    run(tmp_path, script)


@pytest.mark.parametrize("header", ["host", "origin", "sec-fetch-site"])
def test_pages_of_other_places_are_not_answered(tmp_path: Path, header: str) -> None:
    headers = {header: {"host": "evil.example", "origin": "https://evil.example", "sec-fetch-site": "cross-site"}[header]}

    async def script(served: Served) -> None:
        async with served.client(headers=headers) as client:
            for path in ("/healthz", "/readyz", "/metrics"):
                assert (await client.get(path)).status_code == 403
            assert (await client.post("/announce", json={"text": "Hi."})).status_code == 403
            assert (await refused(client.websocket("/satellite"))).status_code == 403

    run(tmp_path, script)


FOLLOWED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.mark.parametrize(
    ("method", "path", "changed", "status"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/?view=kiosk", {"sec-fetch-site": "same-site"}, 200),
        ("GET", "/", {"sec-fetch-dest": "iframe"}, 403),
        ("GET", "/page/icon.svg", {"sec-fetch-dest": "image", "sec-fetch-mode": "no-cors"}, 403),
        ("GET", "/", {"origin": "https://evil.example"}, 403),
        ("GET", "/", {"host": "evil.example"}, 403),
        ("GET", "/readyz", {}, 403),
        ("POST", "/", {}, 403),
        ("POST", "/announce", {}, 403),
    ],
)
def test_a_link_on_another_page_leads_to_the_page_and_to_nothing_else(
    tmp_path: Path, method: str, path: str, changed: dict[str, str], status: int
) -> None:
    async def script(served: Served) -> None:
        async with served.client(headers=FOLLOWED | changed) as client:
            assert (await client.request(method, path)).status_code == status

    run(tmp_path, script)


def test_with_a_token_only_health_is_told_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.serve.peers.LONGEST_S", 0.0)

    async def script(served: Served) -> None:
        key = {"authorization": "Bearer the-right-token"}
        async with served.client() as client:
            assert (await client.get("/healthz")).status_code == 200
            for path in ("/readyz", "/metrics", "/announce", "/nowhere"):
                assert (await client.get(path)).status_code == 401
                assert (await client.get(path, headers={"authorization": "Bearer wrong"})).status_code == 401
            assert (await client.get("/metrics", headers=key)).status_code == 200
        assert (await refused(served.connect(headers={"authorization": "Bearer wrong"}))).status_code == 401
        async with served.connect(headers=key) as socket:
            await said_hello(socket)
        async with served.connect() as socket:  # it may be in the hello: browsers cannot set the header
            await socket.send_json({"type": "hello", "protocol": 1, "name": "raw", "id": "raw", "token": "the-right-token"})
            assert "welcome" in await socket.receive_text()
        async with served.connect() as socket:
            await socket.send_json({"type": "hello", "protocol": 1, "name": "raw", "id": "raw"})
            assert json.loads(await socket.receive_text())["why"] == "token"

    run(tmp_path, script, key="the-right-token")


def test_over_the_slots_it_says_when_to_come_again_before_the_connection_is_made(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        async with served.connect() as socket:
            await said_hello(socket)
            response = await refused(served.connect())
            assert (response.status_code, response.headers["retry-after"]) == (429, "10")
        while served.station.slots.leased:
            await asyncio.sleep(0.02)
        await is_answered(served)

    run(tmp_path, script, serve={"slots": 1})


# who harms nobody


async def gone(reader: asyncio.StreamReader) -> bytes:
    """Read until the connection is closed."""
    came = b""
    async with asyncio.timeout(120):
        try:
            while piece := await reader.read(65536):
                came += piece
        except ConnectionError:
            pass
    return came


async def pushed(writer: asyncio.StreamWriter, piece: bytes) -> int:
    """Send a piece again and again until nobody takes it any more; how often that was."""
    for count in range(1000):
        try:
            writer.write(piece)
            await writer.drain()
        except ConnectionError:
            return count
    return 1000


def test_a_connection_lives_longer_than_the_head_of_a_request_may_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_connection, "HEADERS_S", 0.3)

    async def script(served: Served) -> None:
        async with served.connect() as socket:
            await said_hello(socket)
            for _ in range(10):
                await socket.send_bytes(bytes(2 * FRAME_SAMPLES))
                await asyncio.sleep(0.1)
            assert "raw" in served.station.sessions

    run(tmp_path, script)


def test_a_huge_message_is_cut_off_at_its_beginning(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        reader, writer = await served.upgraded()
        writer.write(bytes([0x82, 0x80 | 127]) + (1 << 30).to_bytes(8) + bytes(4))  # a gigabyte is to come
        assert await pushed(writer, bytes(1 << 20)) < 1000
        await gone(reader)
        writer.close()
        await is_answered(served)

    run(tmp_path, script)


def test_messages_in_endless_parts_are_cut_off(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        reader, writer = await served.upgraded(masked(b"\0" * 1000, final=False))
        writer.write(masked(b"\0" * 1000, opcode=0, final=False) * 100)
        await gone(reader)
        writer.close()
        assert b'satellites_let_go_total{why="flood"} 1.0' in served.station.metrics.text()
        await is_answered(served)

    run(tmp_path, script)


@pytest.mark.parametrize("message", [masked(b""), masked(b"", opcode=1), masked(b"{}", opcode=1), masked(b"\0\0")])
def test_a_flood_of_tiny_messages_is_cut_off(tmp_path: Path, message: bytes) -> None:
    async def script(served: Served) -> None:
        reader, writer = await served.upgraded()
        assert await pushed(writer, message * 10_000) < 1000
        await gone(reader)
        writer.close()
        await is_answered(served)

    run(tmp_path, script)


BROKEN = {
    "no mask": b"\x82\x02\0\0",
    "a reserved bit": b"\xf2\x80\0\0\0\0",
    "an unknown opcode": masked(b"", opcode=3),
    "a part of nothing": masked(b"", opcode=0),
    "a long ping": masked(b"\0" * 126, opcode=9),
    "text that is no UTF-8": masked(b"\xff", opcode=1),
    "HTTP": b"GET / HTTP/1.1\r\n\r\n",
    "a close and more": masked(b"\x03\xe8", opcode=8) + masked(b"\0\0") * 3,
    "a close of one byte": masked(b"\x03", opcode=8),
    "noise": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_protocol_ends_that_connection_alone(tmp_path: Path, broken: bytes) -> None:
    async def script(served: Served) -> None:
        hello = masked(b'{"type": "hello", "protocol": 1, "name": "raw", "id": "raw"}', opcode=1)
        for greeting in (b"", hello):
            reader, writer = await served.upgraded(greeting + broken)
            await gone(reader)
            writer.close()
        while served.station.sessions:
            await asyncio.sleep(0.02)
        await is_answered(served)

    run(tmp_path, script)


HANDSHAKES = {
    "no key": UPGRADE.replace(b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", b""),
    "a short key": UPGRADE.replace(b"AAAAAAAAAAAAAAAAAAAAAA==", b"A"),
    "another version": UPGRADE.replace(b"Version: 13", b"Version: 8"),
    "another method": UPGRADE.replace(b"GET", b"POST"),
    "another path": UPGRADE.replace(b"/satellite", b"/elsewhere"),
    "a path for HTTP": UPGRADE.replace(b"/satellite", b"/metrics"),
    "another protocol": UPGRADE.replace(b"websocket", b"h2c"),
    "no host": UPGRADE.replace(b"Host: 127.0.0.1\r\n", b""),
    "a protocol of its own": UPGRADE.replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Protocol: a, b\r\n\r\n"),
}


@pytest.mark.parametrize("handshake", HANDSHAKES.values(), ids=HANDSHAKES)
def test_a_bad_handshake_is_refused_without_a_fault(tmp_path: Path, handshake: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_connection, "HEADERS_S", 1.0)
    monkeypatch.setattr("voice.serve.satellite.HELLO_S", 1.0)
    monkeypatch.setattr(connection, "LINGERS_S", 0.5)

    async def script(served: Served) -> None:
        reader, writer = await served.raw(handshake)
        came = await gone(reader)
        assert b" 500 " not in came
        assert came
        writer.close()

    run(tmp_path, script)


def test_one_that_vanishes_without_a_word_is_gone_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.LIMITS, "ws_ping_interval", 0.5)
    monkeypatch.setitem(connection.LIMITS, "ws_ping_timeout", 0.5)

    async def script(served: Served) -> None:
        hello = masked(b'{"type": "hello", "protocol": 1, "name": "raw", "id": "raw"}', opcode=1)
        _, writer = await served.upgraded(hello)  # it answers no ping
        async with asyncio.timeout(60):
            while not served.station.sessions:
                await asyncio.sleep(0.02)
            while served.station.sessions:
                await asyncio.sleep(0.05)
        writer.close()

    run(tmp_path, script)


def test_one_that_does_not_read_is_gone_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.serve.satellite.READ_S", 0.5)
    monkeypatch.setattr(connection, "LINGERS_S", 0.5)

    async def script(served: Served) -> None:
        hello = masked(b'{"type": "hello", "protocol": 1, "name": "raw", "id": "raw"}', opcode=1)
        _, writer = await served.upgraded(hello)
        while "raw" not in served.station.satellites:
            await asyncio.sleep(0.02)
        outbox = served.station.satellites["raw"].outbox
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        async with asyncio.timeout(60):
            while "raw" in served.station.sessions:
                outbox.play(np.zeros(200_000, np.int16))
                await asyncio.sleep(0.01)
        async with asyncio.timeout(60):
            while served.server.server_state.connections:
                await asyncio.sleep(0.05)
        writer.close()
        await is_answered(served)

    run(tmp_path, script)


def test_ends_of_either_side_are_seen_by_the_other(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        async with served.connect() as socket:
            await said_hello(socket)
            await served.station.drain()
            told: list[str] = []
            with suppress(WebSocketDisconnect, WebSocketNetworkError):
                while True:
                    told.append(await socket.receive_text())
            assert json.loads(told[-1])["why"] == "stopping"

    run(tmp_path, script)


def test_two_of_ours_are_answered_at_once(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        await asyncio.gather(is_answered(served, "kitchen"), is_answered(served, "office"))
        async with httpx2.AsyncClient() as client:
            text = (await client.get(f"{served.url}/metrics")).text
        assert 'voice_replies_total{by="skill"} 2.0' in text

    run(tmp_path, script)
