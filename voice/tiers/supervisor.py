"""Keeps the process of a local model running: starts it, and starts it again when it ends.

A pause that doubles comes between its end and the next start, also where it cannot start at all: without the engine or
the model file, whoever asks is told at once, and all is well soon after they are there.
"""

import asyncio
import logging
from typing import Any

from voice import busy, config
from voice.clock import Clock, stopwatch
from voice.errors import EngineError, StartingError, VoiceError
from voice.tiers import rebuild
from voice.tiers.process import Process

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 60.0
HEALTHY_S = 60.0
"""If a process lived so many seconds, the next pause before a restart is short again."""

TOOLS_IGNORED = (
    "the model's chat template ignores tools, so it was hardly taught to call any; they are described to it in words, and its "
    "calls are held to a grammar"
)


class Supervisor:
    """Keeps a process running from the first time that it is asked for until `close`."""

    def __init__(self, settings: config.Tier, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._process: Process | None = None
        self._why = VoiceError("")
        """Why there is no process."""
        self._outcome = asyncio.Event()
        """Set once the first try to start a process has succeeded or failed."""
        self._pause_s = FIRST_PAUSE_S
        self.repack = True
        """Whether weights are rearranged for this processor: it reads prompts twice as fast, but on some it crashes."""
        self.takes_tools = True
        """Whether the model's chat template tells it of the tools, as far as is known."""

    async def process(self) -> Process:
        """Wait until the model is loaded for the first time, then return the process.

        Raises EngineError or ModelError where it cannot be, StartingError from its end until the next one is ready.
        """
        if self._task is None:
            self._task = asyncio.create_task(self._supervise())
        await self._outcome.wait()
        if self._process is None:
            raise self._why.with_traceback(None)
        return self._process

    @property
    def pid(self) -> int | None:
        """Id of the process that answers; None while none does."""
        return self._process.pid if self._process else None

    def tell(self, what: dict[str, Any]) -> None:
        if self._process is not None:
            self._process.tell(what)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _supervise(self) -> None:
        while True:
            watch = stopwatch()
            try:
                await self._run(Process(self._settings, self._clock, self.repack))
            except VoiceError as error:
                self._note(error)
            except Exception as error:  # or nobody would start it again
                self._note(EngineError(f"the local model's process was lost ({type(error).__name__})", "It is tried again."))
            if watch() > HEALTHY_S:
                self._pause_s = FIRST_PAUSE_S
            busy.restarts["model"] += 1
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)

    async def _run(self, process: Process) -> None:
        """Run one process from its start to its end. Raises EngineError or ModelError when it cannot load."""
        loaded, cause = False, ""
        try:
            if loaded := await process.load():
                self._note_tools(process.takes_tools)
                self._process = process
                self._outcome.set()
                await process.watch()
        finally:
            cause = await asyncio.shield(process.stop())
            self._process = None
            process.ended.set_result(cause)
        if process.crashed and not loaded and self.repack:
            self.repack = False
            self._note(StartingError(f"{cause} at its first words; weights stay as they are from now on", rebuild.remedy()))
        else:
            self._note(StartingError(f"{cause}; it is being started again", "Ask again in a moment."))

    def _note_tools(self, taken: bool) -> None:
        """Warn once where the model's chat template drops the tools that it is meant to call."""
        if self._settings.tools and self.takes_tools and not taken:
            log.warning("%s: %s", self._settings.name, TOOLS_IGNORED)
        self.takes_tools = taken

    def _note(self, why: VoiceError) -> None:
        if str(why) != str(self._why) or isinstance(why, StartingError):
            log.warning("%s: %s (next try in %g s). %s", self._settings.name, why, self._pause_s, why.remedy)
        self._why = why
        self._outcome.set()
