"""Sphinx: the command grammar and dictation of pocketsphinx, in a supervised child process."""

import asyncio
import contextlib
import itertools
import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from voice.errors import EngineError
from voice.messages import Samples, Transcript
from voice.transcribe import worker
from voice.transcribe.grammar import compiled

if TYPE_CHECKING:
    from voice.skills import Sentences

LOAD_S = 60.0
"""How long loading may take; a slow card reads the models in some twenty."""
ANSWER_S = 20.0
"""How long any other request may take before the worker is given up."""
CLOSE_S = 1.0
REMEDY = "The recogniser is started again with the next turn; `voice doctor` checks it."


class SphinxTranscriber:
    """Reads turns with pocketsphinx (https://github.com/cmusphinx/pocketsphinx).

    The worker is restarted at the start of a turn when it died. A turn in which it dies ends with EngineError.
    """

    def __init__(self, sentences: "Sentences", wake_words: Iterable[str], min_confidence: float = 0.5) -> None:
        self._sentences = sentences
        self._wake_words = tuple(wake_words)
        self._min_confidence = min_confidence
        self._process: asyncio.subprocess.Process | None = None
        self._numbers = itertools.count()
        self._turn = asyncio.Lock()
        self._grammar = b""

    async def load(self) -> None:
        if not self._grammar:
            self._grammar = await asyncio.to_thread(self._compiled)
        async with self._turn:
            await self._spawn()

    async def start(self) -> None:
        async with self._turn:
            if self._process is None or self._process.returncode is not None:
                await self._spawn()
            await self._ask(worker.START)

    async def feed(self, samples: Samples) -> None:
        async with self._turn:
            await self._ask(worker.FEED, samples.astype("<i2", copy=False).tobytes())

    async def partial(self) -> Transcript:
        async with self._turn:
            return Transcript(**json.loads(await self._ask(worker.READ)))

    async def finish(self) -> Transcript:
        return await self.partial()

    async def close(self) -> None:
        """End the worker: it is asked by the end of its input, then killed."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            async with asyncio.timeout(CLOSE_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    def _compiled(self) -> bytes:
        automaton = compiled(self._sentences.intents, self._sentences.spoken, self._wake_words)
        values = {
            "arcs": automaton.arcs,
            "finals": sorted(automaton.finals),
            "size": automaton.size,
            "min_confidence": self._min_confidence,
        }
        return json.dumps(values).encode()

    async def _spawn(self) -> None:
        await self.close()
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "voice.transcribe.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C in the terminal is for the parent to act on
            )
        except OSError as error:
            raise EngineError(f"the speech recogniser did not start: {error.strerror}", REMEDY) from None
        await self._ask(worker.LOAD, self._grammar, LOAD_S)

    async def _ask(self, kind: bytes, content: bytes = b"", seconds: float = ANSWER_S) -> bytes:
        """The reply to one request. Raises EngineError when the worker is gone, stuck or failed at it."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EngineError("the speech recogniser is not loaded", REMEDY)
        number = next(self._numbers)
        try:
            async with asyncio.timeout(seconds):
                process.stdin.write(worker.message(kind, number, content))
                await process.stdin.drain()
                reply, answer = await self._reply(process.stdout, number)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            self._process = None
            what = "took too long" if isinstance(error, TimeoutError) else "died"
            raise EngineError(f"the speech recogniser {what}", REMEDY) from None
        if reply == worker.FAILED:
            raise EngineError(f"the speech recogniser failed: {answer.decode()}", REMEDY)
        return answer

    async def _reply(self, replies: asyncio.StreamReader, number: int) -> tuple[bytes, bytes]:
        """The reply to a request; those to cancelled requests before it are dropped."""
        while True:
            kind, answered, length = worker.HEADER.unpack(await replies.readexactly(worker.HEADER.size))
            content = await replies.readexactly(length)
            if answered == number:
                return kind, content
