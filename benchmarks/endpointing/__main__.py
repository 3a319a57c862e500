"""`python -m benchmarks.endpointing`: is a turn over when the speaker is done, not before, and soon after?

Tables go to stderr; the last line on stdout is one JSON document. Natural voices need the folders of their models.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.corpora import SPLITS, default_out
from benchmarks.endpointing import curve, pauses, words
from benchmarks.endpointing.clips import Cast
from benchmarks.endpointing.natural import Natural
from benchmarks.listening.figures import machine
from benchmarks.listening.turns import Room
from voice import config
from voice.config import Config
from voice.endpoint import SmartTurn, smart_turn
from voice.models import store
from voice.transcribe.whisper_model import Model

PARTS = ("pauses", "short", "words", "curve")


def main() -> None:
    options = _options()
    cast = Cast(Natural(options.kokoro, options.piper, options.out), options.split)
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load().model_copy(update={"state_dir": Path(folder)})
        report = {"machine": machine(), "split": options.split, "voices": cast.names}
        report |= asyncio.run(_parts(settings, cast, options))
    _show(report)
    print(json.dumps(report))


async def _parts(settings: Config, cast: Cast, options: argparse.Namespace) -> dict[str, Any]:
    report: dict[str, Any] = {}
    if {"pauses", "short"} & set(options.parts):
        async with Room(settings) as room:
            if "pauses" in options.parts:
                report["pauses"] = await pauses.measure(room, cast, options.count)
            if "short" in options.parts:
                report["short"] = await pauses.measure_short(room, cast, options.count)
    if "words" in options.parts:
        report["words"] = words.measure(settings.endpoint, options.split)
    if "curve" in options.parts:
        spoken = await asyncio.to_thread(curve.clips, cast)  # the voices have an event loop of their own
        report["curve"] = {"clips": len(spoken), **curve.measure(settings, spoken, *_judging(options))}
    return report


def _judging(options: argparse.Namespace) -> tuple[SmartTurn | None, Model | None]:
    """What tells whether somebody has finished: the end-of-turn model and Whisper, as far as they are there."""
    whisper = Model(store.resolve(options.whisper), 1) if options.whisper else None
    return smart_turn.load(options.model), whisper


def _show(report: Mapping[str, Any]) -> None:
    console = Console(stderr=True, width=110)
    for part in PARTS:
        table = Table("", "share", "wait ms p50 / p95", title=part, title_justify="left")
        for name, value in _rows(report.get(part, {})):
            table.add_row(name, *value)
        if table.row_count:
            console.print(table)


def _rows(found: Mapping[str, Any], above: str = "") -> Any:
    for name, value in found.items():
        if isinstance(value, dict) and "percent" in value:
            low, high = value["interval"]
            yield f"{above}{name}", (f"{value['hits']} of {value['n']} ({low:.1f}–{high:.1f} %)", "")
        elif isinstance(value, dict) and "p50" in value:
            yield f"{above}{name}", ("", f"{value['p50']} / {value['p95']}")
        elif isinstance(value, dict):
            yield from _rows(value, f"{above}{name}: ")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endpointing", description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="held_out")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="only these (default: all)")
    parser.add_argument("--count", type=int, default=200, help="clips of a part (default: %(default)s)")
    parser.add_argument("--kokoro", type=Path, help="folder with an .onnx file and voices/NAME.bin")
    parser.add_argument("--piper", type=Path, help="folder with en_US-joe-medium.onnx and its .json")
    parser.add_argument("--model", default="auto", help="the end-of-turn model (default: the one in the store)")
    parser.add_argument("--whisper", metavar="MODEL", help="reads the words at each pause of the curve: whisper-tiny.en")
    parser.add_argument("--out", type=Path, default=default_out(), help="corpora cache (default: %(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
