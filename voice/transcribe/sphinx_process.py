"""Starts a worker process of pocketsphinx, asks it, and gives it up when it is stuck or dead.

It reads several turns at the same time, each at a desk of its own.
"""
import asyncio
import contextlib
import itertools
import sys
from typing import Self

from voice.child import ended
from voice.errors import EngineError
from voice.transcribe import worker

LOAD_S = 60.0
"""How long loading may take; a slow SD card reads the models in some twenty seconds."""
ANSWER_S = 20.0
"""How long any other request may take before the worker is given up."""
CLOSE_S = 1.0
REMEDY = "The recogniser is started again with the next turn; `voice doctor` checks it."


class SphinxProcess:
    """A running worker. It answers one request at a time, in order; replies to cancelled requests are dropped."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._process = process
        self._requests = process.stdin
        self._replies = Replies(process.stdout)
        self._numbers = itertools.count()
        self._asking = asyncio.Lock()

    @classmethod
    async def started(cls, loads: bytes) -> Self:
        """A worker that has loaded its models. Raises EngineError."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # modules of the folder that happens to be the current one are not for it
                "-m",
                "voice.transcribe.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C in the terminal is for the parent to act on
            )
        except OSError as error:
            raise EngineError(f"the speech recogniser did not start: {error.strerror}", REMEDY) from None
        one = cls(process)
        try:
            await one.ask(worker.LOAD, loads, LOAD_S)
        except BaseException:
            await one.close()  # failed or cancelled: without a model it is of no use; the next turn starts another
            raise
        return one

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, kind: bytes, content: bytes = b"", seconds: float | None = None, desk: int = 0) -> bytes:
        """The reply to one request within `seconds`. Raises EngineError when the worker is gone, stuck or failed at it."""
        async with self._asking:
            number = next(self._numbers)
            try:
                async with asyncio.timeout(ANSWER_S if seconds is None else seconds):
                    self._requests.write(worker.message(kind, number, content, desk))
                    await self._requests.drain()
                    reply, answer = await self._replies.to(number)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                with contextlib.suppress(ProcessLookupError):
                    self._process.kill()
                await ended(self._process)
                what = "took too long" if isinstance(error, TimeoutError) else "died"
                raise EngineError(f"the speech recogniser {what}", REMEDY) from None
        if reply == worker.FAILED:
            raise EngineError(f"the speech recogniser failed: {answer.decode()}", REMEDY)
        return answer

    def tell(self, kind: bytes, content: bytes, desk: int = 0) -> None:
        """Have it do something before all that it is asked later, without waiting. Raises EngineError if it is dead."""
        if not self.alive:
            raise EngineError("the speech recogniser died", REMEDY)
        self._requests.write(worker.message(kind, next(self._numbers), content, desk))

    async def close(self) -> None:
        """End the worker: it is asked by the end of its input, and killed where that takes too long."""
        self._requests.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await ended(self._process)
        await self._process.wait()


class Replies:
    """Reads what a worker answers, one reply at a time."""

    def __init__(self, pipe: asyncio.StreamReader) -> None:
        self._pipe = pipe
        self._begun: tuple[bytes, int, int] | None = None
        """Header of a reply whose content is still to come."""

    async def to(self, number: int) -> tuple[bytes, bytes]:
        """Read the kind and content of the reply to a request; drop replies to cancelled requests before it."""
        while True:
            if self._begun is None:
                kind, _, answered, length = worker.HEADER.unpack(await self._pipe.readexactly(worker.HEADER.size))
                self._begun = kind, answered, length
            kind, answered, length = self._begun
            content = await self._pipe.readexactly(length)
            self._begun = None
            if answered == number:
                return kind, content
