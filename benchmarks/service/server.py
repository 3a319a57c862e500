"""A `voice serve` in a process of its own: where it is, what it logs, and what it takes of the machine."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.listening.cpu import children
from benchmarks.live import Assistant, listening

STARTS_S = 120.0
"""How long the server may take to load its models."""

WORKER = "voice.transcribe.worker"
"""What a process of the recogniser is called among the server's."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds at a moment."""

    mb: float
    """Megabytes of memory: its own, and its part of what it shares with others."""
    threads: int
    handles: int


class Server:
    """A server that runs."""

    def __init__(self, assistant: Assistant, url: str, errors: Path) -> None:
        self.assistant = assistant
        self.url = url
        self._errors = errors

    @property
    def events(self) -> list[dict[str, Any]]:
        return self.assistant.events

    @property
    def cpu_s(self) -> float:
        """Seconds of CPU that the server and its present child processes have used."""
        return self.assistant.cpu_s

    @property
    def held(self) -> Held:
        """What the process itself holds, that of its recogniser's processes left out."""
        return held(self.assistant.pid)

    @property
    def workers(self) -> list[int]:
        """The processes of its recogniser."""
        return [pid for pid in children(self.assistant.pid) if WORKER in _command(pid)]

    @property
    def workers_mb(self) -> float:
        return sum(held(pid).mb for pid in self.workers)

    @property
    def stderr(self) -> str:
        return self._errors.read_text(encoding="utf-8", errors="replace")

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.assistant.pid, number)

    async def metrics(self) -> dict[str, float]:
        """Fetch all its metrics, by name and labels as Prometheus writes them."""
        async with httpx2.AsyncClient(base_url=self.url, timeout=30) as client:
            lines = (await client.get("/metrics")).text.splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}


@contextmanager
def serving(folder: Path, settings: str, **environment: str) -> Iterator[Server]:
    """Have a server with some settings in the block, once it is ready; `environment` is set for it. Raises RuntimeError."""
    file, errors = folder / "settings.toml", folder / "stderr.txt"
    file.write_text(settings, encoding="utf-8")
    command = sys.executable, "-m", "voice.cli", "--config", str(file), "serve", "--json", "--no-local", "--port", "0"
    with errors.open("wb") as written:
        assistant = Assistant(command, {"VOICE_STATE_DIR": str(folder / "state")} | environment, written.fileno())
        with listening(assistant, STARTS_S) as assistant:
            address = next(one["address"] for one in assistant.events if one["event"] == "listening")
            yield Server(assistant, address, errors)


def held(pid: int) -> Held:
    """Measure what a process holds; zeros if it has just ended."""
    try:
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        rollup = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
        kb = int(rollup["Pss"].split()[0])
        return Held(kb / 1024, int(status["Threads"]), len(list(Path(f"/proc/{pid}/fd").iterdir())))
    except (FileNotFoundError, ProcessLookupError):
        return Held(0.0, 0, 0)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
