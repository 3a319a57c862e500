"""`voice route`."""

import io
import json

import pytest

from tests.cli.conftest import Voice

KEYS = {"text", "tier", "reason", "skill", "slots", "private", "fallbacks", "signals", "ms"}


def test_unquoted_words_are_one_request(voice: Voice) -> None:
    shown = voice("route", "what", "time", "is", "it", "--json")
    assert shown.code == 0
    line = json.loads(shown.out)
    assert set(line) == KEYS
    assert (line["text"], line["tier"], line["skill"]) == ("what time is it", "skill", "time")


def test_quoted_texts_are_requests_of_their_own(voice: Voice) -> None:
    shown = voice("route", "what time is it", "set a timer for ten minutes", "--json")
    lines = [json.loads(line) for line in shown.out.splitlines()]
    assert [line["skill"] for line in lines] == ["time", "timer_set"]
    assert lines[1]["slots"] == {"seconds": 600}


def test_lines_of_standard_input_are_requests(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("what time is it\n\n  compare hobbes and locke\n"))
    lines = [json.loads(line) for line in voice("route", "--json").out.splitlines()]
    assert [line["tier"] for line in lines] == ["skill", "cloud"]
    assert lines[1]["text"] == "compare hobbes and locke"
    assert lines[1]["fallbacks"] == []


def test_nothing_to_route_is_no_error(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    shown = voice("route", "--json")
    assert (shown.code, shown.out) == (0, "")


def test_the_tiers_that_would_be_tried_are_named(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_CLOUD_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("VOICE_CLOUD_MODEL", "large")
    assert voice("route", "explain quantum theory", "--json").document["fallbacks"] == ["cloud"]


def test_the_explanation_names_every_signal(voice: Voice) -> None:
    shown = voice("route", "--explain", "explain quantum theory")
    for name in ("skill", "size", "task_type", "world knowledge"):
        assert name in shown.out


def test_input_that_is_no_text_is_refused(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\x00"), encoding="utf-8"))
    shown = voice("route", "--json")
    assert (shown.code, shown.out) == (2, "")
    assert "standard input" in shown.err


@pytest.mark.parametrize("text", ["", " ", "\udcff", "a" * 20_000, "[bold]", "\x00"])
def test_odd_text_is_routed(voice: Voice, text: str) -> None:
    assert voice("route", text).code == 0
    assert voice("route", text, "--explain").code == 0
    assert voice("ask", text).code == 0
