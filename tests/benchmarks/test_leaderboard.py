import sys
from pathlib import Path

import pytest

from benchmarks import leaderboard
from tests.bench import made


def test_the_table_of_machines_is_that_of_the_results() -> None:
    text = leaderboard.README.read_text(encoding="utf-8")
    assert leaderboard.BEGIN in text
    assert leaderboard.written(text) == text, "run `python -m benchmarks.leaderboard`"


def test_a_machine_has_a_row_for_each_of_its_settings() -> None:
    found = made.of([*made.turns(1), *made.turns(2, group="cloud")])
    rows = leaderboard.rows(found)
    assert [row[0] for row in rows] == ["2-core <machine>"] * 2
    assert "not real" in rows[1][3]
    assert all(len(row) == len(leaderboard.HEADS) for row in rows)


def test_a_file_that_is_no_result_is_named_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "README.md").write_text(f"{leaderboard.BEGIN}{leaderboard.END}")
    monkeypatch.setattr(leaderboard, "RESULTS", tmp_path)
    monkeypatch.setattr(leaderboard, "README", tmp_path / "README.md")
    monkeypatch.setattr(sys, "argv", ["leaderboard"])
    with pytest.raises(SystemExit, match=r"bad\.json"):
        leaderboard.main()
    assert (tmp_path / "README.md").read_text() == f"{leaderboard.BEGIN}{leaderboard.END}"
