"""The token of a server."""

from pathlib import Path

import pytest

from voice.config import SERVE_TOKEN
from voice.errors import UsageError
from voice.serve import token


@pytest.fixture(autouse=True)
def _none_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SERVE_TOKEN, raising=False)


def test_it_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    made = token.served(folder).get_secret_value()
    assert len(made) >= 32
    assert token.file(folder).stat().st_mode & 0o777 == 0o600
    assert token.served(folder).get_secret_value() == made
    assert token.known(folder) == token.served(folder)


def test_a_file_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    token.file(tmp_path).write_text("a-token-that-is-long-enough\n")
    token.file(tmp_path).chmod(0o644)
    assert token.served(tmp_path).get_secret_value() == "a-token-that-is-long-enough"
    assert token.file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_one_in_the_environment_wins_and_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVE_TOKEN, "one-of-the-environment")
    assert token.served(tmp_path).get_secret_value() == "one-of-the-environment"
    assert not token.file(tmp_path).exists()


@pytest.mark.parametrize("kept", [b"short", b"\xff\xfe"])
def test_one_that_is_none_is_refused_and_not_repeated(tmp_path: Path, kept: bytes) -> None:
    token.file(tmp_path).write_bytes(kept)
    with pytest.raises(UsageError) as refused:
        token.served(tmp_path)
    assert "short" not in str(refused.value).replace("too short", "")


def test_an_empty_file_is_none(tmp_path: Path) -> None:
    token.file(tmp_path).touch()
    assert token.known(tmp_path) is None
    assert token.served(tmp_path)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(UsageError):
        token.served(tmp_path / "state")
