"""CPU of a core while listening: the whole assistant in real time, child processes counted (on Linux).

Each scene runs in a process of its own and comes in blocks as large as the microphone's: what silence costs is being woken.
The first seconds, in which engines settle, are not counted.
"""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import numpy as np

from benchmarks.corpora import clips
from benchmarks.corpora.plan import chance
from benchmarks.corpora.sound import noise
from benchmarks.listening.turns import Room
from voice import config
from voice.clock import WallClock
from voice.messages import SAMPLE_RATE, Samples

Scene = Literal["silence", "noise", "speech", "commands"]

SCENES: dict[Scene, str] = {
    "silence": "a quiet room (-75 dBFS)",
    "noise": "steady pink noise at -40 dBFS",
    "speech": "people talking, none of them to the assistant",
    "commands": "one command after the other, no wake word needed: the recogniser hears all of it",
}

SETTLE_S = 3.0
"""Sound before the measurement: the replies' half of the assistant is loaded in it."""


def measure(seconds: float) -> dict[str, Any]:
    """Per cent of a core for every scene, with the wake gate and without."""
    return {
        scene: {
            "what": what,
            "seconds": seconds,
            **{name: _percent(scene, gated, seconds) for name, gated in GATES},
        }
        for scene, what in SCENES.items()
    }


GATES = (("gated", True), ("ungated", False))


def _percent(scene: Scene, gated: bool, seconds: float) -> float:
    """Per cent of a core that a process listening to a scene takes."""
    command = [sys.executable, "-m", "benchmarks.listening.cpu", scene, str(int(gated)), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 120)
    return round(100 * float(json.loads(done.stdout.splitlines()[-1])) / seconds, 2)


async def _listen(scene: Scene, gated: bool, seconds: float) -> float:
    """CPU seconds spent listening to `seconds` of a scene."""
    settings = config.load()
    wake = settings.wake.model_copy(update={"gated": gated})
    samples = _scene(scene, SETTLE_S + seconds + 1.0)
    async with Room(settings.model_copy(update={"wake": wake})) as room:
        listening = asyncio.create_task(room.listen(samples, WallClock(), need_wake=scene != "commands"))
        await asyncio.sleep(SETTLE_S)
        before = used(os.getpid())
        await asyncio.sleep(seconds)
        spent = used(os.getpid()) - before
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
    return spent


def used(pid: int) -> float:
    """CPU seconds of a process and of those it started that have not ended."""
    return sum(map(_used_by, (pid, *children(pid))))


def children(pid: int) -> list[int]:
    """Processes that a process started, theirs included; none where the system has no /proc."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    own = [int(child) for file in lists for child in file.read_text().split()]
    return own + [grandchild for child in own for grandchild in children(child)]


def _used_by(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _scene(scene: Scene, seconds: float) -> Samples:
    length = round(seconds * SAMPLE_RATE)
    draw = chance(scene)
    if scene == "silence":
        return np.rint(draw.standard_normal(length) * 32768 * 10 ** (-75 / 20)).astype(np.int16)
    if scene == "noise":
        return np.rint(noise("pink", length, draw) * 32768 * 10 ** (-40 / 20)).astype(np.int16)
    kind, gap_s = ("other", 0.3) if scene == "speech" else ("command", 1.0)
    said = [
        clip.samples[round(clip.speech[0] * SAMPLE_RATE) : round((clip.speech[1] + gap_s) * SAMPLE_RATE)]
        for clip in clips(kind, "tune", "small")
        if clip.condition in ("clean", "room")
    ]
    sound: Samples = np.resize(np.concatenate(said), length)
    return sound


def main() -> None:
    scene, gated, seconds = sys.argv[1:]
    print(json.dumps(asyncio.run(_listen(scene, gated == "1", float(seconds)))))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
