"""presidio-analyzer as a further detector."""

import socket
import sys

import pytest

from voice.errors import EngineError
from voice.privacy import IDENTIFIERS, Detector
from voice.privacy.presidio import KINDS, Presidio, kind


def test_every_kind_is_one_of_ours() -> None:
    assert set(KINDS.values()) <= set(IDENTIFIERS)


@pytest.mark.parametrize(
    ("entity", "ours"),
    [("ES_PASSPORT", "passport"), ("US_DRIVER_LICENSE", "licence"), ("PL_PESEL", "national_id"), ("URL", "")],
)
def test_entities_have_our_names(entity: str, ours: str) -> None:
    assert kind(entity) == ours


@pytest.mark.slow
def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "presidio_analyzer", None)
    with pytest.raises(EngineError, match="presidio") as raised:
        Presidio().load()
    assert "voiceloop[presidio]" in raised.value.remedy


@pytest.fixture(scope="module")
def presidio() -> Detector:
    pytest.importorskip("presidio_analyzer")
    detector = Presidio()
    detector.load()
    return detector


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("write to bob@example.org please", "email", "bob@example.org"),
        ("my card is 4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
        ("pay DE89370400440532013000", "iban", "DE89370400440532013000"),
        ("ping 10.0.0.7", "ip_address", "10.0.0.7"),
    ],
)
def test_values_are_found(presidio: Detector, text: str, kind: str, span: str) -> None:
    found = {(one.kind, text[one.start : one.end]) for one in presidio(text)}
    assert (kind, span) in found


def test_what_is_nobodys_is_left(presidio: Detector) -> None:
    assert presidio("is https://example.com down on monday in berlin") == []


def test_nothing_is_fetched(presidio: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *host, **_: asked.append(host))
    assert presidio("write to ann@example.museum")
    assert asked == []
