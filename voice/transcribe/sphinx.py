"""Sphinx: the command grammar and dictation of pocketsphinx, in a supervised child process."""

import asyncio
import contextlib
import hashlib
import itertools
import json
import math
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import platformdirs

from voice import atomic
from voice.errors import EngineError
from voice.messages import Completeness, Samples, Transcript
from voice.transcribe import phrasing, trigrams, worker
from voice.transcribe.confidence import Evidence, confidence
from voice.transcribe.phrasing import Phrasing
from voice.transcribe.trigrams import arpa

if TYPE_CHECKING:
    from voice.skills import Sentences

LOAD_S = 60.0
"""How long loading may take; a slow card reads the models in some twenty."""
ANSWER_S = 20.0
"""How long any other request may take before the worker is given up."""
CLOSE_S = 1.0
KEPT = 4
"""Language models on disk, 2 MB each: for several settings in turn, without growing with every change of them."""
DRAWN = 60_000
"""Sentences the language model is made of; with 15,000, 3 commands in 100 fewer were heard right."""
REMEDY = "The recogniser is started again with the next turn; `voice doctor` checks it."


class Likeliest(NamedTuple):
    text: str
    found: Completeness
    evidence: Evidence


class SphinxTranscriber:
    """Reads turns with pocketsphinx (https://github.com/cmusphinx/pocketsphinx).

    The worker is restarted at the start of a turn when it died. A turn in which it dies ends with EngineError. With `dictates`
    off, what is no command has no words.
    """

    def __init__(
        self,
        sentences: "Sentences",
        judge: Callable[[str], Completeness],
        wake_phrases: Iterable[str],
        min_confidence: float,
        dictates: bool = True,
    ) -> None:
        self._sentences = sentences
        self._judge = judge
        self._wake_phrases = tuple(wake_phrases)
        self._min_confidence = min_confidence
        self._dictates = dictates
        self._process: asyncio.subprocess.Process | None = None
        self._numbers = itertools.count()
        self._turn = asyncio.Lock()
        self._begun: tuple[bytes, int, int] | None = None
        """Header of a reply whose content is still to come."""

    async def load(self) -> None:
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
        return await self._read(("complete", "unfinished"))

    async def finish(self) -> Transcript:
        return await self._read(("complete",))

    async def _read(self, wanted: Sequence[Completeness]) -> Transcript:
        """The likeliest reading that is `wanted`, if it can be trusted; else what dictation makes of the turn."""
        async with self._turn:
            likeliest, heard = await self._likeliest(wanted)
            trust = confidence(likeliest.evidence) if likeliest else 0.0
            if likeliest and trust >= self._min_confidence:
                return Transcript(likeliest.text, trust, likeliest.found == "complete", "grammar", heard["wake_end"])
            said = json.loads(await self._ask(worker.DICTATION)) if self._dictates and any(heard["readings"]) else ""
            return Transcript(said, 1 - trust, False, "dictation", heard["wake_end"])

    async def _likeliest(self, wanted: Sequence[Completeness]) -> tuple["Likeliest | None", dict[str, Any]]:
        """The likeliest reading that is `wanted`, and all that was heard when it was read."""
        heard = json.loads(await self._ask(worker.COMMAND))
        for rank, text in enumerate(heard["readings"]):
            if (found := self._judge(text)) in wanted:
                evidence = Evidence(heard["score_ratio"], min(rank, 10) / 10, math.log(heard["weakest"] + 1e-3))
                return Likeliest(text, found, evidence), heard
        return None, heard

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

    def _model(self) -> tuple[Path, bytes]:
        """The language model's file, made once for each set of sentences, and what the worker loads."""
        phrases = [phrase.lower().replace("_", " ") for phrase in self._wake_phrases]
        making = [Path(str(module.__file__)).read_bytes() for module in (phrasing, trigrams)]
        name = hashlib.sha256(b"".join([*making, f"{phrases} {self._sentences!r}".encode()])).hexdigest()[:16]
        file = platformdirs.user_cache_path("voice") / f"commands-{name}.arpa"
        try:
            text = file.read_text()
            file.touch()  # the least recently used goes first
        except OSError:
            likely = Phrasing(self._sentences)
            text = arpa(likely.sentences(DRAWN, phrases))
            file = _kept(file, text)
        words = re.findall(r"^\S+ ([a-z']+) \S+$", text, re.MULTILINE)
        return file, json.dumps({"model": str(file), "words": words, "wake_phrases": phrases}).encode()

    async def _spawn(self) -> None:
        await self.close()
        self._begun = None
        file, loads = await asyncio.to_thread(self._model)
        try:
            self._process = await asyncio.create_subprocess_exec(
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
        try:
            await self._ask(worker.LOAD, loads, LOAD_S)
        except BaseException:
            await self.close()  # failed or cancelled: without a model it is of no use; the next turn starts another
            raise
        finally:
            if file.parent == Path(tempfile.gettempdir()):
                file.unlink(missing_ok=True)

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
            if self._begun is None:
                self._begun = worker.HEADER.unpack(await replies.readexactly(worker.HEADER.size))
            kind, answered, length = self._begun
            content = await replies.readexactly(length)
            self._begun = None
            if answered == number:
                return kind, content


def _kept(file: Path, text: str) -> Path:
    """Where the text now is: `file`, moved into place whole, or a temporary file where that cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic.replace(file, text)
        for older in sorted(file.parent.glob("commands-*.arpa"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            older.unlink(missing_ok=True)
        return file
    except OSError:
        descriptor, name = tempfile.mkstemp(suffix=".arpa")
        with os.fdopen(descriptor, "w") as temporary:
            temporary.write(text)
        return Path(name)
