"""`voice report`."""

from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from tests.history.kept import as_jsonl
from voice.assets import asset


@pytest.fixture
def traces(voice: Voice, tmp_path: Path) -> Path:
    voice("ask", "what time is it", "what is two plus two")
    return as_jsonl(tmp_path / "state", tmp_path / "traces.jsonl")


def test_ones_own_turns_are_shown_as_a_table(voice: Voice, traces: Path) -> None:
    shown = voice("report")
    assert shown.code == 0
    for word in ("p50", "p95", "p99", "ceiling", "route", "answer"):
        assert word in shown.out


def test_a_page_markdown_and_json(voice: Voice, traces: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert voice("report", traces, "--out", page).code == 0
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html")
    assert voice("report", traces, "--markdown").out.startswith("# ")
    document = voice("report", traces, "--json", "--baseline", traces).document
    assert document["turns"] == 2
    assert document["baseline_turns"] == 2
    assert "route" in document["stages"]


@pytest.mark.slow
def test_voice_to_voice_is_quoted_with_its_false_cutoffs(voice: Voice, tmp_path: Path) -> None:
    voice("ask", "--audio", asset("demo/9-volume.flac"), "--fast")
    own = as_jsonl(tmp_path / "state", tmp_path / "own.jsonl")
    assert "ms; false cut-offs not measured here" in voice("report", own).out
    assert "ms; false cut-offs 2.5%" in voice("report", own, "--false-cutoffs", "2.5").out
    assert voice("report", own, "--false-cutoffs", "2.5", "--json").document["false_cutoffs"] == 0.025
    assert voice("report", own, "--false-cutoffs", "101").code == 2


def test_a_missed_budget_fails_only_with_gate(voice: Voice, traces: Path, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        "[budget.route]\nceiling = 0.000001\n[budget.answer_device]\nceiling = 0.000001\n"
    )
    assert voice("report", traces).code == 0
    assert voice("report", traces, "--gate").code == 1


@pytest.mark.parametrize("name", ["missing.jsonl", ".", "text", "words.jsonl"])
def test_bad_traces_are_refused_by_name(voice: Voice, tmp_path: Path, name: str) -> None:
    (tmp_path / "text").write_bytes(b"\xff\xfe")
    (tmp_path / "words.jsonl").write_text('{"heard": "a secret"}\n')
    shown = voice("report", tmp_path / name)
    assert shown.code == 2
    assert str(tmp_path / name) in shown.err
    assert "a secret" not in shown.err


def test_a_page_that_cannot_be_written_is_told(voice: Voice, traces: Path, tmp_path: Path) -> None:
    shown = voice("report", traces, "--out", tmp_path / "nowhere" / "report.html")
    assert shown.code == 2
    assert "nowhere" in shown.err


def test_a_machine_without_turns_is_told(voice: Voice) -> None:
    shown = voice("report")
    assert shown.code == 2
    assert "no turns yet" in shown.err
