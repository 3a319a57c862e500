"""The command `voice`. What can be typed is in `commands`; what a command does is in the module of its name.

A command's module, and with it every engine, is imported when it runs: `voice --help` costs none.
"""

import atexit
import gc
import io
import os
import sys
from collections.abc import Sequence

from voice.errors import VoiceError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end: 0 fine, 1 the work failed, 2 bad usage or input, 130 interrupted."""
    gc.set_threshold(100_000, 20, 20)  # what is imported and loaded stays: looking it through for garbage took 0.1 s of a start
    atexit.register(gc.freeze)  # and 0.15 s of an end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter is no reason to stop
    try:
        try:
            from voice.cli.commands import app  # here, as it takes long enough to be interrupted

            app(arguments, prog_name="voice")
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads: let the last flush succeed
        sys.exit(1)
    except (VoiceError, BaseExceptionGroup) as error:
        sys.exit(_explain(error))


def _explain(error: BaseException) -> int:
    """Say what went wrong and what to do next on standard error; the exit code."""
    if isinstance(error, BaseExceptionGroup):
        known = error.subgroup(VoiceError)
        if known is None:
            if error.subgroup(KeyboardInterrupt):
                return 130
            raise error
        return max(_explain(part) for part in known.exceptions)
    assert isinstance(error, VoiceError)
    print(f"voice: {error}", file=sys.stderr)
    if error.remedy:
        print(f"       {error.remedy}", file=sys.stderr)
    return error.exit_code
