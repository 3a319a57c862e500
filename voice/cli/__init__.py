"""The command `voice`. What can be typed is in `commands`; what a command does is in the module of its name.

A command's module, and with it every engine, is imported when it runs: `voice --help` costs none.
"""

import atexit
import errno
import gc
import io
import logging
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from voice.errors import VoiceError, WorkError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""Why an output cannot be written."""


EVERYWHERE = ("--config", "--profile")
"""Options that are the program's, and that people also write behind a command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end: 0 fine, 1 the work failed, 2 bad usage or input, 128 + N ended by signal N."""
    gc.set_threshold(100_000, 20, 20)  # what is imported and loaded stays: looking it through for garbage took 0.1 s of a start
    atexit.register(gc.freeze)  # and 0.15 s of an end
    if logging.lastResort:  # what takes warnings while no log is kept
        logging.lastResort.setFormatter(logging.Formatter("warning: %(message)s"))
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter is no reason to stop
    try:
        try:
            from voice.cli.commands import app  # here, as it takes long enough to be interrupted
            from voice.cli.interrupt import ended

            with ended():
                app(_settings_first(sys.argv[1:] if arguments is None else arguments), prog_name="voice")
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        _write_to_nowhere(sys.stdout)  # nobody reads: let the last flush succeed
        sys.exit(1)
    except (VoiceError, OSError, ModuleNotFoundError, BaseExceptionGroup) as error:
        sys.exit(_explain(error))


def _settings_first(arguments: Sequence[str]) -> list[str]:
    """Put the options that every command has before it, wherever they were given."""
    first: list[str] = []
    rest = list(arguments)
    end = rest.index("--") if "--" in rest else len(rest)
    for at in reversed(range(end)):
        if rest[at] in EVERYWHERE and at + 1 < end:
            first[:0] = [rest.pop(at), rest.pop(at)]
            end -= 2
        elif rest[at].startswith(tuple(f"{option}=" for option in EVERYWHERE)):
            first.insert(0, rest.pop(at))
            end -= 1
    return first + rest


def _open_what_is_closed() -> None:
    """Give every standard stream that is closed the null device, before a file of ours takes its number."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115, PTH123


def _write_to_nowhere(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _is_full(error: BaseException) -> bool:
    """Whether standard output, or error, could not be written: a file that cannot be has a name."""
    return isinstance(error, OSError) and error.filename is None and error.errno in FULL


def _explain(error: BaseException) -> int:
    """Say what went wrong and what to do next on standard error; the exit code."""
    if isinstance(error, BaseExceptionGroup):
        known = error.subgroup(lambda one: isinstance(one, VoiceError) or _is_full(one))
        if known is None:
            if error.subgroup(KeyboardInterrupt):
                return 130
            raise error
        return max(_explain(part) for part in known.exceptions)
    if _is_full(error):
        _write_to_nowhere(sys.stdout)
        error = WorkError(f"the output cannot be written: {error}", "Make room for it, or write it elsewhere.")
    if isinstance(error, ModuleNotFoundError) and not (error.name or "voice").startswith("voice"):
        error = WorkError(f"the package {error.name} is not installed", "Install voiceloop again.")
    if not isinstance(error, VoiceError):
        raise error
    from voice.cli.output import complain

    complain(f"voice: {error}")
    if error.remedy:
        complain(error.remedy, indent="       ")
    return error.exit_code
