"""Voice to voice on the real audio path: `voice run` hears commands from a sound card and answers into it.

    python -m benchmarks.live [--turns 24] [--settings FILE]

Held-out voices say held-out commands behind the wake word, without noise. The wait is read off a recording of the card, from
the command's last sample to the reply's first; beside it stands what the turn's own trace says, and whether the command was
understood. Human output goes to stderr. Needs PulseAudio.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import soxr

from benchmarks import corpora
from benchmarks.corpora import Clip
from benchmarks.listening.figures import counted, machine, percentiles
from benchmarks.sound_card import RATE, SoundCard, Taken, found_at, missing, sound_card
from voice.messages import SAMPLE_RATE, Samples

AUDIBLE = 200
"""Amplitude from which a sample can be heard: -44 dB of full scale."""

TRAVEL_S = 0.3
"""How long a sound may be on its way to the recorder."""

PATIENCE_S = 20.0
"""An answer that has not ended by then has failed."""


class Assistant:
    """`voice run --headless` in a process of its own, and what it logs."""

    def __init__(self, environment: dict[str, str], settings: Path) -> None:
        command = (sys.executable, "-m", "voice.cli", "--config", str(settings), "run", "--headless")
        self._process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
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

    def wait_for(self, event: str, since: int = 0, seconds: float = PATIENCE_S) -> dict[str, Any] | None:
        """The first such event of those logged from `since` on; None where none came in time."""
        found: list[dict[str, Any]] = []

        def logged() -> bool:
            found[:] = [one for one in self.events[since:] if one["event"] == event]
            return bool(found) or self._process.poll() is not None

        with self._logged:
            self._logged.wait_for(logged, seconds)
        return found[0] if found else None

    def stop(self) -> int:
        """End it as a service manager would; its exit code."""
        self._process.terminate()
        return self._process.wait(PATIENCE_S)


@contextmanager
def running(card: SoundCard, folder: Path, settings: str = "") -> Iterator[Assistant]:
    """Have an assistant that listens to the card in the block; its traces keep the words. Raises RuntimeError."""
    file = folder / "settings.toml"
    file.write_text(f'keep_words = true\nstate_dir = "{folder / "state"}"\n{settings}')
    assistant = Assistant(card.environment, file)
    try:
        if assistant.wait_for("listening", seconds=60) is None:
            raise RuntimeError(f"it does not listen: {assistant.events}")
        yield assistant
    finally:
        assistant.stop()


@dataclass(frozen=True)
class Turn:
    """One command and its answer."""

    understood: bool
    waited_ms: float | None
    """From the last sound of the command to the first of the reply, as recorded; None where nothing was said."""
    traced_ms: float | None
    """The same, as the trace has it."""


def at_the_card(samples: Samples) -> Samples:
    """Bring speech to the card's rate."""
    brought: Samples = soxr.resample(samples, SAMPLE_RATE, RATE)
    return brought


def waited_ms(taken: Taken, said: Samples, end: int) -> float | None:
    """From sample `end` of what was said into the room to the first sound of the speaker after it; None where none came."""
    room, speaker = taken.T
    ended = found_at(room, said) + end
    loud = np.flatnonzero(np.abs(speaker[ended:].astype(np.int32)) >= AUDIBLE)
    return float(loud[0]) / RATE * 1e3 if len(loud) else None


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=24)
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
    print(json.dumps(figures(turns)))


def figures(turns: list[Turn]) -> dict[str, Any]:
    """What the turns come to: understood, waits, and how far the traces are from what was recorded."""
    both = [turn.traced_ms - turn.waited_ms for turn in turns if turn.traced_ms and turn.waited_ms]
    return {
        "machine": machine(),
        "understood": counted(turn.understood for turn in turns),
        "voice_to_voice_ms": percentiles((turn.waited_ms for turn in turns), 0),
        "understood_voice_to_voice_ms": percentiles((turn.waited_ms for turn in turns if turn.understood), 0),
        "trace_less_recording_ms": percentiles(both, 0),
    }


if __name__ == "__main__":
    main()
