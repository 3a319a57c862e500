"""Reads requests and prints results the same way for every command."""

import json
import os
import re
import shlex
import shutil
import signal
import string
import sys
import textwrap
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any, Self

from rich.console import Console
from rich.table import Table

from voice.english import addressed
from voice.errors import UsageError

LONGEST = 2000
"""Refuse a request with more characters: ten minutes of speech, or something that is no request."""

COLOURS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
"""What programs put into their output to colour it."""

NO_TEXT = re.compile(r"[\x00-\x07\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Characters that nobody types, and bytes that are no UTF-8."""

SPACE = string.whitespace + "\ufeff"

LEAVE = ("exit", "quit")
"""What ends a conversation at the terminal."""

REMEDY = "Give UTF-8 text, one request a line."

SOUND = {".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".m4a"}
"""How files of sound are named."""


class Patient(Console):
    """A console that goes on in silence when nobody reads the pipe any more: the work is done to its end.

    Lines that a pipe gets whole are wrapped on a terminal, between words.
    """

    def print(self, *objects: Any, soft_wrap: bool | None = None, **options: Any) -> None:
        super().print(*objects, soft_wrap=bool(soft_wrap) and not self.is_terminal, **options)

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Lines:
    """Prints a line for each thing that happens, for a pipe or a file."""

    def __init__(self, out: Console) -> None:
        self._out = out

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def _line(self, text: str) -> None:
        self._out.print(text, markup=False, soft_wrap=True)


def console(as_json: bool = False) -> Console:
    """Make the console for people: on standard output, or on standard error when the former is kept for JSON."""
    return Patient(stderr=as_json, highlight=False)


def table(*columns: str, figures: Collection[str] = ()) -> Table:
    """Make a table without lines; the columns in `figures` are aligned to the right."""
    made = Table(box=None, pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in figures else "left", overflow="fold")
    return made


def warn(text: str) -> None:
    """Show a warning on standard error."""
    complain(f"warning: {text}")


def complain(text: str, indent: str = "") -> None:
    """Show lines on standard error, wrapped between words on a terminal."""
    if sys.stderr.isatty():
        wide = shutil.get_terminal_size().columns - len(indent)
        wrap = partial(textwrap.wrap, width=wide, break_long_words=False, break_on_hyphens=False)
        text = "\n".join(wrapped for line in text.splitlines() for wrapped in wrap(line))
    print(textwrap.indent(text, indent), file=sys.stderr)


def emit(document: Any) -> None:
    """Print a JSON document on one line of standard output."""
    print(json.dumps(document, ensure_ascii=False), flush=True)


def requests(arguments: Sequence[str], parted: bool = False) -> Iterator[str]:
    """Give each request: quoted arguments one by one, plain words as one request, or standard input's lines.

    `parted`: also give an empty line of a pipe or a file, as "". Raises UsageError for the name of a file, and for words beside
    quoted texts, at once; for what is too long, or no text, when it comes to that.
    """
    _refuse_files(arguments)
    _refuse_mixed(arguments)
    return _requests(arguments, parted and not sys.stdin.isatty())


def _requests(arguments: Sequence[str], parted: bool) -> Iterator[str]:
    quoted = any(" " in argument.strip() for argument in arguments)
    asked = False
    for text in (arguments if quoted else [" ".join(arguments)]) if arguments else _typed():
        if len(text.rstrip("\n")) > LONGEST:
            raise UsageError(f"a request has more than {LONGEST:,} characters", "Ask in fewer words, one request a line.")
        text = COLOURS.sub("", text)
        if NO_TEXT.search(text):
            raise UsageError("a request is not text", REMEDY)
        if request := text.strip(SPACE):
            asked = True
            yield request
        elif parted and not arguments:
            yield ""
    if not asked:
        print("Nothing was asked.", file=sys.stderr)


def _refuse_files(arguments: Sequence[str]) -> None:
    """Raise UsageError where a file is named instead of what is asked."""
    for argument in arguments:
        file, alone = Path(argument), len(arguments) == 1
        suffix, quoted = file.suffix.lower(), shlex.quote(argument)
        if suffix in SOUND and (_is_file(file) or (alone and " " not in argument)):
            raise UsageError(f"{argument} names a sound file", f"To have it heard: voice ask --audio {quoted}")
        if suffix and alone and _is_file(file):
            raise UsageError(f"{argument} names a file", f"To have each of its lines answered: voice ask < {quoted}")


def _refuse_mixed(arguments: Sequence[str]) -> None:
    """Raise UsageError for several words side by side among quoted texts: they may be one request or several."""
    quoted = [" " in argument.strip() for argument in arguments]
    words = next((at for at, pair in enumerate(pairwise(quoted)) if not any(pair)), None)
    if any(quoted) and words is not None:
        loose = " ".join(takewhile(lambda one: " " not in one.strip(), arguments[words:]))
        raise UsageError(
            f"quoted and unquoted words are mixed, and {loose!r} may be one request or several",
            f"Quote it as well: {shlex.quote(loose)}. Requests of one word each: as lines on standard input.",
        )


def _is_file(file: Path) -> bool:
    with suppress(OSError):  # a request is too long for a name
        return file.is_file()
    return False


def unwoken(text: str, phrases: Sequence[str]) -> str:
    """Remove the wake phrase that people are used to say before a request, ours or another assistant's."""
    for phrase in phrases:
        words = map(re.escape, re.findall(r"\w+", phrase.replace("_", " ")))
        if woken := re.match(r"\W+".join(words) + r"(?!\w)[,.!?:;]*\s*(?:[-–—]\s+)?", text, re.IGNORECASE):
            return addressed.unwoken(text[woken.end() :])
    return addressed.unwoken(text)


def _typed() -> Iterator[str]:
    read = _prompted() if sys.stdin.isatty() else partial(sys.stdin.readline, LONGEST + 2)
    try:
        while line := _awaited(read):
            yield line
    except UnicodeDecodeError:
        raise UsageError("standard input is not text", REMEDY) from None
    except OSError as error:
        raise UsageError(f"standard input cannot be read: {error.strerror}", REMEDY) from None


def _prompted() -> Callable[[], str]:
    """Make what reads a line at the terminal, with a prompt and the lines before at the arrow keys; "" for Ctrl-D."""
    import readline  # what input() edits lines with

    print("Type a request and press Enter; Ctrl-D ends.", file=sys.stderr)

    def read() -> str:
        while True:
            try:
                line = input("> ")
            except EOFError:
                print()
                return ""
            except KeyboardInterrupt:
                print()
                if not readline.get_line_buffer():
                    raise
                continue  # what was typed so far is dropped, as in a shell
            if len(line) <= LONGEST:
                return "" if line.lower().strip(" .!") in LEAVE else f"{line}\n"
            warn(f"a request of more than {LONGEST:,} characters is not asked")

    return read


def _awaited(read: Callable[[], str]) -> str:
    """Wait for a line; Ctrl-C ends that, where the event loop's own handler would wait for the line first."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return read()
    finally:
        signal.signal(signal.SIGINT, handler)


def write(file: Path, text: str) -> None:
    """Write a file somebody asked for. Raises UsageError."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}", "Choose another place.") from None


def check_writable(file: Path) -> None:
    """Raise UsageError before any work is done rather than after."""
    if file.is_dir():
        raise UsageError(f"{file} is a directory", "Give the name of a file.")
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise UsageError(f"{file} cannot be written", "Choose a folder that exists and is writable.")
