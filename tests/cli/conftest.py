"""Commands run in this process, with no settings of the machine's own."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from voice.cli import main
from voice.config import Config


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on the last line of standard output."""
        import json

        return json.loads(self.out.splitlines()[-1])


Voice = Callable[..., Outcome]

Asked = list[tuple[str, str, Any]]
"""What was asked of a server: method, URL, body."""


def answering(monkeypatch: pytest.MonkeyPatch, status: int, body: str) -> Asked:
    """Have a server answer whatever it is asked."""
    asked: Asked = []

    async def request(self: object, method: str, url: str, **options: Any) -> tuple[int, str]:
        asked.append((method, url, options["json"]))
        return status, body

    monkeypatch.setattr("voice.privacy.gate.GatedClient.request", request)
    return asked


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("VOICE_")]:
        monkeypatch.delenv(name)
    settings = tmp_path / "config.toml"
    settings.touch()
    monkeypatch.setenv("VOICE_CONFIG", str(settings))
    monkeypatch.setenv("VOICE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def quick_doctor(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Leave checks of engines out of `voice doctor`, by their names: each takes a second or more."""

    async def left_out(chosen: Config) -> str:
        return "left out"

    def leave_out(*engines: str) -> None:
        for engine in engines:
            monkeypatch.setattr(f"voice.cli.doctor.check_{engine}", left_out)

    return leave_out


@pytest.fixture
def voice(capsys: pytest.CaptureFixture[str]) -> Voice:
    """Run `voice` with arguments."""

    def run(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Outcome(int(ended.value.code or 0), printed.out, printed.err)

    return run
