"""What a narrow terminal shows: lines are broken between words."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

PATIENCE_S = 120.0

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


def test_ctrl_c_at_the_prompt_drops_what_was_typed_and_ends_at_an_empty_line(tmp_path: Path) -> None:
    homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "VOICE_MODELS_DIR"), str(tmp_path))
    code = "from voice.cli import main; main(['ask'])"
    process, ours = pty.fork()
    if not process:
        os.execve(sys.executable, [sys.executable, "-c", code], os.environ | homes | {"TERM": "dumb"})
    keys = [("> ", "half a line"), ("half a line", "\x03"), ("> ", "what is two plus two\r"), ("That's 4.*> ", "\x03")]
    shown = since = pressed = ""
    end = time.monotonic() + PATIENCE_S
    with suppress(OSError):  # how the end of the other side is told
        while time.monotonic() < end:
            if not select.select([ours], [], [], 10)[0]:
                os.write(ours, pressed.encode())  # a terminal drops what was typed just before Ctrl-C was heeded
                continue
            piece = os.read(ours, 65536).decode()
            shown, since = shown + piece, since + piece
            if keys and re.search(keys[0][0], since, re.DOTALL):
                pressed, since = keys.pop(0)[1], ""
                os.write(ours, pressed.encode())
    os.close(ours)  # which hangs up where it still waits
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 130
    assert "That's 4." in shown
    assert "Traceback" not in shown


def test_a_pipe_gets_a_line_whole(tmp_path: Path) -> None:
    code = f"from voice.cli.output import console, warn; console().print({TOLD!r}, soft_wrap=True); warn({TOLD!r})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert (run.stdout, run.stderr) == (f"{TOLD}\n", f"warning: {TOLD}\n")
