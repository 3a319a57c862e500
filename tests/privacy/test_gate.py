"""The gate: which requests go, and which do not."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.privacy.capture import Capture, capturing
from tests.tiers.server import nobody
from voice.clock import VirtualClock
from voice.errors import WithheldError
from voice.messages import Alternative, Route
from voice.privacy.audit import Audit
from voice.privacy.gate import EgressGate, Place
from voice.privacy.screen import Screen

CHAT = {"messages": [{"role": "user", "content": "why is the sky blue"}], "max_tokens": 300, "stream": False}
PRIVATE = {"messages": [{"role": "user", "content": "my phone number is 07700 900123"}]}
REDACTED = {"messages": [{"role": "user", "content": "my phone number is [phone 1]"}]}


@pytest.fixture
def server() -> Iterator[Capture]:
    with capturing() as server:
        yield server


@pytest.fixture
def gate(tmp_path: Path) -> EgressGate:
    clock = VirtualClock()
    return EgressGate(Screen(), Audit(tmp_path, clock), clock)


def place(server: Capture, **changes: Any) -> Place:
    return replace(Place("big", f"{server.url}/v1", trusted=False), **changes)


def post(gate: EgressGate, to: Place, body: Any, url: str = "") -> tuple[int, str]:
    return asyncio.run(gate.client_to(to).request("POST", url or f"{to.url}/chat/completions", timeout_s=5, json=body))


def log(gate: EgressGate) -> list[tuple[str, tuple[str, ...]]]:
    return [(entry.did, entry.kinds) for entry in gate.audit.entries()]


def test_what_is_not_private_goes_and_is_logged(gate: EgressGate, server: Capture) -> None:
    assert post(gate, place(server), CHAT)[0] == 200
    (entry,) = gate.audit.entries()
    assert (entry.did, entry.place, entry.host) == ("sent", "big", "127.0.0.1")
    assert entry.bytes == len(json.dumps(CHAT, separators=(",", ":")))
    assert entry.words == gate.audit.fingerprint("why is the sky blue")


@pytest.mark.parametrize("policy", ["refuse", "redact"])
def test_private_words_do_not_go_whoever_put_them_there(gate: EgressGate, server: Capture, policy: str) -> None:
    with pytest.raises(WithheldError):
        post(gate, place(server, policy=policy), PRIVATE)
    assert not server.heard
    assert log(gate) == [("withheld", ("phone",))]


def test_placeholders_go_and_are_named_in_the_log(gate: EgressGate, server: Capture) -> None:
    assert post(gate, place(server, policy="redact"), REDACTED)[0] == 200
    assert log(gate) == [("sent", ("phone",))]


@pytest.mark.parametrize("changes", [{"policy": "allow"}, {"trusted": True}])
def test_they_go_where_they_may(gate: EgressGate, server: Capture, changes: dict[str, Any]) -> None:
    assert post(gate, place(server, **changes), PRIVATE)[0] == 200
    assert b"07700" in server.heard
    assert len(log(gate)) == (0 if "trusted" in changes else 1)


@pytest.mark.parametrize(
    "url", ["/v1/note?text=my+phone+number+is+07700+900123", "/v1/my%20phone%20number%20is%2007700%20900123"]
)
def test_an_address_is_looked_at_too(gate: EgressGate, server: Capture, url: str) -> None:
    with pytest.raises(WithheldError):
        asyncio.run(gate.client_to(place(server)).request("GET", server.url + url, timeout_s=5))
    assert not server.heard


@pytest.mark.parametrize("body", ["my phone number is 07700 900123", '{"a": [{"b": "my phone number is 07700 900123"}]}'])
def test_so_is_any_body(gate: EgressGate, server: Capture, body: str) -> None:
    with pytest.raises(WithheldError):
        asyncio.run(gate.client_to(place(server)).request("POST", place(server).url, timeout_s=5, content=body))
    assert not server.heard


def test_a_client_goes_to_its_own_place_alone(gate: EgressGate, server: Capture) -> None:
    with capturing() as other, pytest.raises(WithheldError, match="another place"):
        post(gate, place(server), CHAT, url=f"{other.url}/v1/chat/completions")
    assert not other.heard


def test_a_redirect_is_not_followed(gate: EgressGate, server: Capture) -> None:
    with capturing() as other:
        server.answer = (307, {"Location": f"{other.url}/v1/chat/completions"})
        assert post(gate, place(server), CHAT)[0] == 307
        assert not other.heard


def test_no_proxy_of_the_environment_is_used(gate: EgressGate, server: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    with capturing() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert post(gate, place(server), CHAT)[0] == 200
        assert not proxy.heard


def test_headers_say_no_more_than_a_request_needs(gate: EgressGate, server: Capture) -> None:
    way = gate.client_to(place(server))
    headers = {"Authorization": "Bearer key", "X-Stainless-OS": "Linux", "Cookie": "a=b"}
    asyncio.run(way.request("POST", place(server).url, timeout_s=5, headers=headers, json=CHAT))
    assert b"Bearer key" in server.heard
    assert b"Stainless" not in server.heard
    assert b"Cookie" not in server.heard


def test_offline_nothing_goes_to_the_internet(gate: EgressGate) -> None:
    gate.offline = True
    with pytest.raises(WithheldError, match="offline"):
        post(gate, Place("big", "http://203.0.113.9/v1", trusted=True), CHAT)
    assert [(entry.did, entry.why) for entry in gate.audit.entries()] == [("refused", "offline = true")]


def test_offline_home_can_still_be_asked(gate: EgressGate, server: Capture) -> None:
    gate.offline = True
    assert post(gate, place(server, trusted=True), CHAT)[0] == 200


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::1"])
def test_a_name_of_the_home_network_that_stands_for_the_internet_is_refused(
    gate: EgressGate, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    async def resolve(*_: object, **__: object) -> list[Any]:
        return [(0, 0, 0, "", ("192.168.1.5", 80)), (0, 0, 0, "", (address, 80))]

    async def ask() -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
        nas = gate.client_to(Place("nas", "http://nas.local/v1", trusted=True))
        await nas.request("GET", "http://nas.local/v1", timeout_s=5)

    with pytest.raises(WithheldError, match="internet"):
        asyncio.run(ask())


def test_what_cannot_be_logged_does_not_go(gate: EgressGate, server: Capture) -> None:
    (gate.audit.file.parent / "egress.key").write_bytes(b"short")
    with pytest.raises(WithheldError, match="audit log"):
        post(gate, place(server), CHAT)
    assert not server.heard


def test_what_cannot_be_looked_at_does_not_go(gate: EgressGate, server: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str, previous: str = "") -> None:
        raise RuntimeError(text)

    monkeypatch.setattr("voice.privacy.find.find", fails)
    with pytest.raises(WithheldError):
        post(gate, place(server), CHAT)
    assert not server.heard
    assert log(gate) == [("withheld", ("unknown",))]


@pytest.mark.parametrize(
    ("private", "noted"),
    [(("phone",), [("big", "withheld", ("phone",)), ("mine", "withheld", ("phone",))]), ((), [])],
    ids=["private words", "words like any"],
)
def test_what_a_route_keeps_from_strangers_is_logged(
    private: tuple[str, ...], noted: list[tuple[str, str, tuple[str, ...]]], gate: EgressGate
) -> None:
    names = ("home", "big", "asked", "mine")
    places = {name: Place(name, f"https://{name}.example.com", trusted=name == "home") for name in names}
    others = tuple(Alternative(name, "cloud", 300.0, 0.0) for name in names)
    gate.keep_route(places, Route("device", "", candidates=("asked",), private=private, alternatives=others), "07700 900123")
    entries = list(gate.audit.entries())
    assert [(entry.place, entry.did, entry.kinds) for entry in entries] == noted
    assert {entry.words for entry in entries} <= {gate.audit.fingerprint("07700 900123")}


def test_what_no_connection_took_is_not_told_as_sent(gate: EgressGate) -> None:
    with nobody() as gone, pytest.raises(OSError, match="ConnectError"):
        post(gate, Place("big", gone, trusted=False, policy="redact"), REDACTED)
    assert log(gate) == [("unreached", ("phone",))]
    assert [entry.why for entry in gate.audit.entries()] == ["no connection"]
    assert gate.audit.verify().lines == 2, "that it was let out, and that it was not taken"
    assert not gate.audit.verify().broken


def test_each_request_has_its_own_outcome(gate: EgressGate, server: Capture) -> None:
    up = place(server)
    with nobody() as gone:
        for to in (up, replace(up, url=gone), up, replace(up, url=gone)):
            with suppress(OSError):
                post(gate, to, CHAT)
    assert [did for did, _ in log(gate)] == ["sent", "unreached", "sent", "unreached"]


def test_what_may_have_left_in_part_is_told_as_sent(gate: EgressGate) -> None:
    """A server that takes the request and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as taking:
        thread = threading.Thread(target=lambda: taking.accept()[0].close())
        thread.start()
        with pytest.raises(OSError, match="Error"):
            post(gate, Place("big", f"http://127.0.0.1:{taking.getsockname()[1]}/v1", trusted=False), CHAT)
        thread.join()
    assert [did for did, _ in log(gate)] == ["sent"]
