"""Has espeak-ng say texts in a process of its own: what it says depends on all that it has said before in a process.

`python -m voice.bench.said` reads a JSON list of [voice, text] and writes the sounds as NumPy's .npz.
"""

import io
import json
import subprocess
import sys
from collections.abc import Sequence

import numpy as np

from voice.errors import EngineError
from voice.messages import Samples


def said(lines: Sequence[tuple[str, str]]) -> list[Samples]:
    """Say texts, each in a voice, from the first audible sample to the last: int16, mono, 16 kHz, shape [n].

    The same lines in the same order sound the same, to the bit. Raises EngineError.
    """
    command = [sys.executable, "-m", "voice.bench.said"]
    done = subprocess.run(command, input=json.dumps(lines).encode(), capture_output=True, check=False)
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason was given"]
        why = told[-1].rpartition("Error: ")[2]
        raise EngineError(f"espeak-ng did not say the sentences: {why}", "Check the voices of the scenario.")
    with np.load(io.BytesIO(done.stdout)) as sounds:
        return [sounds[name] for name in sounds.files]


def main() -> None:
    from voice.speak.cast import robot
    from voice.wake.train.sound import trimmed

    sounds = [trimmed(robot(voice)(text, 1.0)) for voice, text in json.load(sys.stdin)]
    np.savez(sys.stdout.buffer, *sounds)


if __name__ == "__main__":
    main()
