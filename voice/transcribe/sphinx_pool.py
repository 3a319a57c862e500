"""Keeps pocketsphinx's worker processes, and lends desks in them: one for each turn that is being heard.

Turns at the same time have processes of their own, as far as there are cores for that; else they share them. Nobody waits
until another process is started: it is for the next one.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from voice import busy
from voice.errors import EngineError
from voice.transcribe import worker
from voice.transcribe.language_model import discard_temporary
from voice.transcribe.sphinx_process import REMEDY, SphinxProcess

MOST = max(2, min(4, os.cpu_count() or 1))
"""Workers at most: one a core, as two that read a pause at the same time on one core keep each other's speakers waiting; at
least two, as one that takes dictation keeps its other turns waiting meanwhile; at most four, as each holds 150 MB."""
DESKS = 6
"""Turns in one worker at most: each takes 10 MB, and a sixth of a core while somebody speaks."""
WAIT_S = 10.0
"""How long a turn may wait for a desk: the others' turns last a few seconds."""
READY_S = 5.0
"""How long a worker may take to make a desk ready, behind what other turns ask of it."""
IDLE_S = 60.0
"""How long more than one worker may stand idle after the last turn."""


@dataclass(frozen=True, eq=False)
class Desk:
    """A place in a worker process, for one turn."""

    process: SphinxProcess
    number: int

    async def ask(self, kind: bytes, content: bytes = b"", seconds: float | None = None) -> bytes:
        """The reply to one request; see `SphinxProcess.ask`. Raises EngineError."""
        return await self.process.ask(kind, content, seconds, self.number)

    def tell(self, kind: bytes, content: bytes) -> None:
        """Have something done without waiting; see `SphinxProcess.tell`. Raises EngineError."""
        self.process.tell(kind, content, self.number)


class SphinxPool:
    """Lends desks to turns. A worker that died or is stuck is replaced when a desk in it would be lent.

    `model` makes the language model's file and what a worker loads, in a thread.
    """

    def __init__(self, model: Callable[[], tuple[Path, bytes]]) -> None:
        self._model = model
        self._free: asyncio.Semaphore | None = None
        """Counts the desks that may still be lent, in the order in which turns asked; None while nothing is loaded."""
        self._workers: dict[SphinxProcess, set[int]] = {}
        """The desks of each worker that are lent, or being made ready."""
        self._lent: set[Desk] = set()
        self._growing: asyncio.Task[None] | None = None
        self._shrinking: asyncio.Task[None] | None = None

    @property
    def pids(self) -> list[int]:
        """Process ids of all workers."""
        return [process.pid for process in self._workers]

    async def load(self) -> None:
        """Start the first worker. Raises EngineError."""
        await self.close()
        self._workers[await self._started()] = set()
        self._free = asyncio.Semaphore(MOST * DESKS)

    async def take(self) -> Desk:
        """A desk ready for a new turn, in the least busy worker, or the next that is given back. Raises EngineError."""
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
            desk = await self._ready()
        except BaseException:
            free.release()
            raise
        self._lent.add(desk)
        return desk

    async def give_back(self, desk: Desk) -> None:
        """A turn is over: its desk may be lent for the next one."""
        if desk not in self._lent:
            return  # the pool was closed meanwhile
        self._lent.remove(desk)
        self._leave(desk)
        if not desk.process.alive:
            await self._drop(desk.process)
        if self._free:
            self._free.release()
        if self._shrinking:
            self._shrinking.cancel()
        self._shrinking = asyncio.create_task(self._shrink())

    async def close(self) -> None:
        """End every worker, those with turns too."""
        for task in filter(None, (self._shrinking, self._growing)):
            task.cancel()
            await asyncio.wait([task])
        workers, self._workers, self._lent = list(self._workers), {}, set()
        self._free = self._shrinking = self._growing = None
        await asyncio.gather(*(process.close() for process in workers))

    async def _ready(self) -> Desk:
        while self._workers:
            desk = self._vacant()
            try:
                await desk.ask(worker.START, seconds=READY_S)
                return desk
            except EngineError:
                await self._drop(desk.process)
            except BaseException:
                self._leave(desk)
                raise
        process = await self._started()
        self._workers[process] = {0}
        return Desk(process, 0)

    def _vacant(self) -> Desk:
        """A desk in the least busy worker. Where that has turns already, another worker is started for the next."""
        process = min(self._workers, key=lambda one: len(self._workers[one]))
        taken = self._workers[process]
        if taken and len(self._workers) < MOST and (self._growing is None or self._growing.done()):
            self._growing = asyncio.create_task(self._grow())
        number = next(one for one in range(len(taken) + 1) if one not in taken)
        taken.add(number)
        return Desk(process, number)

    async def _grow(self) -> None:
        with suppress(EngineError):  # who needs one and has none hears of it
            self._workers[await self._started()] = set()

    def _leave(self, desk: Desk) -> None:
        if desk.process in self._workers:
            self._workers[desk.process].discard(desk.number)

    async def _drop(self, process: SphinxProcess) -> None:
        """Let go of a worker that is dead or stuck. The turns that have desks in it will notice."""
        if self._workers.pop(process, None) is not None:
            busy.restarts["recogniser"] += 1
            await process.close()  # its pipes are still open

    async def _started(self) -> SphinxProcess:
        file, loads = await asyncio.to_thread(self._model)
        try:
            return await SphinxProcess.started(loads)
        finally:
            discard_temporary(file)

    async def _shrink(self) -> None:
        await asyncio.sleep(IDLE_S)
        while len(self._workers) > 1 and (idle := [one for one, taken in self._workers.items() if not taken]):
            del self._workers[idle[0]]
            await idle[0].close()
