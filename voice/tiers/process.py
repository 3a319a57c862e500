"""Starts the process of a local model, and watches it until it ends."""

import asyncio
import contextlib
import json
import logging
import os
import secrets
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from voice import config
from voice.child import ended
from voice.clock import Clock
from voice.errors import EngineError, ModelError, VoiceError
from voice.models import store
from voice.privacy.gate import EgressGate, place_of
from voice.tiers.chat import ChatTier

log = logging.getLogger(__name__)

LOAD_S = 180.0
"""Give up a process that has not loaded its model after so long."""

SILENT_S = 10.0
"""Call it hung when it is silent for so long while it loads; importing the engine alone takes seconds on a small machine."""

CHECK_S = 0.25
MISSED = 3
"""Call it hung after so many checks without a sign of life; not after a time, in which we may have been held up."""

CRASHES = {-signal.SIGSEGV, -signal.SIGILL, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGABRT}

INSTALL = "Install the extra: pip install 'voiceloop[llm]'."


class Process:
    """One process, from its start to its end."""

    def __init__(self, settings: config.Tier, clock: Clock, repack: bool) -> None:
        self._settings = settings
        self._repack = repack
        self.key = secrets.token_urlsafe(32)
        """The secret API key that the process accepts."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        local = settings.model_copy(update={"base_url": self.url, "cold_start_s": 0.0})
        self.chat = ChatTier(local, EgressGate.inside(clock).client_to(place_of(local)).http, clock, SecretStr(self.key))
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Why the process ended, once it has."""
        self._child: asyncio.subprocess.Process | None = None
        self.takes_tools = True
        """Whether the model's chat template tells it of the tools; known once it is loaded."""
        self._alive = False
        self._stopped_for = ""

    async def load(self) -> bool:
        """Start it and wait for its model; false when it ended. Raises EngineError or ModelError for what no retry mends."""
        tier, file = self._settings, _model_file(self._settings)
        self._child, number = await self._spawn(), self._socket.fileno()
        self._socket.close()
        model = {"file": str(file), "context": tier.context_tokens, "threads": tier.threads, "repack": self._repack}
        self.tell({"socket": number, "key": self.key, "name": tier.model or file.stem, **model})
        try:
            async with asyncio.timeout(LOAD_S):
                state = await self._first_state()
        except TimeoutError:
            self._stopped_for = "the local model was not loaded in time"
            return False
        if state and state["state"] == "failed":
            raise _failure(state["why"], file)
        self.takes_tools = bool(state and state.get("takes_tools"))
        return state is not None

    async def watch(self) -> None:
        """Wait until the process has ended or hangs."""
        listening = asyncio.create_task(self._listen())
        missed = 0
        try:
            while missed < MISSED:
                self._alive = False
                await asyncio.wait([listening], timeout=CHECK_S)
                if listening.done():
                    listening.result()
                    return
                missed = 0 if self._alive else missed + 1
        finally:
            listening.cancel()
        self._stopped_for = "the local model hung and was stopped"

    async def stop(self) -> str:
        """Kill the process if it runs; return why it ended."""
        self._socket.close()
        await self.chat.close()
        if self._child is None:
            return ""
        if self._child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child.pid, signal.SIGKILL)  # its own kill() would take the exit code away from wait()
        code = await ended(self._child)
        return self._stopped_for or _cause(code)

    def tell(self, what: dict[str, Any]) -> None:
        """Write a line to the process; the line is lost when it has ended."""
        pipe = self._child.stdin if self._child else None
        if pipe is not None and not pipe.is_closing():
            pipe.write(json.dumps(what).encode() + b"\n")

    async def ended_within(self, seconds: float) -> str | None:
        """Why the process ended; None when it still runs after so many seconds."""
        await asyncio.wait([self.ended], timeout=seconds)
        return self.ended.result() if self.ended.done() else None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def crashed(self) -> bool:
        return self._child is not None and self._child.returncode in CRASHES

    async def _spawn(self) -> asyncio.subprocess.Process:
        try:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "voice.tiers.worker"),  # -P: modules of the current folder are not for it
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                pass_fds=[self._socket.fileno()],
                start_new_session=True,  # a Ctrl-C in the terminal is for the parent to act on
                env={**os.environ, "OMP_WAIT_POLICY": "passive"},  # threads that spin would hold up the sound
            )
        except OSError as error:
            raise EngineError(f"the local model's process did not start: {error.strerror}", "Free some memory.") from None

    async def _first_state(self) -> dict[str, Any] | None:
        """What the process says when it has loaded its model or could not; None when it died."""
        states = self._states()
        while True:
            async with asyncio.timeout(SILENT_S):
                state = await anext(states, None)
            if state is None or state["state"] != "alive":
                return state

    async def _listen(self) -> None:
        async for state in self._states():
            self._alive = True
            if state["state"] == "left out":
                log.warning("%s: %s is no tool for it: llama.cpp cannot read its schema", self._settings.name, state["tool"])

    async def _states(self) -> AsyncGenerator[dict[str, Any]]:
        assert self._child is not None
        assert self._child.stdout is not None
        async for line in self._child.stdout:
            with contextlib.suppress(ValueError):  # what the interpreter's own start-up files print
                if isinstance(state := json.loads(line), dict) and "state" in state:
                    yield state


def _model_file(settings: config.Tier) -> Path:
    """Find the model file. Raises EngineError without the engine, ModelError without the file."""
    if find_spec("llama_cpp") is None:
        raise EngineError("llama-cpp-python is not installed", INSTALL)
    file = store.resolve(settings.model_file or "")
    try:
        with file.open("rb") as opened:
            magic = opened.read(4)
    except OSError as error:
        raise ModelError(f"{file} cannot be read: {error.strerror}", "Name a GGUF file: model_file.") from None
    if magic != b"GGUF":
        raise ModelError(f"{file} is not a GGUF file", "Name a GGUF file: model_file.")
    return file


def _failure(why: str, file: Path) -> VoiceError:
    if why == "missing":
        return EngineError("llama-cpp-python cannot be imported", INSTALL)
    if why == "no chat template":
        what = f"{file} has no chat template: it is a base model, which goes on with a text and cannot answer"
        return ModelError(what, "Set model_file to its instruction-tuned version: -Instruct, -it or -chat is in its name.")
    remedy = "It may be cut short, of a kind newer than llama-cpp-python knows, or larger than the memory."
    return ModelError(f"{file} cannot be loaded: {why}", remedy)


def _cause(code: int) -> str:
    if code == -signal.SIGKILL:
        return "the local model was killed, as happens when memory runs out"
    if code < 0:
        return f"the local model crashed ({signal.Signals(-code).name})"
    return f"the local model ended by itself (exit code {code})"
