"""What child processes are told of this one, and how they end, so that no pipe is left open behind the event loop.

asyncio's `wait()` returns at once where the end was noticed before, though pipes may still be open, of which the closed loop
complains later; where it was not, it waits for the pipes, which a child of the child may hold open for ever.
"""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from contextlib import suppress

PIPES_S = 1.0
"""How long pipes are waited for that something holds open which has left the session."""

PLAYS_AS = {"PULSE_PROP": "media.role=assistant"}
"""What PulseAudio is told of our streams. Its module-role-ducking turns other players down while one with this role plays."""


def environment() -> dict[str, str]:
    """The environment of this process for a command of the user's: one that plays music is no assistant."""
    return dict(os.environ.items() - PLAYS_AS.items())


async def ended(process: Process) -> int:
    """Wait until a process has ended by itself; return its exit code. Where the waiting is cancelled, it is ended."""
    try:
        return await process.wait()
    finally:
        _let_go(process)


async def kill(process: Process) -> None:
    """End a process that was started in a session of its own, and all that it has started there; one that has ended is left."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with suppress(TimeoutError):
            async with asyncio.timeout(PIPES_S):
                await process.wait()
    _let_go(process)


def _let_go(process: Process) -> None:
    process._transport.close()  # type: ignore[attr-defined]  # asyncio has no other way
