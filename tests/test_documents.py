"""What every README shows is there and works: its commands are executed or at least understood, its settings are read."""

import contextlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from tests.documents import (
    DOCUMENTS,
    MODULE,
    README,
    ROOT,
    anchors,
    blocks,
    commands,
    lines,
    links,
    mentioned,
    name,
)
from voice import config
from voice.cli.commands import app
from voice.skills import own

CONTINUOUS_INTEGRATION = ROOT / ".ci" / "run"

each = pytest.mark.parametrize("document", DOCUMENTS, ids=name)


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def test_commands_are_found_in_documents() -> None:
    text = "```sh\npython3 -m venv x && x/bin/voice demo\nvoice run  # needs a microphone\n```\n"
    text += "```console\n$ voice route x  # why\nskill\n```\n```toml\nkey = 1\n```\n"
    assert commands(text) == ["x/bin/voice demo", "voice route x"]


def test_commands_that_are_only_mentioned_are_found_too() -> None:
    text = "```sh\n.venv/bin/voice run  # needs a microphone\n```\nThe model `voice`; `voice models\nlist` or `voice/cli`.\n"
    assert mentioned(text) == ["voice run", "voice models list"]


def test_links_and_anchors_are_found_in_documents() -> None:
    text = "# One & two\n![a\npicture](x.svg) [here](#one--two) [there](y.md#z) [away](https://z) `[no](link)`\n"
    text += "```toml\n# no heading\n[no](link)\n```\n"
    assert list(links(text)) == [("x.svg", ""), ("", "one--two"), ("y.md", "z")]
    assert anchors(text) == {"one--two"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which the documents' paths lead somewhere, and whose `voice` is this one."""
    for top in ("assets", "benchmarks", "tests"):
        (tmp_path / top).symlink_to(ROOT / top)
    programs = tmp_path / "bin"
    programs.mkdir()
    for program, module in {"voice": "-m voice.cli", "python": ""}.items():
        file = programs / program
        file.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {module} "$@"\n')
        file.chmod(0o755)
    (tmp_path / "config.toml").touch()
    return tmp_path


def _is_a_test(command: str) -> bool:
    """The tests do not run themselves."""
    return command.replace(".venv/bin/", "").split()[0] in ("pytest", "ruff", "mypy")


def executed(document: Path) -> list[str]:
    return [command for command in commands(text_of(document)) if not _is_a_test(command)]


def test_the_readme_shows_commands_that_can_be_executed_anywhere() -> None:
    assert len(executed(README)) > 3


@pytest.mark.slow
@pytest.mark.parametrize("document", [document for document in DOCUMENTS if executed(document)], ids=name)
def test_every_command_works(document: Path, folder: Path) -> None:
    """In their order: later ones read what earlier ones have written."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOICE_")} | {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "VOICE_STATE_DIR": str(folder / "state"),
        "VOICE_MODELS_DIR": str(folder / "models"),
        "VOICE_CONFIG": str(folder / "config.toml"),
    }
    for command in executed(document):
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


def understood(command: str) -> None:
    """Fails for a command that there is not and for arguments that it does not take; a command alone is only mentioned."""
    known: Any = get_command(app)
    words = shlex.split(command)[1:]
    while words and words[0] in getattr(known, "commands", {}):
        known = known.commands[words.pop(0)]
    assert not hasattr(known, "commands") or not words or words[0].startswith("-"), f"there is no {command}"
    if words:
        with contextlib.suppress(typer.Exit):  # --help
            known.make_context(command, words).close()


@pytest.mark.parametrize("command", ["voice sing", "voice ask --nonsense", "voice models sing", "voice models rollback a b"])
def test_a_command_that_is_not_there_is_not_understood(command: str) -> None:
    with pytest.raises(Exception, match=r"sing|nonsense|unexpected"):
        understood(command)


@each
def test_every_command_that_is_mentioned_is_understood(document: Path) -> None:
    for command in mentioned(text_of(document)):
        understood(command)


@each
def test_every_module_that_is_run_is_there_and_has_the_options_shown(document: Path) -> None:
    for module, options in MODULE.findall(text_of(document)):
        path = ROOT / module.replace(".", "/")
        file = path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
        assert file.is_file(), f"there is no {module}"
        missing = [option for option in re.findall(r"--[\w-]+", options) if f'"{option}"' not in text_of(file)]
        assert missing == [], module


@each
def test_every_piece_of_settings_is_read(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [variable for variable in os.environ if variable.startswith("VOICE_")]:
        monkeypatch.delenv(variable)
    for number, block in enumerate(blocks(text_of(document), "toml")):
        file = tmp_path / f"{number}.toml"
        file.write_text(block, encoding="utf-8")
        if "[[skill]]" in block:
            assert own.read(file)[1] == []
        else:
            config.load(file)


@each
def test_every_example_in_python_passes(document: Path, tmp_path: Path) -> None:
    for number, block in enumerate(blocks(text_of(document), "python")):
        held: dict[str, Any] = {}
        exec(compile(block, name(document), "exec"), held)
        tests = [value for key, value in held.items() if key.startswith("test_")]
        assert tests
        for test in tests:
            test(tmp_path / str(number))


@each
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    text = text_of(document)
    for path, anchor in links(text):
        target = (document.parent / path).resolve() if path else document
        assert target.is_relative_to(ROOT), f"{path} is not in the repository"
        assert target.exists(), f"there is no {path}"
        assert not anchor or anchor in anchors(text_of(target)), f"{path} has no heading #{anchor}"


def test_every_document_can_be_reached_from_the_readme() -> None:
    found, new = {README}, [README]
    while new:
        document = new.pop()
        targets = {(document.parent / path).resolve() for path, _ in links(text_of(document)) if path.endswith(".md")}
        new += targets - found
        found |= targets
    assert [name(document) for document in DOCUMENTS if document not in found] == []


def test_the_readme_is_short() -> None:
    assert len(README.read_bytes()) <= 10_000


def test_the_readme_quotes_the_measured_tables_as_they_are() -> None:
    """Each figure that is measured stands in the tables of the benchmarks too, beside its caveats."""
    table = text_of(README).partition("<!-- numbers -->")[2].partition("<!-- /numbers -->")[0]
    figures = [row.split("|")[2].strip() for row in table.strip().splitlines()[2:]]
    assert figures
    measured = text_of(ROOT / "benchmarks" / "README.md")
    assert [figure for figure in figures if f"| {figure}" not in measured] == []


@pytest.mark.skipif(not CONTINUOUS_INTEGRATION.exists(), reason="a copy of the sources without .ci")
def test_continuous_integration_sets_up_as_the_readme_says() -> None:
    said = [line for line in lines(text_of(README)) if "pip install" in line]
    assert len(said) == 2
    run = CONTINUOUS_INTEGRATION.read_text(encoding="utf-8").splitlines()
    assert [line for line in said if line not in run] == []
