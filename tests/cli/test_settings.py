"""`voice config`."""

from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from voice import config


def test_the_path_is_shown(voice: Voice, tmp_path: Path) -> None:
    assert voice("config", "path").out.strip() == str(tmp_path / "config.toml")
    assert voice("--config", "other.toml", "config", "path").out.strip() == "other.toml"


def test_what_is_shown_can_be_pasted(voice: Voice, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        'keep_words = true\n[skills]\nrooms = ["den", "salle à manger"]\n'
        '[[tiers]]\nname = "home"\nwhere = "lan"\n'
        'base_url = "http://10.0.0.2:8080/v1"\nmodel = "a \\"quoted\\" name"\n',
        encoding="utf-8",
    )
    before = config.load()
    shown = voice("config", "show")
    assert f"keep_words = true                     # {file}" in shown.out
    file.write_text(shown.out, encoding="utf-8")
    assert config.load() == before


def test_secrets_are_never_shown(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_CLOUD_URL", "https://user:hunter2@example.test/v1")
    monkeypatch.setenv("VOICE_CLOUD_MODEL", "large")
    monkeypatch.setenv("VOICE_CLOUD_KEY", "sk-secret")
    for arguments in (["config", "show"], ["config", "show", "--json"]):
        shown = voice(*arguments)
        assert "example.test" in shown.out
        assert "hunter2" not in shown.out
        assert "sk-secret" not in shown.out


def test_the_origin_of_a_tier_from_the_environment_is_named(
    voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_CLOUD_URL", "https://example.test/v1")
    monkeypatch.setenv("VOICE_CLOUD_MODEL", "large")
    origins = {entry["key"]: entry["from"] for entry in voice("config", "show", "--json").document}
    assert origins["tiers.0.base_url"] == "environment variable VOICE_CLOUD_URL"
    assert origins["speak.volume"] == "default"


def test_a_wrong_setting_is_told(voice: Voice, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[wake]\nloudness = 3\n")
    shown = voice("config", "show")
    assert shown.code == 2
    assert f"wake.loudness: unknown setting (from {file})" in shown.err


def test_an_unknown_profile_is_told(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_PROFILE", "embedded")  # put back what --profile sets
    shown = voice("--profile", "none-such", "config", "show")
    assert shown.code == 2
    assert "none-such" in shown.err
    assert "embedded" in shown.err
