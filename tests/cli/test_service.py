"""The systemd unit: what is written where, that systemd understands it, and how little it lets the service do."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from voice import config
from voice.cli import service
from voice.errors import ConfigError
from voice.serve import unit

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not there")


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No systemd, settings in a folder of the test's own, and a program that the machine's service would see."""
    monkeypatch.setattr(service, "RUNS", tmp_path / "no-systemd")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.setattr(unit, "HIDDEN", ())


def written(voice: Voice, folder: Path, *arguments: str) -> Path:
    shown = voice("install-service", "--print", *arguments)
    assert shown.code == 0, shown.err
    file = folder / "voice-serve.service"
    file.write_text(shown.out[shown.out.index("# Written by `voice install-service`. What") :])
    return file


@needs_systemd
def test_systemd_takes_it_and_finds_little_to_fear(voice: Voice, tmp_path: Path) -> None:
    file = written(voice, tmp_path)
    checked = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", file], capture_output=True, text=True, check=True
    )
    score = re.search(r"exposure level for \S+: ([\d.]+)", judged.stdout)
    assert score
    assert float(score[1]) < 2.0


@needs_systemd
def test_systemd_takes_the_users_own_too(voice: Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    file = written(voice, tmp_path, "--user")
    checked = subprocess.run(["systemd-analyze", "--user", "verify", file], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_options_and_settings_come_into_the_command_and_odd_letters_survive(voice: Voice, tmp_path: Path) -> None:
    settings = tmp_path / "100% mine.toml"
    tier = '[[tiers]]\nname = "c"\nwhere = "cloud"\nbase_url = "https://a.example"\nmodel = "m"\n'
    settings.write_text(f'{tier}key_env = "MY_KEY"\n')
    text = written(voice, tmp_path, "--config", str(settings), "--", "--host", "0.0.0.0", "--port", "443").read_text()
    command = next(line for line in text.splitlines() if line.startswith("ExecStart="))
    assert command.endswith(f"--config '{str(settings).replace('%', '%%')}' serve --json --host 0.0.0.0 --port 443")
    assert re.findall(r"LoadCredential=(\S+)", text) == [*service.SECRETS, "MY_KEY"]


@pytest.mark.parametrize("options", [["--hots", "x"], ["--port", "99999"], ["--port", "x"], ["kitchen"]])
def test_what_voice_serve_would_refuse_is_refused_before(voice: Voice, options: list[str]) -> None:
    shown = voice("install-service", "--user", "--", *options)
    assert (shown.code, "voice serve: " in shown.err) == (2, True)


def test_it_is_written_for_a_user_and_removed(voice: Voice, tmp_path: Path) -> None:
    file = tmp_path / "own" / "systemd" / "user" / "voice-serve.service"
    assert "Would write" in voice("install-service", "--user", "--dry-run").out
    assert not file.exists()
    shown = voice("install-service", "--user")
    assert (shown.code, "enable --now voice-serve" in shown.out) == (0, True)
    assert "systemd does not run here" in shown.err
    assert file.stat().st_mode & 0o777 == 0o644
    assert "User=" not in file.read_text()
    assert voice("uninstall-service", "--user", "--dry-run").code == 0
    assert file.exists()
    assert voice("uninstall-service", "--user").code == 0
    assert not file.exists()
    assert voice("uninstall-service", "--user").code == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may")
def test_who_is_not_root_is_told_what_to_do(voice: Voice) -> None:
    shown = voice("install-service")
    assert (shown.code, "--user" in shown.err) == (2, True)


def test_a_program_in_somebodys_home_is_no_service_of_the_machine(
    voice: Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit, "HIDDEN", (sys.prefix,))
    shown = voice("install-service", "--print")
    assert (shown.code, sys.prefix in shown.err, "--user" in shown.err) == (2, True, True)


# credentials


def test_a_key_may_be_a_credential_of_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert config.secret("VOICE_HOME_TOKEN") is None
    (tmp_path / "VOICE_HOME_TOKEN").write_text("\ufeffof-the-file\n")
    found = config.secret("VOICE_HOME_TOKEN")
    assert found is not None
    assert found.get_secret_value() == "of-the-file"
    monkeypatch.setenv("VOICE_HOME_TOKEN", "of-the-environment")
    found = config.secret("VOICE_HOME_TOKEN")
    assert found is not None
    assert found.get_secret_value() == "of-the-environment"


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", ".", ""])
def test_nothing_else_is_read_for_a_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "outside").write_text("not-this")
    (tmp_path / "here").mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "here"))
    assert config.secret(name) is None


def test_a_credential_that_is_no_key_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "MY_KEY").write_bytes(b"se\x00cret")
    with pytest.raises(ConfigError, match="credentials of the service") as refused:
        config.secret("MY_KEY")
    assert "cret" not in str(refused.value).replace("credentials", "")
