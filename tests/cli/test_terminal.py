"""What a narrow terminal shows: lines are broken between words."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

TOLD = "The quick assistant answers before anybody has noticed that something was asked of it"


def shown(code: str, tmp_path: Path, width: int) -> list[str]:
    """The lines that some code shows on a terminal of a width."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": str(width), "TERM": "xterm"}
    subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, stdout=theirs, stderr=theirs, stdin=theirs, check=False
    )
    os.close(theirs)
    text = os.read(ours, 65536).decode()
    os.close(ours)
    return [line.rstrip() for line in text.splitlines()]


@pytest.mark.parametrize("width", [20, 33, 50])
@pytest.mark.parametrize(
    "code",
    [
        f"from voice.cli.output import console; console().print({TOLD!r}, markup=False, soft_wrap=True)",
        f"from voice.cli.output import warn; warn({TOLD!r})",
        f"from voice.cli.output import complain; complain({TOLD!r}, indent='    ')",
    ],
)
def test_lines_are_broken_between_words(code: str, tmp_path: Path, width: int) -> None:
    lines = shown(code, tmp_path, width)
    assert len(lines) > 1
    assert max(map(len, lines)) <= width
    assert " ".join(line.strip() for line in lines).removeprefix("warning: ") == TOLD


def test_a_pipe_gets_a_line_whole(tmp_path: Path) -> None:
    code = f"from voice.cli.output import console, warn; console().print({TOLD!r}, soft_wrap=True); warn({TOLD!r})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert (run.stdout, run.stderr) == (f"{TOLD}\n", f"warning: {TOLD}\n")
