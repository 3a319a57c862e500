"""The satellite's side: how it finds the server, comes again, and plays what comes."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.serve.serving import TIME, Ends, Served, free_port, run, said_hello, serving
from voice.clock import WallClock
from voice.config import Config
from voice.errors import UsageError
from voice.listen.recording import Recording
from voice.listen.scripted import Scripted
from voice.messages import FRAME_S
from voice.privacy.gate import EgressGate
from voice.serve import client, protocol
from voice.serve.client import LostError, RefusedError, Satellite, Server, address


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("kiosk:8378", "http://kiosk:8378"),
        ("ws://kiosk:8378", "http://kiosk:8378"),
        ("wss://kiosk", "https://kiosk"),
        ("http://kiosk:8378/", "http://kiosk:8378"),
        ("http://kiosk:8378/satellite", "http://kiosk:8378"),
        ("http://[::1]:8378", "http://[::1]:8378"),
        ("192.168.1.7:80", "http://192.168.1.7:80"),
    ],
)
def test_an_address_may_be_written_in_several_ways(given: str, url: str) -> None:
    assert address(given) == url


@pytest.mark.parametrize(
    "given",
    [
        "", "http://", "ftp://kiosk", "http://kiosk:port", "http://kiosk:99999", "http://kiosk/v1", "http://a:b@kiosk",
        "http://[::1", ":8", "the kiosk", "http://ki osk:80",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        address(given)


def at(folder: Path, url: str, told: list[Any], token: str | None = None, offline: bool = False) -> Satellite:
    clock = WallClock()
    gate = EgressGate.of(Config(state_dir=folder, offline=offline), clock)
    ends = (Scripted(clock), Recording(clock, 16_000))
    server = Server(url, "kitchen", "ours", SecretStr(token) if token else None)
    return Satellite(server, gate, lambda rate: ends, told.append)


def test_where_nobody_listens_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(LostError, match="cannot be reached"):
        asyncio.run(at(tmp_path, f"http://127.0.0.1:{free_port()}", []).talk())


def test_offline_it_leaves_the_house_for_nobody(tmp_path: Path) -> None:
    from voice.errors import WithheldError

    with pytest.raises(WithheldError, match="offline"):
        asyncio.run(at(tmp_path, "https://kiosk.example.com", [], offline=True).talk())


@pytest.mark.slow
def test_where_something_else_listens_it_is_told(tmp_path: Path) -> None:
    async def something(answer: bytes) -> None:
        async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            writer.close()

        async with await asyncio.start_server(answered, "127.0.0.1", 0) as server:
            host, port = server.sockets[0].getsockname()
            with pytest.raises((RefusedError, LostError)):
                await at(tmp_path, f"http://{host}:{port}", []).talk()

    for answer in (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere\r\nContent-Length: 0\r\n\r\n", b"220 mail ready\r\n", b"",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x02hi",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\xff\xff\xff\xff",
    ):  # fmt: skip
        asyncio.run(something(answer))


@pytest.mark.slow
def test_what_it_is_refused_for_is_told_with_what_to_do(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        with pytest.raises(RefusedError, match="token") as refused:
            await at(tmp_path, served.url, []).talk()
        assert (refused.value.again_s, "VOICE_SERVE_TOKEN" in refused.value.remedy) == (None, True)
        with pytest.raises(RefusedError, match="token"):
            await at(tmp_path, served.url, [], "wrong").talk()
        async with served.connect(headers={"authorization": "Bearer the-right-token"}) as socket:
            await said_hello(socket, "kitchen")
            with pytest.raises(RefusedError, match="name") as refused:
                await at(tmp_path, served.url, [], "the-right-token").talk()
            assert refused.value.again_s is None
            await said_hello_again(served)

    async def said_hello_again(served: Served) -> None:
        async with served.connect(headers={"authorization": "Bearer the-right-token"}) as socket:
            await said_hello(socket, "office")
            with pytest.raises(RefusedError, match="slots") as refused:
                await at(tmp_path, served.url, [], "the-right-token").talk()
            assert refused.value.again_s == 10

    run(tmp_path, script, key="the-right-token", serve={"slots": 2})


@pytest.mark.slow
def test_it_comes_again_when_the_server_is_back(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        port, vocabulary = free_port(), served.vocabulary
        made = served.station.engines
        assert made is not None
        ends, told, warned, said = Ends(served), [], [], []

        async def say(text: str) -> None:
            said.append(text)

        url = f"http://127.0.0.1:{port}"
        gate = EgressGate.of(Config(state_dir=tmp_path), WallClock())
        staying = asyncio.create_task(Satellite(Server(url, "hall", "hall"), gate, ends, told.append).stay(warned.append, say))
        for restart in range(2):
            async with serving(tmp_path, made, vocabulary, port=port), asyncio.timeout(120):
                while sum(isinstance(one, protocol.Welcome) for one in told) <= restart:
                    await asyncio.sleep(0.05)
                ends.say(f"hey jarvis {TIME}")
                while sum(isinstance(one, protocol.Answered) for one in told) <= restart:
                    await asyncio.sleep(0.05)
        assert any("cannot be reached" in text for text in warned) or any("stops" in text for text in warned)
        staying.cancel()
        await asyncio.gather(staying, return_exceptions=True)

    run(tmp_path, script)


@pytest.mark.slow
def test_it_waits_while_the_server_loads_its_models_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.serve.cut_off.SOON_S", 0.0)

    async def script(served: Served) -> None:
        served.station.engines, engines = None, served.station.engines
        ends, told, warned = Ends(served), [], []
        talking = asyncio.create_task(served.satellite("hall", ends, told).come_in(lambda source: False, warned.append))
        await asyncio.sleep(2.5)
        assert warned == ["The server is not ready. Waiting until it is."]
        assert not talking.done()
        served.station.engines = engines
        async with asyncio.timeout(60):
            while not any(isinstance(one, protocol.Welcome) for one in told):
                await asyncio.sleep(0.05)
        assert len(warned) == 1
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)

    run(tmp_path, script)


@pytest.mark.slow
def test_where_all_slots_are_taken_it_says_so_aloud_once_and_comes_in_when_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.serve.cut_off.AGAIN_S", 0.2)

    async def script(served: Served) -> None:
        ends, told, warned, said = Ends(served), [], [], []

        async def say(text: str) -> None:
            said.append(text)

        staying = asyncio.create_task(served.satellite("hall", ends, told).stay(warned.append, say))
        async with asyncio.timeout(60):
            while 'voice_satellites_let_go_total{why="full"} 3.0' not in served.station.metrics.text().decode():
                await asyncio.sleep(0.05)
        assert said == [client.FULL]
        assert warned == ["All slots of the server are taken. Trying again."]
        served.station.slots.count = 1
        async with asyncio.timeout(60):
            while not any(isinstance(one, protocol.Welcome) for one in told):
                await asyncio.sleep(0.05)
        staying.cancel()
        await asyncio.gather(staying, return_exceptions=True)

    run(tmp_path, script, serve={"slots": 0})


def test_the_level_of_an_echo_is_told_in_whole_decibels_and_never_too_low() -> None:
    from voice.messages import Frame

    levels = {-40.2: -40.0, -40.0: -40.0, 0.0: 0.0, 3.0: 0.0, -900.0: -200.0, float("-inf"): float("-inf")}
    for level, told in levels.items():
        assert client._rounded(Frame(None, FRAME_S, level)) == told  # type: ignore[arg-type]
