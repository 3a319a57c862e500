"""Keeps pocketsphinx's worker processes: one for each turn that is being heard, more on demand, one when nobody speaks."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from voice import busy
from voice.errors import EngineError
from voice.transcribe import worker
from voice.transcribe.language_model import discard_temporary
from voice.transcribe.sphinx_process import REMEDY, SphinxProcess

MOST = max(2, min(4, os.cpu_count() or 1))
"""Workers at most: one a core, as two that read a pause at the same time on one core keep each other's speakers waiting; at
least two, so that two people may talk at once anywhere; at most four, as each holds 170 MB."""
WAIT_S = 10.0
"""How long a turn may wait for a worker: the others' turns last a few seconds."""
READY_S = 5.0
"""How long a worker that was given back may take to finish what the turn before asked of it."""
IDLE_S = 60.0
"""How long more than one worker may stand idle after the last turn."""


class SphinxPool:
    """Lends workers to turns. One that died or is stuck is replaced when it would be lent again.

    `model` makes the language model's file and what a worker loads, in a thread.
    """

    def __init__(self, model: Callable[[], tuple[Path, bytes]]) -> None:
        self._model = model
        self._free: asyncio.Semaphore | None = None
        """Counts the workers that may still be lent, in the order in which turns asked; None while nothing is loaded."""
        self._idle: list[SphinxProcess] = []
        self._lent: set[SphinxProcess] = set()
        self._shrinking: asyncio.Task[None] | None = None

    @property
    def pids(self) -> list[int]:
        """Process ids of all workers, the idle ones first."""
        return [process.pid for process in (*self._idle, *self._lent)]

    async def load(self) -> None:
        """Start the first worker. Raises EngineError."""
        await self.close()
        self._idle.append(await self._started())
        self._free = asyncio.Semaphore(MOST)

    async def take(self) -> SphinxProcess:
        """A worker ready for a new turn: an idle one, a new one, or the next that is given back. Raises EngineError."""
        if self._free is None:
            raise EngineError("the speech recogniser is not loaded", REMEDY)
        free = self._free
        try:
            with busy.working("transcribe"):
                async with asyncio.timeout(WAIT_S):
                    await free.acquire()
        except TimeoutError:
            raise EngineError("the speech recogniser is busy with other turns", "Speak again in a moment.") from None
        try:
            process = await self._ready()
        except BaseException:
            free.release()
            raise
        self._lent.add(process)
        return process

    async def give_back(self, process: SphinxProcess) -> None:
        """A turn is over: its worker may hear the next one."""
        if process not in self._lent:
            return  # the pool was closed meanwhile
        self._lent.remove(process)
        if process.alive:
            self._idle.append(process)
        else:
            busy.restarts["recogniser"] += 1
            await process.close()  # its pipes are still open
        if self._free:
            self._free.release()
        if self._shrinking:
            self._shrinking.cancel()
        self._shrinking = asyncio.create_task(self._shrink())

    async def close(self) -> None:
        """End every worker, those that are lent too."""
        if self._shrinking:
            self._shrinking.cancel()
            await asyncio.wait([self._shrinking])
        workers = [*self._idle, *self._lent]
        self._idle, self._lent, self._free, self._shrinking = [], set(), None, None
        await asyncio.gather(*(process.close() for process in workers))

    async def _ready(self) -> SphinxProcess:
        while self._idle:
            process = self._idle.pop()
            try:
                await process.ask(worker.START, seconds=READY_S)
                return process
            except EngineError:
                busy.restarts["recogniser"] += 1
                await process.close()
            except BaseException:
                self._idle.append(process)
                raise
        return await self._started()

    async def _started(self) -> SphinxProcess:
        file, loads = await asyncio.to_thread(self._model)
        try:
            return await SphinxProcess.started(loads)
        finally:
            discard_temporary(file)

    async def _shrink(self) -> None:
        await asyncio.sleep(IDLE_S)
        while len(self._idle) > 1:
            await self._idle.pop(0).close()
