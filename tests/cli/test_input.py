"""What comes in on standard input, and standard streams that are closed, full or gone."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from voice.cli.output import LONGEST


def give(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"one plus " * 130_000 + b"one", "more than 2,000 characters"),
        (b"what time is it\n" + b"a" * (LONGEST + 1), "more than 2,000 characters"),
        ("ä".encode() * (LONGEST + 1), "more than 2,000 characters"),
        (b"\x00" * 100, "not text"),
        (b"\x7fELF\x02\x01\x01", "not text"),
        (b"\x89PNG\r\n\x1a\n", "not text"),
        ("what time is it".encode("utf-16"), "not text"),
        (b"caf\xe9\n", "not text"),
        (b"what \x07 time\n", "not text"),
        (b"what \x1b]0;time\n", "not text"),
        ("what \x9b31m time\n".encode(), "not text"),
    ],
    ids=["1.2 MB", "second line", "letters, not bytes", "zeros", "a program", "a picture", "UTF-16", "Latin-1", "a bell",
         "a command to the terminal", "another"],
)
def test_what_is_no_request_is_refused(voice: Voice, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str) -> None:
    give(monkeypatch, content)
    shown = voice("route")
    assert (shown.code, said in shown.err) == (2, True)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_end_of_a_line_does_not_count(voice: Voice, monkeypatch: pytest.MonkeyPatch, end: bytes) -> None:
    give(monkeypatch, b"a" * LONGEST + end)
    assert voice("route").code == 0


@pytest.mark.parametrize("argument", ["a" * (LONGEST + 1), "a b\x00", "what \udcff"])
def test_arguments_are_no_other(voice: Voice, argument: str) -> None:
    assert voice("route", argument).code == 2


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbfwhat time is it", b"what time is it\r\n", b"\n\t what time is it \n", b" " * 900 + b"what time is it\n" * 3,
     b"\x1b[1;31mwhat time is it\x1b[0m\n"],
    ids=["a BOM", "Windows", "blanks", "three", "coloured"],
)
def test_text_is_read_as_editors_write_it(voice: Voice, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    give(monkeypatch, content)
    shown = voice("route")
    assert shown.code == 0
    assert {line.split("  ")[0] for line in shown.out.splitlines()} == {"time"}


@pytest.mark.parametrize("arguments", [("ask", "--json"), ("route",), ("privacy", "check"), ("ask", "")])
@pytest.mark.parametrize("content", [b"", b"\n \n\n", b"\xef\xbb\xbf"])
def test_nothing_asked_is_said(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, content: bytes, arguments: tuple[str, ...]
) -> None:
    give(monkeypatch, content)
    shown = voice(*arguments)
    assert (shown.code, "Nothing was asked." in shown.err) == (0, True)


FULL = "the output cannot be written: [Errno 28]"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("redirected", "code", "said"),
    [
        (">&-", 0, ""), ("<&-", 0, "Nothing was asked."), ("<&- >&- 2>&-", 0, ""),
        ("0>/dev/null", 2, "standard input cannot be read"),
        ("what time is it >/dev/full", 1, FULL), ("what time is it --json >/dev/full", 1, FULL), ("--help >/dev/full", 1, FULL),
        ("what time is it 2>/dev/full", 0, ""), ("what time is it >&- 2>/dev/full", 0, ""),
    ],
)  # fmt: skip
def test_streams_that_are_closed_or_full_end_in_good_order(redirected: str, code: int, said: str) -> None:
    asked = subprocess.run(
        ["/bin/sh", "-c", f"exec {sys.executable} -m voice.cli ask {redirected}"],
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "VOICE_STATE_DIR": ".", "VOICE_CONFIG": "config.toml"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (asked.returncode, said in asked.stderr, "Traceback" in asked.stderr) == (code, True, False)


@pytest.mark.parametrize("command", [("ask",), ("route",), ("privacy", "check")])
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["clip.flac"], "voice ask --audio clip.flac"),
        (["none.WAV"], "voice ask --audio none.WAV"),
        (["my clip.flac"], "voice ask --audio 'my clip.flac'"),
        (["clip.flac", "what time is it"], "voice ask --audio clip.flac"),
        (["lines.txt"], "voice ask < lines.txt"),
    ],
)
def test_a_file_in_place_of_a_request_is_told_apart(
    voice: Voice, tmp_path: Path, command: tuple[str, ...], arguments: list[str], told: str
) -> None:
    for name in ("clip.flac", "my clip.flac", "lines.txt"):
        (tmp_path / name).write_text("what time is it\n")
    shown = voice(*command, *arguments)
    assert (shown.code, shown.out) == (2, "")
    assert told in shown.err


@pytest.mark.parametrize("text", ["play intro.wav for me", "what is a .wav", "time", "what is 3.5 plus 1"])
def test_a_request_may_name_a_file(voice: Voice, tmp_path: Path, text: str) -> None:
    (tmp_path / "time").touch()
    assert voice("route", text).code == 0
    assert voice("route", *text.split()).code == 0


@pytest.mark.parametrize("command", [("ask",), ("route",)])
def test_a_dash_is_standard_input(voice: Voice, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    give(monkeypatch, b"what time is it\n")
    shown = voice(*command, "-")
    assert (shown.code, "what time is it" in shown.out) == (0, True)
