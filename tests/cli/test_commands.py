"""The command line as a whole: help, cheap starts, errors without tracebacks."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tests.cli.conftest import Voice
from voice.cli import commands, main
from voice.errors import ConfigError, EngineError, VoiceError

HEAVY = (
    "numpy",
    "pydantic",
    "rich",
    "asyncio",
    "onnxruntime",
    "pocketsphinx",
    "sounddevice",
    "openai",
    "hassil",
)
"""What `--help` has no use for."""


def _paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, sub in getattr(command, "commands", {}).items():
        yield from _paths(sub, (*path, name))


@pytest.mark.parametrize("path", list(_paths(get_command(commands.app))), ids=" ".join)
def test_every_command_has_help(voice: Voice, path: tuple[str, ...]) -> None:
    shown = voice(*path, "--help")
    assert shown.code == 0
    assert shown.out.startswith(f"Usage: {' '.join(('voice', *path))}")
    assert "..." not in shown.out.partition("Commands:")[2], "a summary too long to be shown whole"


def test_help_imports_no_engine() -> None:
    script = "import sys, voice.cli\ntry: voice.cli.main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.splitlines()[-1].split())


def test_the_version_is_shown(voice: Voice) -> None:
    shown = voice("--version")
    assert shown.code == 0
    assert shown.out.startswith("voice ")


@pytest.mark.parametrize(
    "arguments",
    [["--nonsense"], ["sing"], ["ask", "--nonsense"], ["report", "--out"], ["demo", "--fast", "--aloud"]],
)
def test_bad_usage_is_told(voice: Voice, arguments: list[str]) -> None:
    shown = voice(*arguments)
    assert shown.code == 2
    assert "Error: " in shown.err or "voice: " in shown.err


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (ConfigError("wrong", "Mend it."), 2),
        (EngineError("broken", "Mend it."), 1),
        (ExceptionGroup("together", [EngineError("broken", "Mend it.")]), 1),
        (ExceptionGroup("outer", [ExceptionGroup("inner", [ConfigError("wrong", "Mend it.")])]), 2),
    ],
)
def test_an_error_is_one_line_and_a_remedy(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, raised: Exception, code: int
) -> None:
    def fail(*_: Any) -> int:
        raise raised

    monkeypatch.setattr("voice.cli.route.main", fail)
    shown = voice("route", "x")
    assert shown.code == code
    first, second = shown.err.splitlines()
    assert first in ("voice: wrong", "voice: broken")
    assert second.strip() == "Mend it."


def test_an_interrupt_ends_quietly(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("voice.cli.route.main", interrupted)
    shown = voice("route", "x")
    assert shown.code == 130
    assert shown.err == ""


def test_a_fault_of_our_own_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> int:
        raise ExceptionGroup("bugs", [ZeroDivisionError()])

    monkeypatch.setattr("voice.cli.route.main", fail)
    with pytest.raises(ExceptionGroup):
        main(["route", "x"])


def test_a_reader_that_leaves_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m voice.cli config show | exec true", shell=True, capture_output=True, text=True
    )
    assert done.stderr == ""


def test_every_error_has_an_exit_code() -> None:
    def tree(kind: type[VoiceError]) -> Iterator[type[VoiceError]]:
        yield kind
        for sub in kind.__subclasses__():
            yield from tree(sub)

    assert {kind.exit_code for kind in tree(VoiceError)} == {1, 2}


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["what", "time", "is", "it"], 'To ask it something: voice ask "what time is it"'),
        (["what's the time"], 'To ask it something: voice ask "what\'s the time"'),
        (["timers"], "To ask it something: voice ask timers"), (["set", "a", "timer"], 'voice ask "set a timer"'),
        (["--ask", "hi"], "It is a command, without dashes: voice ask"),
        (["--audio", "x.wav"], "It belongs behind a command: voice ask --audio"),
        (["help"], "Try: voice --help"), (["talk"], "Try: voice run"),
    ],
)  # fmt: skip
def test_who_does_not_know_the_commands_is_told_what_to_type(voice: Voice, arguments: list[str], hint: str) -> None:
    shown = voice(*arguments)
    assert shown.code == 2
    assert hint in shown.err


def test_a_slip_is_put_right_and_not_asked(voice: Voice) -> None:
    shown = voice("aks", "hi")
    assert "Did you mean 'ask'?" in shown.err
    assert "To ask it something" not in shown.err


def test_a_package_that_is_gone_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        main(["models", "pull", "whisper-small", "--from", "hub"])
    said = capsys.readouterr().err
    assert (ended.value.code, "huggingface_hub is not installed" in said, "Traceback" in said) == (1, True, False)
