"""`python -m benchmarks.startup`: how long commands take from their start to their end, each in a process of its own.

The commands take turns, so that a noisy machine slows all of them alike. The first run of each, which makes the language model,
is told apart from the others. The last line on stdout is one JSON document.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

from benchmarks.listening.figures import percentiles
from voice.assets import asset

COMMANDS = {
    "--help": ["--help"],
    "ask, typed": ["ask", "what time is it"],
    "ask, 3 s of sound": ["ask", "--fast", "--audio", str(asset("demo/3-arithmetic.flac"))],
}


def seconds(arguments: list[str], folder: str) -> float:
    """From the start of the command to its end."""
    places = {"XDG_CACHE_HOME": folder, "VOICE_STATE_DIR": folder}
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "voice.cli", *arguments], env=os.environ | places, capture_output=True, check=True)
    return time.perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.startup")
    options.add_argument("--rounds", type=int, default=10)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        first = {name: round(seconds(arguments, folder), 3) for name, arguments in COMMANDS.items()}
        taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for _ in range(rounds):
            for name, arguments in COMMANDS.items():
                taken[name].append(seconds(arguments, folder))
    report = {name: {"first": first[name], **percentiles(times, 3)} for name, times in taken.items()}
    for name, row in report.items():
        print(f"{name:20} {row}", file=sys.stderr)
    print(json.dumps({"seconds": report, "rounds": rounds}))


if __name__ == "__main__":
    main()
