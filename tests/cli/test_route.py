"""`voice route`."""

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from voice.answer import phrases

KEYS = {"text", "tier", "reason", "skill", "slots", "private", "fallbacks", "signals", "alternatives", "ms"}


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


def test_without_a_tier_nobody_is_named_to_people(voice: Voice) -> None:
    shown = voice("route", "compare hobbes and locke")
    assert shown.out.startswith("nobody ")
    assert "a language model would help, and none can be asked" in shown.out
    explained = voice("route", "--explain", "compare hobbes and locke").out
    assert "a language model would help" in explained
    assert "larger" not in explained
    assert "it seems to be about timers" in voice("route", "eggs four minutes toast two").out
    assert voice("route", "--json", "compare hobbes and locke").document["tier"] == "cloud"


def test_nothing_to_route_is_no_error(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    shown = voice("route", "--json")
    assert (shown.code, shown.out) == (0, "")


def test_the_tiers_that_would_be_tried_are_named(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_CLOUD_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("VOICE_CLOUD_MODEL", "large")
    assert voice("route", "explain quantum theory", "--json").document["fallbacks"] == ["cloud"]


TIERS = """
[[tiers]]
name = "big"
where = "cloud"
base_url = "https://cloud.invalid/v1"
model = "large"
price_in = 0.5
price_out = 1.5

[[tiers]]
name = "small"
where = "device"
base_url = "http://127.0.0.1:1/v1"
model = "small"
"""


@pytest.fixture
def tiers(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(TIERS)


def test_the_explanation_says_in_words_what_every_signal_saw(voice: Voice) -> None:
    shown = voice("route", "--explain", "explain quantum theory").out
    said = ("nothing private", "no rule against", "none is set up", "no skill does this", "fits the device", "world knowledge")
    assert [words for words in said if words not in shown] == []
    assert "no tier is set up" in shown


@pytest.mark.usefixtures("tiers")
def test_the_explanation_shows_time_and_money_of_every_tier(voice: Voice) -> None:
    shown = voice("route", "--explain", "explain quantum theory").out
    big, small = (next(line for line in shown.splitlines() if f"  {name} (" in line) for name in ("big", "small"))
    assert all(words in big for words in ("first", " ms", "$0.000"))
    assert "if those before it fail" in small


@pytest.mark.usefixtures("tiers")
def test_the_explanation_says_why_a_tier_is_not_asked(voice: Voice) -> None:
    shown = voice("route", "--explain", "my phone number is 555 123 4567 write a letter about it").out
    assert "stays at home" in shown
    assert "no: private (phone)" in shown
    shown = voice("route", "--explain", "set a timer for ten minutes").out
    assert "the timer_set skill does it" in shown
    assert shown.count("no: no model is needed") == 2


@pytest.mark.usefixtures("tiers")
def test_private_words_are_named_by_kind_and_offered_to_no_other_tier(voice: Voice) -> None:
    line = voice("route", "my phone number is 555 123 4567 write a letter about it", "--json").document
    assert (line["tier"], line["private"], line["fallbacks"]) == ("device", ["phone"], ["small"])
    assert {one["tier"]: one["removed"] for one in line["alternatives"]} == {"big": "private (phone)", "small": ""}


def test_the_listener_is_told_what_was_kept_at_home(voice: Voice, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(TIERS.partition("\n\n")[0])
    turn = voice("ask", "my phone number is 555 123 4567 write a letter about it", "--json").document["turns"][0]
    assert (turn["reply"], turn["answered_by"]) == (phrases.KEPT, None)


@pytest.mark.usefixtures("tiers")
def test_offline_no_tier_elsewhere_is_asked(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_OFFLINE", "true")
    line = voice("route", "explain quantum theory", "--json").document
    assert (line["tier"], line["fallbacks"]) == ("device", ["small"])
    assert line["signals"]["policy"]["value"] == {"big": "offline"}


def test_input_that_is_no_text_is_refused(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\x00"), encoding="utf-8"))
    shown = voice("route", "--json")
    assert (shown.code, shown.out) == (2, "")
    assert "standard input" in shown.err


@pytest.mark.parametrize(("text", "code"), [("", 0), (" ", 0), ("\udcff", 2), ("a" * 20_000, 2), ("[bold]", 0), ("\x00", 2)])
def test_odd_text_is_routed_or_refused(voice: Voice, text: str, code: int) -> None:
    assert voice("route", text).code == code
    assert voice("route", text, "--explain").code == code
    assert voice("ask", text).code == code
