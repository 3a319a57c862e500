import pytest
from pydantic import SecretStr

from voice.errors import UsageError
from voice.gateway.auth import Auth, is_loopback
from voice.gateway.refused import Refused


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8377", "localhost:1", "[::1]:8377", "LOCALHOST", "127.8.9.1"])
def test_names_of_this_machine_are_answered_to(host: str) -> None:
    Auth().check({"host": host})


@pytest.mark.parametrize(
    "host", ["", "example.com", "10.0.0.1", "localhost.example.com", "127.0.0.1.example.com", "0.0.0.0", "[", "x@127.0.0.1x"]
)
def test_other_names_are_not(host: str) -> None:
    with pytest.raises(Refused) as why:
        Auth().check({"host": host})
    assert why.value.status == 403


def test_a_page_of_the_same_place_is_not_foreign() -> None:
    Auth().check({"host": "localhost:8377", "origin": "http://localhost:8377", "sec-fetch-site": "same-origin"})


@pytest.mark.parametrize("origin", ["http://localhost:80", "https://example.com", "null", "file://", "http://127.0.0.1:8377"])
def test_a_page_of_another_place_is_refused(origin: str) -> None:
    with pytest.raises(Refused, match="Web pages"):
        Auth().check({"host": "localhost:8377", "origin": origin})


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic right", "right", "Bearer righ\xe9"])
def test_a_wrong_key_is_refused(said: str) -> None:
    with pytest.raises(Refused) as why:
        Auth(SecretStr("right")).check({"host": "voice.example.com", "authorization": said})
    assert why.value.status == 401
    assert "right" not in str(why.value)


def test_whoever_holds_the_key_may_ask_by_any_name() -> None:
    Auth(SecretStr("right")).check({"host": "voice.example.com", "authorization": "bearer right"})


def test_a_key_does_not_let_foreign_pages_in() -> None:
    with pytest.raises(Refused):
        Auth(SecretStr("right")).check({"host": "a.example", "origin": "http://b.example", "authorization": "Bearer right"})


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("192.168.1.5", False)])
def test_only_loopback_addresses_are_of_this_machine_alone(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize("host", ["no such host", "x" * 300])
def test_what_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="--host"):
        is_loopback(host)
