"""`python -m benchmarks.listening`: how well the assistant listens, and what it costs.

Wake recall, false accepts and response; command accuracy; false cut-offs; CPU; compute of every stage.
Tables go to stderr; the last line on stdout is one JSON document. The held-out split is for reporting alone.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.corpora import SPLITS, Clip, clips, default_out, skipped
from benchmarks.listening import commands, cpu, endpoint, follow_up, reading, tables, wake, words
from benchmarks.listening.figures import machine
from benchmarks.listening.turns import Room
from voice import config
from voice.models import store

PARTS = ("wake", "commands", "follow_up", "reading", "words", "endpoint", "cpu")

MODELS = ("whisper-tiny.en", "whisper-base")
"""Whisper's, where they were pulled."""

CPU_S = {"small": 10.0, "full": 30.0}

WARM = "engines loaded and one clip heard before the first measurement; each clip has a new conversation"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load().model_copy(update={"state_dir": Path(folder)})
        report: dict[str, Any] = {
            "machine": machine(),
            "split": options.split,
            "size": options.size,
            "warm": WARM,
            "skipped_voices": skipped(),
            "threshold": settings.wake.threshold,
        }
        if "wake" in options.parts:
            report["wake"] = wake.measure(settings, options.split, options.size, options.out)
        if {"commands", "endpoint"} & set(options.parts):
            report |= asyncio.run(_turns(settings, options))
        if "follow_up" in options.parts:
            both = _corpus("command", options), _corpus("other", options)
            report["follow_up"] = asyncio.run(follow_up.measure(settings, *both))
        models = [name for name in options.models if store.serving(name)]
        if "reading" in options.parts:
            report["reading"] = asyncio.run(reading.measure(settings, _behind_the_wake_word(options), models))
        if "words" in options.parts:
            report["words"] = words.measure(_corpus("natural_other", options), models)
        if "cpu" in options.parts:
            report["cpu"] = cpu.measure(CPU_S[options.size])
    if not options.json:
        tables.show(report)
    print(json.dumps(report))


def _corpus(kind: str, options: argparse.Namespace) -> list[Clip]:
    return list(clips(kind, options.split, options.size, options.out))


def _behind_the_wake_word(options: argparse.Namespace) -> reading.Corpora:
    return {
        voices: (_corpus(said, options), _corpus(other, options)) for voices, (said, other) in reading.KINDS.items()
    }


async def _turns(settings: config.Config, options: argparse.Namespace) -> dict[str, Any]:
    """All that needs the whole assistant."""

    def corpus(kind: str) -> list[Clip]:
        return _corpus(kind, options)

    async with Room(settings) as room:
        spoken = corpus("command")
        await room.hear(spoken[0], need_wake=False)
        said = await room.hear_all(spoken)
        paused = await room.hear_all(corpus("pause"))
        report: dict[str, Any] = {}
        if "endpoint" in options.parts:
            both = [*said, *paused]
            report["endpoint"] = {
                "fixed": endpoint.fixed(settings, [one.clip for one in both]),
                "adaptive": endpoint.adaptive(both),
            }
        if "commands" in options.parts:
            woken = [clip for kind in ("wake_gap", "wake_breath") for clip in corpus(kind)]
            mine = [clip for clip in woken if clip.phrase in settings.wake.phrases]
            report["commands"] = {
                "without_wake_word": commands.accuracy(said),
                "with_pause": commands.accuracy(paused),
                "after_wake_word": commands.accuracy(await room.hear_all(mine, need_wake=True)),
                "other_speech": commands.false_accepts(await room.hear_all(corpus("other"))),
                "stages_ms": commands.stages(said),
            }
    return report


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.listening", description=__doc__)
    parser.add_argument("--size", choices=["small", "full"], default="small")
    parser.add_argument("--split", choices=SPLITS, default="held_out")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="only these (default: all)")
    parser.add_argument("--models", nargs="+", default=MODELS, help="Whisper's (default: %(default)s, where they are)")
    parser.add_argument(
        "--out", type=Path, default=default_out(), help="corpora cache (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="no tables")
    options = parser.parse_args()
    for voice in skipped():
        print(f"voice not installed, its clips are left out: {voice}", file=sys.stderr)
    return options


if __name__ == "__main__":
    main()
