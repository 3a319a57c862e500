"""Clients that are slow, or too many, and a process without file handles: everybody else is answered."""

import asyncio
import json
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.gateway.serving import SKY, Gateway, gateway, tier
from voice.gateway import app, connection, serve
from voice.testing import ScriptedTier

pytestmark = pytest.mark.slow

BEGUN = {
    "nothing": b"",
    "half a head": b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    "half a body": b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{",
    "a body in chunks": b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a body for nobody": b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n\r\nx",
    "another head": b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /v1/mod",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    for name in ("HEADERS_S", "STALLED_S"):
        monkeypatch.setattr(connection, name, 0.5)
    monkeypatch.setattr(app, "BODY_S", 0.5)
    with gateway(tmp_path, tier("small", "http://127.0.0.1:1/v1"), instead=ScriptedTier("small", "Air.")) as begun:
        yield begun


def connected(to: Gateway, sent: bytes = b"") -> socket.socket:
    place = urlsplit(to.url)
    client = socket.create_connection((place.hostname, place.port), timeout=20)
    client.sendall(sent)
    return client


def asked(stream: bool = False) -> bytes:
    body = json.dumps({"model": "small", "messages": SKY, "stream": stream})
    head = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close"
    return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def rest(client: socket.socket, sent: bytes = b"") -> bytes:
    """What comes until the connection is closed, while `sent` is sent again and again."""
    client.settimeout(0.1)
    came = b""
    while True:
        try:
            client.sendall(sent)
            if not (piece := client.recv(65536)):
                return came
            came += piece
        except TimeoutError:
            continue
        except OSError:
            return came


def is_answered(to: Gateway) -> bool:
    said = httpx2.post(f"{to.url}/chat/completions", json={"model": "small", "messages": SKY}, timeout=20)
    return said.json()["choices"][0]["message"]["content"] == "Air."


@pytest.mark.parametrize("trickle", [b"", b"a"], ids=["silent", "trickling"])
@pytest.mark.parametrize("begun", BEGUN)
def test_a_request_that_does_not_arrive_is_given_up(here: Gateway, begun: str, trickle: bytes) -> None:
    with connected(here, BEGUN[begun]) as client:
        came = rest(client, trickle if begun != "a body in chunks" else b"1\r\na\r\n" * len(trickle))
    assert (b" 408 " in came) == (begun in ("half a body", "a body in chunks")) or b" 400 " in came
    assert is_answered(here)


def test_a_client_that_does_not_read_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "STALLED_S", 0.5)
    endless = ScriptedTier("small", *["Air " * 20000] * 200)
    with gateway(tmp_path, tier("small", "http://127.0.0.1:1/v1"), instead=endless) as here, connected(here, asked(True)):
        for _ in range(200):
            if here.traces:
                break
            time.sleep(0.1)
        assert [trace["interrupted"] for trace in here.traces] == [True]


def test_half_sent_requests_make_room_for_whole_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_OF_PEER", 20)
    small = ScriptedTier("small", "Air.")
    with gateway(tmp_path, tier("small", "http://127.0.0.1:1/v1"), instead=small) as here, ExitStack() as held:
        clients = [held.enter_context(connected(here, BEGUN["half a head"])) for _ in range(300)]
        assert is_answered(here)
        assert [rest(client) for client in clients[:270]] == [b""] * 270
        clients[-1].sendall(b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
        assert b" 400 " in rest(clients[-1])


@pytest.mark.parametrize("begun", ["half a body", "a body in chunks"])
def test_so_do_half_sent_bodies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: str) -> None:
    monkeypatch.setattr(connection, "MOST_OF_PEER", 20)
    small = ScriptedTier("small", "Air.")
    with gateway(tmp_path, tier("small", "http://127.0.0.1:1/v1"), instead=small) as here, ExitStack() as held:
        clients = [held.enter_context(connected(here, BEGUN[begun])) for _ in range(60)]
        assert is_answered(here)
        assert [rest(client) for client in clients[:35]] == [b""] * 35


def test_and_those_who_do_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_OF_PEER", 4)
    endless = ScriptedTier("small", *["Air " * 20000] * 400)
    with gateway(tmp_path, tier("small", "http://127.0.0.1:1/v1"), instead=endless) as here, ExitStack() as held:
        for _ in range(4):
            held.enter_context(connected(here, asked(True)))
        came = b""
        for _ in range(60):  # until the system keeps no more of what they do not read
            with connected(here) as client:
                came = rest(client, b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if b" 200 " in came:
                break
            time.sleep(0.3)
        assert b" 200 " in came


def test_requests_under_way_are_not_given_up_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_OF_PEER", 1)
    slow = ScriptedTier("small", "Air ", 1.0, "scatters.")
    with gateway(tmp_path, tier("small", "http://127.0.0.1:1/v1"), instead=slow) as here, connected(here, asked()) as client:
        time.sleep(0.3)
        with connected(here) as other:
            assert rest(other) == b""
        assert b"Air scatters." in rest(client)


@contextmanager
def handles(most: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_there_are_fewer_connections_where_there_are_few_handles() -> None:
    with handles(128):
        assert connection.most() == 48
    assert connection.most() <= connection.MOST


def test_without_handles_nothing_spins_and_nothing_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[object] = []
    quiet = serve._unless_short_of_handles
    monkeypatch.setattr(serve, "_unless_short_of_handles", lambda loop, why: (tries.append(why), quiet(loop, why)))
    small = ScriptedTier("small", "Air.")
    with gateway(tmp_path, tier("small", "http://127.0.0.1:1/v1"), instead=small) as here:
        assert is_answered(here)
        time.sleep(0.5)  # until the handle of that connection is free, or it would be left for the next
        with socket.socket() as waiting, socket.socket() as last, handles(last.fileno()):
            place = urlsplit(here.url)
            waiting.connect((place.hostname, place.port))
            time.sleep(2.5)
            last.close()
            waiting.sendall(b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert is_answered(here)
    assert 1 <= len(tries) <= 4
    assert caplog.records == []


def test_others_are_answered_while_a_long_request_is_judged(here: Gateway) -> None:
    def long(at: int) -> object:
        return {"model": "voice", "messages": [{"role": "user", "content": f"my pin is {at} " * 1000}]}

    async def ask() -> list[str]:
        async with httpx2.AsyncClient(timeout=300) as client:  # the long ones take a slow processor most of a minute
            done: list[str] = []

            async def post(name: str, body: object) -> None:
                await client.post(f"{here.url}/chat/completions", json=body)
                done.append(name)

            first = [asyncio.create_task(post("long", long(at))) for at in range(6)]
            await asyncio.sleep(0.05)
            await post("short", {"model": "small", "messages": SKY})
            await asyncio.gather(*first)
            return done

    assert asyncio.run(ask())[-1] == "long"
