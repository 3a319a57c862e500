"""Every command that the README shows is executed, and what it shows is there."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

SETS_UP = re.compile(r"python3 -m venv|pip install|git clone|cd |apt|brew|systemctl|export ")
"""Commands that change the machine; continuous integration runs those of the README as they stand."""

NEEDS = re.compile(r"#\s*needs\b")
"""A trailing comment that says what a command needs; one that needs something is not run here."""


def _blocks(text: str) -> Iterator[str]:
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        if language in ("sh", "console", "bash"):
            yield "\n".join(re.sub(r"^\$ ", "", line) for line in _typed(language, block))


def _typed(language: str, block: str) -> list[str]:
    """The lines that are typed; the rest of a console block is output."""
    lines = block.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("$ ")] if language == "console" else lines


def commands(text: str) -> list[str]:
    """The commands of a document that can be run anywhere, in their order."""
    lines = [
        line
        for block in _blocks(text)
        for line in block.splitlines()
        if line.strip() and not NEEDS.search(line)
    ]
    parts = [part.strip() for line in lines for part in re.split(r"&&", re.sub(r"\s+#.*", "", line))]
    return [part for part in parts if part and not part.startswith("#") and not SETS_UP.search(part)]


def test_commands_are_found_in_documents() -> None:
    text = "```sh\npython3 -m venv x && x/bin/voice demo\nvoice run  # needs a microphone\n```\n"
    text += "```console\n$ voice route x  # why\nskill\n```\n```toml\nkey = 1\n```\n"
    assert commands(text) == ["x/bin/voice demo", "voice route x"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the README's paths lead somewhere, and whose `voice` is this one."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("assets", "benchmarks", "tests"):
        (folder / name).symlink_to(ROOT / name)
    programs = folder / "bin"
    programs.mkdir()
    for name, module in {
        "voice": "voice.cli",
        "python": "",
        "pytest": "pytest",
        "ruff": "ruff",
        "mypy": "mypy",
    }.items():
        program = programs / name
        program.write_text(
            f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {f"-m {module}" if module else ""} "$@"\n'
        )
        program.chmod(0o755)
    return folder


def test_every_command_of_the_readme_works(folder: Path) -> None:
    """In their order: later ones read what earlier ones have written."""
    found = [command for command in commands(README.read_text(encoding="utf-8")) if not _is_a_test(command)]
    assert found
    (folder / "config.toml").touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOICE_")} | {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "VOICE_STATE_DIR": str(folder / "state"),
        "VOICE_CONFIG": str(folder / "config.toml"),
    }
    for command in found:
        plain = command.replace(".venv/bin/", "")
        done = subprocess.run(
            plain,
            shell=True,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, command


def _is_a_test(command: str) -> bool:
    """The tests do not run themselves."""
    return command.replace(".venv/bin/", "").split()[0] in ("pytest", "ruff", "mypy")


def test_every_file_the_readme_points_to_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in linked if not (ROOT / link).exists()] == []
