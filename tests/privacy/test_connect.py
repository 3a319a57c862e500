"""What a name stands for is decided once: the addresses that were judged are the ones that are connected to."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.privacy.capture import Capture, capturing
from voice.clock import VirtualClock
from voice.errors import WithheldError
from voice.privacy.audit import Audit
from voice.privacy.gate import RESOLVED_S, EgressGate, GatedClient, Place
from voice.privacy.screen import Screen

ELSEWHERE = "203.0.113.9"
FAILS = "nobody knows"


@pytest.fixture
def server() -> Iterator[Capture]:
    with capturing() as server:
        yield server


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What a name stands for, look-up by look-up; the last one stays."""
    answers: list[list[str]] = []

    def resolve(host: str, port: object, *_: object, **__: object) -> list[tuple[int, int, int, str, tuple[str, object]]]:
        assert host == "nas.local"
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if FAILS in found:
            raise socket.gaierror(socket.EAI_AGAIN, FAILS)
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return answers


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def nas(tmp_path: Path, server: Capture, clock: VirtualClock) -> GatedClient:
    gate = EgressGate(Screen(), Audit(tmp_path, clock), clock)
    return gate.client_to(Place("nas", f"http://nas.local:{server.server_port}/v1", trusted=True))


def ask(nas: GatedClient) -> int:
    return asyncio.run(nas.request("POST", nas.place.url, timeout_s=5, json={"said": "my pin is 4711"}))[0]


@pytest.mark.parametrize(
    "answers",
    [
        [["127.0.0.1"], [ELSEWHERE]],
        [["127.0.0.1"], [FAILS]],
        [["127.0.0.1", "127.0.0.1"], [ELSEWHERE]],
        [["127.0.0.9", "127.0.0.1"], [ELSEWHERE]],
        [["::1", "127.0.0.1"], [ELSEWHERE]],
        [["::ffff:127.0.0.1"], [ELSEWHERE]],
    ],
)
def test_what_was_judged_is_connected_to(
    nas: GatedClient, server: Capture, names: list[list[str]], answers: list[list[str]]
) -> None:
    names += answers
    assert [ask(nas), ask(nas)] == [200, 200]
    assert server.heard.count(b"4711") == 2
    assert b"Host: nas.local" in server.heard.replace(b"host:", b"Host:")


@pytest.mark.parametrize("first", [[FAILS], []])
def test_a_look_up_that_fails_sends_nothing(
    nas: GatedClient, server: Capture, names: list[list[str]], first: list[str]
) -> None:
    names += [first, [ELSEWHERE]]
    with pytest.raises(OSError, match="ConnectError"):
        ask(nas)
    with pytest.raises(WithheldError, match="internet"):
        ask(nas)
    assert not server.heard


@pytest.mark.parametrize(
    "found",
    [
        [ELSEWHERE], ["127.0.0.1", ELSEWHERE], ["::ffff:203.0.113.9"], ["0.0.0.0"], ["::"], ["2002:7f00:1::"],
        ["64:ff9b::7f00:1"],
    ],
)  # fmt: skip
def test_one_address_elsewhere_is_enough_to_refuse(
    nas: GatedClient, server: Capture, names: list[list[str]], found: list[str]
) -> None:
    names.append(found)
    for _ in range(2):
        with pytest.raises(WithheldError, match="internet"):
            ask(nas)
    assert not server.heard


def test_a_name_that_moves_away_is_refused_once_it_is_looked_up_again(
    nas: GatedClient, clock: VirtualClock, names: list[list[str]]
) -> None:
    names += [["127.0.0.1"], [ELSEWHERE]]
    assert ask(nas) == 200
    asyncio.run(clock.step(RESOLVED_S))
    with pytest.raises(WithheldError, match="internet"):
        ask(nas)


def test_nobody_home_is_an_address_that_cannot_be_reached(nas: GatedClient, server: Capture, names: list[list[str]]) -> None:
    server.shutdown()
    server.server_close()
    names.append(["127.0.0.9", "127.0.0.1"])
    with pytest.raises(OSError, match="ConnectError"):
        ask(nas)
