"""Voice to voice on the real audio path: `voice run` hears commands from a sound card and answers into it.

    python -m benchmarks.live [--turns 24] [--interruptions 8] [--settings FILE]

Held-out voices say held-out commands behind the wake word, without noise. The wait is read off a recording of the card, from
the command's last sample to the reply's first; beside it stands what the turn's own trace says, and whether the command was
understood. Then long replies are interrupted: how long the speaker goes on once the wake word was heard. Human output goes to
stderr. Needs PulseAudio.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from benchmarks import corpora
from benchmarks.corpora import Clip
from benchmarks.listening.cpu import used
from benchmarks.listening.figures import counted, machine, percentiles
from benchmarks.sound_card import RATE, SoundCard, Taken, found_at, missing, sound_card
from voice.messages import SAMPLE_RATE, Samples

DEMO = Path(__file__).parents[1] / "assets" / "demo"

AUDIBLE = 200
"""Amplitude from which a sample can be heard: -44 dB of full scale."""

GAP_S = 0.1
"""A reply that is silent for so long has stopped: espeak-ng's gaps within words are shorter."""

TRAVEL_S = 0.3
"""How long a sound may be on its way to the recorder."""

PATIENCE_S = 20.0
"""An answer that has not ended by then has failed."""


class Assistant:
    """An assistant in a process of its own, and the JSON lines that it logs."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], errors: int | None = None) -> None:
        """`errors`: the file that takes what it writes to stderr."""
        whole = os.environ | environment
        self._process = subprocess.Popen(command, env=whole, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.pid = self._process.pid
        self.events: list[dict[str, Any]] = []
        self._logged = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            with self._logged:
                self.events.append(json.loads(line))
                self._logged.notify_all()
        with self._logged:
            self._logged.notify_all()

    def wait_for(self, event: str, since: int = 0, count: int = 1, seconds: float = PATIENCE_S) -> dict[str, Any] | None:
        """The `count`-th such event of those logged from `since` on; None where it did not come in time."""
        found: list[dict[str, Any]] = []

        def logged() -> bool:
            found[:] = [one for one in self.events[since:] if one["event"] == event]
            return len(found) >= count or self._process.poll() is not None

        with self._logged:
            self._logged.wait_for(logged, seconds)
        return found[count - 1] if len(found) >= count else None

    @property
    def cpu_s(self) -> float:
        """CPU that it has used, s."""
        return used(self.pid)

    def stop(self) -> int:
        """End it as a service manager would; its exit code."""
        self._process.terminate()
        return self._process.wait(PATIENCE_S)


@contextmanager
def listening(assistant: Assistant, seconds: float = 60.0) -> Iterator[Assistant]:
    """Have an assistant in the block, once it listens, which may take so many seconds. Raises RuntimeError."""
    try:
        if assistant.wait_for("listening", seconds=seconds) is None:
            raise RuntimeError(f"it does not listen: {assistant.events}")
        yield assistant
    finally:
        assistant.stop()


@contextmanager
def running(card: SoundCard, folder: Path, settings: str = "", *options: str) -> Iterator[Assistant]:
    """Have an assistant that listens to the card in the block; its traces keep the words. Raises RuntimeError."""
    file = folder / "settings.toml"
    file.write_text(f'keep_words = true\nstate_dir = "{folder / "state"}"\n{settings}')
    with card.hiss():
        command = sys.executable, "-m", "voice.cli", "--config", str(file), "run", "--headless", *options
        with listening(Assistant(command, card.environment)) as assistant:
            yield assistant


@dataclass(frozen=True)
class Turn:
    """One command and its answer."""

    understood: bool
    waited_ms: float | None
    """From the last sound of the command to the first of the reply, as recorded; None where nothing was said."""
    traced_ms: float | None
    """The same, as the trace has it."""


def loud(samples: Samples) -> npt.NDArray[np.intp]:
    """The samples that can be heard."""
    return np.flatnonzero(np.abs(samples.astype(np.int32)) >= AUDIBLE)


def wait_until(happened: Callable[[], bool]) -> bool:
    """Whether it happened within the time that an answer may take."""
    until = time.monotonic() + PATIENCE_S
    while not happened() and time.monotonic() < until:
        time.sleep(0.02)
    return happened()


def at_the_card(samples: Samples) -> Samples:
    """Bring speech to the card's rate."""
    brought: Samples = soxr.resample(samples, SAMPLE_RATE, RATE)
    return brought


def waited_ms(taken: Taken, said: Samples, end: int) -> float | None:
    """From sample `end` of what was said into the room to the first sound of the speaker after it; None where none came."""
    room, speaker = taken.T
    ended = found_at(room, said) + end
    reply = loud(speaker[ended:])
    return float(reply[0]) / RATE * 1e3 if len(reply) else None


def ask(card: SoundCard, assistant: Assistant, said: Samples) -> tuple[Taken, dict[str, Any] | None]:
    """Say something into the room, [n] at the card's rate: what was recorded until the turn was over, and its trace."""
    since = len(assistant.events)
    with card.recording() as recorder:
        card.say(said)
        ended = assistant.wait_for("turn_ended", since)
        time.sleep(TRAVEL_S)
    return recorder.taken, ended and ended["turn"]


def measured(card: SoundCard, assistant: Assistant, clip: Clip) -> Turn:
    said = at_the_card(clip.samples)
    taken, turn = ask(card, assistant, said)
    if turn is None:
        return Turn(False, None, None)
    waited = waited_ms(taken, said, round(clip.speech[1] * RATE))
    return Turn(turn["route"]["skill"] == clip.skill, waited, turn["voice_to_voice_ms"])


def interrupted(card: SoundCard, assistant: Assistant, question: Samples, interruption: Samples) -> float | None:
    """Ask, and interrupt the reply: milliseconds from the wake word's detection to silence; None where it was not heard.

    The reply's first sample, which is in its trace and in the recording, tells what time it is in the recording.
    """
    since = len(assistant.events)
    with card.recording() as recorder:
        card.say(question)
        wait_until(lambda: len(loud(recorder.so_far()[:, 1])) > 0)
        card.say(interruption)
        first = assistant.wait_for("turn_ended", since)
        second = assistant.wait_for("turn_ended", since, count=2)
    if first is None or second is None or not first["turn"]["interrupted"]:
        return None
    begun, heard = first["turn"]["marks"]["audible"], second["turn"]["marks"]["wake_heard"]
    sounds = loud(recorder.taken[:, 1])
    detected = sounds[0] + (heard - begun) * RATE
    going_on: list[float] = [0.0, *((sounds[sounds >= detected] - detected) / RATE).tolist()]
    return next((at * 1e3 for at, after in pairwise(going_on) if after - at > GAP_S), going_on[-1] * 1e3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=24)
    parser.add_argument("--interruptions", type=int, default=8)
    parser.add_argument("--settings", type=Path, help="TOML, beside the default settings")
    chosen = parser.parse_args()
    if lacking := missing():
        sys.exit(lacking)
    rows = [row for row in corpora.rows("wake_command", "held_out") if row.condition == "clean"]
    clips = corpora.of_rows(rows[:: max(1, len(rows) // chosen.turns)][: chosen.turns])
    settings = chosen.settings.read_text() if chosen.settings else ""
    turns: list[Turn] = []
    with (
        TemporaryDirectory(prefix="card-") as folder,
        sound_card(Path(folder)) as card,
        running(card, Path(folder), settings) as assistant,
    ):
        for clip in clips:
            turns.append(measured(card, assistant, clip))
            print(clip.text, turns[-1], file=sys.stderr, flush=True)
        stopped = [interrupted(card, assistant, demo("5-question"), demo("7-stop")) for _ in range(chosen.interruptions)]
    print(json.dumps(figures(turns, stopped)))


def demo(name: str) -> Samples:
    """A line of the demo, at the card's rate, with a silence behind it."""
    samples, _ = soundfile.read(DEMO / f"{name}.flac", dtype="int16")
    return at_the_card(np.concatenate((samples, np.zeros(SAMPLE_RATE, np.int16))))


def figures(turns: list[Turn], stopped: list[float | None]) -> dict[str, Any]:
    """What the turns come to: understood, waits, how far the traces are from what was recorded; and the interruptions."""
    both = [turn.traced_ms - turn.waited_ms for turn in turns if turn.traced_ms and turn.waited_ms]
    return {
        "machine": machine(),
        "understood": counted(turn.understood for turn in turns),
        "voice_to_voice_ms": percentiles((turn.waited_ms for turn in turns), 0),
        "understood_voice_to_voice_ms": percentiles((turn.waited_ms for turn in turns if turn.understood), 0),
        "trace_less_recording_ms": percentiles(both, 0),
        "interruptions_heard": counted(one is not None for one in stopped),
        "wake_to_silence_ms": percentiles(stopped, 0),
    }


if __name__ == "__main__":
    main()
