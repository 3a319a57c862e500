"""`voice history`: past turns, everything that is kept of a person, and forgetting it."""

import json
import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from tests.history.kept import turns_in
from voice.history import FILE

ASKED = ("what time is it", "set a zanzibar timer for ten minutes", "add zanzibar to my shopping list")


@pytest.fixture(autouse=True)
def _forgets_no_models_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.transcribe.language_model._folder", lambda: tmp_path / "cache")


@pytest.fixture
def asked(voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The state folder of somebody who has asked, and whose words are kept."""
    monkeypatch.setenv("VOICE_KEEP_WORDS", "true")
    assert voice("ask", *ASKED).code == 0
    return tmp_path / "state"


def test_turns_are_shown_to_people_and_as_json(voice: Voice, asked: Path) -> None:
    shown = voice("history", "list")
    assert shown.code == 0
    for word in ("time", "timer_set", "lists", "typed", "zanzibar"):
        assert word in shown.out
    document = voice("history", "list", "--json", "--last", "2").document
    assert document["file"] == str(asked / FILE)
    assert [turn["heard"] for turn in document["turns"]] == list(ASKED[1:])


def test_words_have_the_width_of_the_terminal_and_none_is_broken(voice: Voice, asked: Path) -> None:
    shown = voice("history", "list").out
    assert f"  said      {ASKED[0]}" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert {"ms", "cost"}.isdisjoint(shown.split())


def test_without_words_figures_are_shown_alone(voice: Voice) -> None:
    voice("ask", ASKED[1])
    shown = voice("history", "list")
    assert "timer_set" in shown.out
    assert "zanzibar" not in shown.out
    assert "keep_words is off" in shown.out
    assert voice("history", "list", "--json").document["turns"][0]["heard"] is None


@pytest.mark.parametrize("command", [("list",), ("export",), ("forget", "--yes")])
def test_where_there_is_nothing_that_is_told(voice: Voice, tmp_path: Path, command: tuple[str, ...]) -> None:
    shown = voice("history", *command)
    assert shown.code == 0
    assert shown.out == {
        "list": "There are no turns yet.\n",
        "export": "",
        "forget": "Forgotten: no turns, and every conversation.\n",
    }[command[0]]


def test_nothing_is_kept_where_that_is_set(voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICE_HISTORY__KEEP", "false")
    voice("ask", ASKED[0])
    assert not (tmp_path / "state" / FILE).exists()
    assert "history.keep is off" in voice("history", "list").out
    shown = voice("report")
    assert shown.code == 2
    assert "history.keep is off" in shown.err


def test_everything_is_exported_by_its_kind(voice: Voice, asked: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in voice("history", "export").out.splitlines()]
    assert [line["kind"] for line in lines] == ["turn"] * 3 + ["timer", "list"]
    assert (lines[3]["text"], lines[4]["items"]) == ("zanzibar", ["zanzibar"])
    file = tmp_path / "mine.jsonl"
    file.touch(mode=0o644)
    assert voice("history", "export", "--out", file).code == 0
    assert [json.loads(line) for line in file.read_text().splitlines()] == lines
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert voice("report", file, "--json").document["turns"] == 3


def test_an_export_that_cannot_be_written_is_told(voice: Voice, asked: Path, tmp_path: Path) -> None:
    shown = voice("history", "export", "--out", tmp_path / "nowhere" / "mine.jsonl")
    assert shown.code == 2
    assert "nowhere" in shown.err


def test_one_command_forgets_everything(voice: Voice, asked: Path) -> None:
    document = voice("history", "forget", "--yes", "--json").document
    assert document == {"turns": 3, "timers": 1, "lists": 1, "recordings": 0, "missing": []}
    assert not any(b"zanzibar" in file.read_bytes() for file in asked.rglob("*") if file.is_file())
    assert "There are no timers" in voice("ask", "what timers are set").out
    assert [turn["heard"] for turn in turns_in(asked)] == ["what timers are set"]


def test_nothing_is_forgotten_unasked(voice: Voice, asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = voice("history", "forget")
    assert shown.code == 2
    assert "--yes" in shown.err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    questions: list[str] = []
    monkeypatch.setattr("typer.confirm", questions.append)  # which gives None: no
    assert voice("history", "forget").code == 1
    assert questions == ["Forget three turns, one timer and one list, and every conversation?"]
    assert len(turns_in(asked)) == 3


def test_a_damaged_history_is_set_aside_and_that_is_told(voice: Voice, asked: Path) -> None:
    (asked / FILE).write_bytes(b"no database " * 1000)
    shown = voice("history", "list")
    assert shown.code == 0
    assert "was damaged" in shown.err
    assert "There are no turns yet." in shown.out


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever is root may read everything")
def test_what_may_not_be_read_is_told(voice: Voice, asked: Path) -> None:
    (asked / FILE).chmod(0)
    shown = voice("history", "list")
    assert shown.code == 1
    assert str(asked / FILE) in shown.err
