"""Options that are not where, or not for what, they are expected."""

from pathlib import Path

import pytest

from tests.cli.conftest import Voice


@pytest.mark.parametrize(
    "arguments",
    [
        ["--config", "my.toml", "config", "show"], ["config", "show", "--config", "my.toml"],
        ["config", "--config=my.toml", "show"], ["config", "show", "--json", "--config", "my.toml"],
    ],
)  # fmt: skip
def test_the_settings_file_may_be_named_anywhere(voice: Voice, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "my.toml").write_text("[skills]\nclock = 24\n")
    shown = voice(*arguments)
    assert shown.code == 0
    assert "my.toml" in shown.out


def test_so_may_the_profile(voice: Voice) -> None:
    assert 'profile = "pi"' in voice("config", "show", "--profile", "pi").out


def test_behind_two_dashes_all_is_text(voice: Voice) -> None:
    assert "--config" in voice("route", "--", "what is --config my.toml").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["config", "show", "--config", "none.toml"], "no settings file at none.toml"),
        (["route", "hi", "--config"], "No such option: --config"),
        (["ask", "--no-wake", "hi"], "--no-wake is for sound files"),
        (["privacy", "log", "--said", " "], "no words were given"),
    ],
)
def test_bad_usage_is_named(voice: Voice, arguments: list[str], told: str) -> None:
    shown = voice(*arguments)
    assert (shown.code, told in shown.err) == (2, True)
