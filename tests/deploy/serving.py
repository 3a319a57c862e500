"""`python -m voice.deploy.ray` as somebody starts it, with the small models of the fixtures and two replicas of each kind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.serve.serving import free_port

ROOT = Path(__file__).parents[2]
WHISPER = ROOT / "assets" / "fixtures" / "whisper"

UP_S = 300.0
"""Replacing both replicas, one behind the other, beside other tests on a slow machine."""


@dataclass
class Served:
    process: "subprocess.Popen[str]"
    settings: Path
    url: str

    def replicas(self, kind: str) -> list[int]:
        """The process numbers of the replicas that hear, or say."""
        named = f"ray::ServeReplica:{kind}:"
        return [pid for pid in _below(self.process.pid) if _title(pid).startswith(named)]

    def renew(self, settings: str) -> None:
        self.settings.write_text(settings, encoding="utf-8")
        self.process.send_signal(signal.SIGHUP)


def settings(model: Path, voice: str = "en-gb") -> str:
    return f'[transcribe]\nengine = "whisper"\nmodel = "{model}"\n[speak]\nengine = "espeak"\nvoice = "{voice}"\n'


@contextmanager
def starting(folder: Path) -> Iterator[Served]:
    """Have it start in the block; whatever is then left of it is ended."""
    file, port = folder / "config.toml", free_port()
    file.write_text(settings(WHISPER), encoding="utf-8")
    command = [sys.executable, "-m", "voice.deploy.ray", "--config", str(file), "--replicas", "2", "--port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "RAY_TMPDIR": "/tmp", "VOICE_STATE_DIR": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield Served(process, file, f"http://127.0.0.1:{port}/v1")
        finally:
            process.terminate()
            try:
                process.communicate(timeout=120)
            finally:
                for pid in (process.pid, *left_of(folder)):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    with starting(folder) as served:
        said = ""
        while "Listening" not in said:
            assert served.process.stderr is not None
            line = served.process.stderr.readline()
            assert line, f"it ended: {said}"
            said += line
        yield served


def left_of(folder: Path) -> list[int]:
    """The processes that still run of what was served with the settings of a folder: they have it in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


def until(holds: "object", seconds: float = UP_S) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.2)


def _below(parent: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(told[1]), []).append(int(folder.name))
    found, todo = [], [parent]
    while todo:
        todo += (mine := children.get(todo.pop(), []))
        found += mine
    return found


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return ""
