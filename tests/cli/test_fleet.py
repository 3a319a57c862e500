"""`voice fleet`: what is told and taken, and a release that is signed as a machine would check it."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Voice
from voice.fleet import release

minisign = pytest.importorskip("minisign")

RELEASE = "version = 3\r\npercent = 10\r\n[settings.speak]\r\nvolume = 50\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "kiosks.toml"
    file.write_bytes(RELEASE.encode())
    return file


def test_a_release_is_signed_with_a_key_that_is_made_once(voice: Voice, file: Path, tmp_path: Path) -> None:
    key = tmp_path / "fleet.key"
    shown = voice("fleet", "sign", str(file), "--key", str(key))
    assert "signs version 3, for 10 % of the machines" in shown.out
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    public = shown.out.rpartition('key = "')[2].split('"')[0]
    signature = file.with_name("kiosks.toml.minisig").read_text()
    assert release.opened(RELEASE, signature, public).version == 3
    assert public in voice("fleet", "sign", str(file), "--key", str(key)).out


@pytest.mark.parametrize(("text", "told"), [
    ("version = 3\n[settings.tiers]\nx = 1\n", "what no fleet may"), ("version = ", "TOML"), ("#" * 70_000, "64 KB"),
])  # fmt: skip
def test_what_no_machine_would_take_is_not_signed(voice: Voice, file: Path, tmp_path: Path, text: str, told: str) -> None:
    file.write_text(text)
    shown = voice("fleet", "sign", str(file), "--key", str(tmp_path / "fleet.key"))
    assert shown.code in (1, 2)
    assert told in shown.err
    assert not file.with_name("kiosks.toml.minisig").exists()


def test_a_wrong_key_or_file_is_named(voice: Voice, file: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.key").write_text("no key\n")
    shown = voice("fleet", "sign", str(file), "--key", str(tmp_path / "bad.key"))
    assert (shown.code, "bad.key" in shown.err, "Traceback" in shown.err) == (2, True, False)
    assert "cannot be read" in voice("fleet", "sign", str(tmp_path / "none.toml")).err
    assert "cannot be read or written" in voice("fleet", "sign", str(file), "--key", str(tmp_path / "no" / "x.key")).err


def test_the_status_shows_every_number_and_that_nothing_is_told(voice: Voice) -> None:
    voice("ask", "what time is it")
    shown = voice("fleet", "status")
    for told in ("Nothing is told to anybody", "No releases are taken", "voice.turns", "voice.release.stage"):
        assert told in shown.out
    document: dict[str, Any] = voice("fleet", "status", "--json").document
    assert (document["report"], document["state"]) == (None, None)
    assert {one["name"] for one in document["summary"]} >= {"voice.turns", "voice.wakes"}


def test_the_status_tells_what_was_taken(voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICE_FLEET__REPORT", "https://otel.example.com/v1/metrics")
    monkeypatch.setenv("VOICE_OFFLINE", "true")
    state = tmp_path / "state"
    state.mkdir()
    taken = {"version": 7, "content": "x", "since": "2026-03-12T12:00:00+00:00", "settings": {}, "models": {}}
    held = {"device": "a" * 16, "seen": 8, "stage": "rolled back", "taken": taken, "told": {"report": "2026-03-12 done"}}
    (state / "fleet.json").write_text(json.dumps(held))
    out = voice("fleet", "status").out
    for told in ("nothing is: offline is on", "a" * 16, "Release 7", "A newer one was rolled back", "version 8", "03-12 done"):
        assert told in out
