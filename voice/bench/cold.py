"""A cold start: a new process loads the engines and hears its first command. `python -m voice.bench.cold SCENARIO PROFILE`.

The last line on stdout is one JSON document, as `voice.bench.result.Cold` has it.
"""

import asyncio
import os
import subprocess
import sys
import tempfile

import psutil

from voice.bench import measure, scenario
from voice.bench.corpus import clips, read
from voice.bench.result import Cold
from voice.bench.room import Room
from voice.bench.scenario import COMMANDS
from voice.bench.variants import Variant, without_own
from voice.clock import WallClock, stopwatch
from voice.errors import EngineError

LONGEST_S = 180.0
"""Seconds after which a start counts as hanging."""


def started(chosen: scenario.Scenario) -> Cold:
    """Start a process and wait until it has answered its first command. Raises EngineError."""
    command = [sys.executable, "-m", "voice.bench.cold", str(chosen.file), chosen.profile]
    try:
        # What it makes for itself goes with this folder, also where it is ended in the middle.
        with tempfile.TemporaryDirectory(prefix="voice-cold-", ignore_cleanup_errors=True) as folder:
            here = {**os.environ, "TMPDIR": folder}
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=True, env=here)
    except subprocess.TimeoutExpired:
        raise EngineError(f"a cold start took more than {LONGEST_S:.0f} s", "voice doctor tries the engines.") from None
    except subprocess.CalledProcessError as error:
        told = error.stderr.strip().splitlines() or ["no reason was given"]
        raise EngineError(f"a cold start failed: {told[-1]}", "voice doctor tries the engines.") from None
    return Cold.model_validate_json(done.stdout.splitlines()[-1])


async def _first(chosen: scenario.Scenario, import_ms: float) -> Cold:
    sentence = next(one for one in read(chosen.file.with_name(chosen.sentences)) if one.kind == "command")
    clip = clips([sentence], {"command": 1}, chosen.voices)[0]
    variant = Variant(COMMANDS, "", ("command",), chosen.config(without_own()))
    async with Room() as room:
        watch = stopwatch()
        await room.load(variant.config)
        load_ms = watch() * 1e3
        outcome = await measure.hear(room, chosen, variant, clip)
    first = measure.voice_to_voice(outcome)
    return Cold(import_ms=round(import_ms, 1), load_ms=round(load_ms, 1), first_turn_ms=first)


def main() -> None:
    import_ms = (WallClock().today().timestamp() - psutil.Process().create_time()) * 1e3
    file, profile = sys.argv[1:]
    print(asyncio.run(_first(scenario.read(file, profile), import_ms)).model_dump_json())


if __name__ == "__main__":
    main()
