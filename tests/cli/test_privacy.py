"""`voice privacy`: what would go where, and what went."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from voice.clock import WallClock
from voice.privacy.audit import Audit

TIERS = """
[[tiers]]
name = "here"
where = "device"
base_url = "http://localhost:1/v1"
model = "m"
[[tiers]]
name = "big"
where = "cloud"
base_url = "https://api.example.com/v1"
model = "m"
[[tiers]]
name = "careful"
where = "cloud"
base_url = "https://eu.example.com/v1"
model = "m"
privacy = "redact"
"""
SAID = "my phone number is 07700 900123 when can they call"


@pytest.fixture
def tiers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "tiers.toml"
    file.write_text(TIERS)
    monkeypatch.setenv("VOICE_CONFIG", str(file))
    monkeypatch.setenv("VOICE_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def test_what_each_place_would_be_sent(voice: Voice, tiers: Path) -> None:
    done = voice("privacy", "check", SAID, "why is the sky blue", "--json")
    private, general = map(json.loads, done.out.splitlines())
    assert [(one["kind"], one["words"]) for one in private["found"]] == [("phone", "07700 900123")]
    sent = {place["name"]: place["sent"] for place in private["places"]}
    assert sent == {"here": SAID, "big": None, "careful": "my phone number is [phone 1] when can they call"}
    assert {place["sent"] for place in general["places"]} == {"why is the sky blue"}
    assert not tiers.exists()


def test_for_people(voice: Voice, tiers: Path) -> None:
    done = voice("privacy", "check", SAID)
    assert "phone: “07700 900123”" in done.out
    assert "nothing" in done.out
    assert "[phone 1]" in done.out


def test_offline_says_so(voice: Voice, tiers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_OFFLINE", "true")
    places = json.loads(voice("privacy", "check", "why is the sky blue", "--json").out)["places"]
    assert [(place["sent"], place["why"]) for place in places[1:]] == [(None, "offline = true")] * 2


def test_without_tiers(voice: Voice, tmp_path: Path) -> None:
    assert "nothing is sent anywhere" in voice("privacy", "check", SAID).out


def test_the_log_is_shown_and_searched_without_words(voice: Voice, tiers: Path) -> None:
    assert "Nothing has been sent" in voice("privacy", "log").out
    tiers.mkdir(exist_ok=True)
    audit = Audit(tiers, WallClock())
    audit.note("big", "api.example.com", "withheld", ("phone",), words=SAID)
    audit.note("big", "api.example.com", "sent", words="why is the sky blue", size=321)
    shown = voice("privacy", "log").out
    assert "withheld" in shown
    assert "321" in shown
    assert "sky" not in shown
    (entry,) = json.loads(voice("privacy", "log", "--said", "Why is the sky blue", "--json").out)["entries"]
    assert (entry["did"], entry["bytes"]) == ("sent", 321)
    assert "have not been sent" in voice("privacy", "log", "--said", "why is the sky red").out


def test_the_log_is_verified(voice: Voice, tiers: Path) -> None:
    assert voice("privacy", "log", "--verify").code == 0
    audit = Audit(tiers, WallClock())
    for size in (1, 2, 3):
        audit.note("big", "api.example.com", "sent", size=size)
    assert "3 lines" in voice("privacy", "log", "--verify").out
    whole = json.loads(voice("privacy", "log", "--verify", "--json").out)
    assert (whole["lines"], whole["undigested"], whole["broken"]) == (3, 0, "")
    lines = audit.file.read_text().splitlines(keepends=True)
    audit.file.write_text("".join([lines[0], lines[2]]))
    done = voice("privacy", "log", "--verify")
    assert done.code == 1
    assert "egress.jsonl line 2" in " ".join(done.out.split())
    audit.file.unlink()
    audit.file.mkdir()
    done = voice("privacy", "log", "--verify")
    assert (done.code, "Traceback" in done.err) == (1, False)


def test_a_log_that_cannot_be_read_is_an_error(voice: Voice, tiers: Path) -> None:
    tiers.mkdir()
    (tiers / "egress.key").write_bytes(b"short")
    done = voice("privacy", "log", "--said", "hello there")
    assert done.code == 1
    assert "Traceback" not in done.err
