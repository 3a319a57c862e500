"""What the service manager is told."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serve.far import Home, Room
from voice.clock import VirtualClock
from voice.serve import watchdog
from voice.serve.health import Heartbeat


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """One that wants to hear of the process every minute."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.settimeout(0.0)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "60000000")
        monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
        yield heard


def told(manager: socket.socket) -> list[str]:
    said = []
    while True:
        try:
            said.append(manager.recv(4096).decode())
        except BlockingIOError:
            return said


def fed(home: Home, manager: socket.socket, script: Any) -> list[str]:
    async def live(home: Home) -> None:
        feeding = watchdog.beside(home.station, home.clock)
        await script(home)
        feeding.cancel()

    home.live(live)
    return told(manager)


def test_as_long_as_sound_is_listened_to_it_is_told_three_times_within_what_is_asked(
    tmp_path: Path, manager: socket.socket
) -> None:
    async def script(home: Home) -> None:
        room = await Room("kitchen", home).connect()
        assert await room.asks("what time is it") == "It's noon."
        await home.clock.sleep(100.0)
        room.close()

    said = fed(Home(tmp_path), manager, script)
    assert set(said) == {"WATCHDOG=1"}
    assert len(said) >= 6


def test_without_a_microphone_nobody_hangs(tmp_path: Path, manager: socket.socket) -> None:
    async def script(home: Home) -> None:
        await home.clock.sleep(190.0)

    assert len(fed(Home(tmp_path), manager, script)) == 10  # all that the socket holds


def test_a_session_that_hangs_at_a_frame_is_not_vouched_for(
    tmp_path: Path, manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: Any) -> None:
        await asyncio.Event().wait()

    async def script(home: Home) -> None:
        room = await Room("kitchen", home).connect()
        await room.until("welcome")
        await home.clock.sleep(1.0)
        told(manager)
        monkeypatch.setattr("voice.session.Session._hear", hang)
        await home.clock.sleep(300.0)
        assert [one for one in told(manager) if one == "WATCHDOG=1"] in (["WATCHDOG=1"], ["WATCHDOG=1"] * 2)
        room.vanish()
        room.close()
        await home.clock.sleep(30.0)
        assert "WATCHDOG=1" in told(manager), "with the session goes its fault"

    fed(Home(tmp_path), manager, script)


@pytest.mark.parametrize(
    "given",
    [{"WATCHDOG_USEC": ""}, {"WATCHDOG_USEC": "soon"}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_PID": "1"}, {"WATCHDOG_PID": "me"}],
)
def test_who_asks_for_nothing_is_told_nothing(
    tmp_path: Path, manager: socket.socket, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    async def script(home: Home) -> None:
        await home.clock.sleep(100.0)

    assert fed(Home(tmp_path), manager, script) == []


@pytest.mark.parametrize("name", [None, "", "nothing", "/nowhere/notify", "@nobody-is-there"])
def test_where_nobody_listens_nothing_fails(monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    if name is not None:
        monkeypatch.setenv("NOTIFY_SOCKET", name)
    watchdog.tell("READY=1")


def test_a_name_without_a_file_is_reached_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind("\0voice-test-notify")
        monkeypatch.setenv("NOTIFY_SOCKET", "@voice-test-notify")
        watchdog.tell("READY=1")
        assert heard.recv(99) == b"READY=1"


def test_how_long_a_frame_takes_is_seen(tmp_path: Path) -> None:
    clock = VirtualClock()
    beat = Heartbeat(clock)
    assert beat.busy_s == 0.0
    beat.given(True)
    clock.run(clock.sleep(5.0))
    assert beat.busy_s == pytest.approx(5.0)
    beat.given(False)
    assert beat.busy_s == 0.0
