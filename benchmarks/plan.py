"""`python -m benchmarks.plan`: what `voice plan` predicts for this machine, beside what is measured.

It calibrates on two sizes of each kind of work and predicts three others: encoding (Whisper), prefill and decoding (language
models), synthesis (Piper). Whisper and the language models are shapes of `benchmarks.shapes`: random weights, true time;
Piper's voice has to be pulled, and is left out where it is not. Aim: within 25 %. On a machine that does other work the errors
tell of that; `--busy` then goes by processor time, with one thread for everything. The last line on stdout is one JSON
document.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.listening.figures import machine
from benchmarks.shapes import default_out, shape
from voice.clock import cpu_stopwatch
from voice.config import Cost
from voice.errors import ModelError
from voice.models import store
from voice.plan import calibrate
from voice.plan.calibrate import Taken
from voice.plan.shapes import HEARERS, SPEAKERS, WRITERS
from voice.plan.speeds import Speeds

AIM = 0.25

HEARING = {"tiny": "whisper-tiny.en", "base": "whisper-base", "small": "whisper-small"}
WRITING = {
    "0.1b": "smollm2-135m", "0.4b": "smollm2-360m", "0.5b": "qwen2.5-0.5b", "1b": "llama-3.2-1b", "1.5b": "qwen2.5-1.5b",
}  # fmt: skip
"""Shape → the model that it is shaped after."""

CALIBRATED_ON: dict[str, Any] = {"encode": ("base", calibrate.SECONDS), "write": ("0.1b", "0.5b")}
TESTED_ON: dict[str, Any] = {
    "encode": (("tiny", (6.0,)), ("base", (5.0,)), ("small", (5.0,))),
    "write": (("0.4b", 64), ("1b", 48), ("1.5b", 32)),
    "synthesise": (
        "Timer set for ten minutes.",
        "It is about as far from here to the lake as it is to the old town.",
        "The sky is blue because the air scatters short waves more than long ones, and at dusk the way through it is longer.",
    ),
}


def writing(names: tuple[str, ...], prompts: tuple[int, ...], out: Path) -> Iterator[Taken]:
    for name in names:
        yield from calibrate.writing(WRITERS[WRITING[name]], shape(name, out), "Q4_0", prompts)


def calibration(out: Path) -> Iterator[Taken]:
    name, seconds = CALIBRATED_ON["encode"]
    yield from calibrate.encoding(HEARERS[HEARING[name]], shape(name, out), seconds)
    yield from writing(CALIBRATED_ON["write"], calibrate.PROMPTS, out)
    with suppress(ModelError):
        yield from calibrate.speaking(SPEAKERS["piper"], str(store.path("piper-joe")), calibrate.TEXTS)


def tests(out: Path) -> Iterator[Taken]:
    for name, seconds in TESTED_ON["encode"]:
        yield from calibrate.encoding(HEARERS[HEARING[name]], shape(name, out), seconds)
    for name, tokens in TESTED_ON["write"]:
        yield from writing((name,), (tokens,), out)
    with suppress(ModelError):
        yield from calibrate.speaking(SPEAKERS["piper"], str(store.path("piper-joe")), TESTED_ON["synthesise"])


def predicted_ms(speeds: Speeds, taken: Taken) -> float:
    match taken.kind:
        case "encode":
            return speeds.encoding_ms(HEARERS[taken.model], taken.size)
        case "prefill":
            return speeds.prefill_ms(WRITERS[taken.model], int(taken.size), "Q4_0")
        case "decode":
            return speeds.token_ms(WRITERS[taken.model], "Q4_0", 8 + calibrate.WRITTEN // 2)
        case _:
            return speeds.synthesis_ms(SPEAKERS[taken.model], taken.size)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.plan", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=default_out(), help="where the shapes are kept (default: %(default)s)")
    parser.add_argument("--busy", action="store_true", help="one thread, processor time")
    options = parser.parse_args()
    if options.busy:
        _alone()
    device = calibrate.this(store.directory(), Cost())
    used = list(calibration(options.out))
    speeds = calibrate.fit(device, used)
    rows = [
        {
            "kind": taken.kind,
            "model": taken.model,
            "size": round(taken.size, 2),
            "predicted_ms": round(predicted := predicted_ms(speeds, taken), 2),
            "measured_ms": round(taken.ms, 2),
            "error": round(predicted / taken.ms - 1, 3),
        }
        for taken in tests(options.out)
    ]
    _show(rows)
    print(
        json.dumps(
            {
                "machine": machine() | {"one_thread_cpu_time": options.busy},
                "device": device.model_dump(),
                "constants": {name: [round(one.value, 4), one.how] for name, one in speeds.constants.items()},
                "calibrated_on": [[one.kind, one.model, round(one.size, 2), round(one.ms, 2)] for one in used],
                "rows": rows,
                "within_aim": sum(abs(row["error"]) <= AIM for row in rows),
                "of": len(rows),
            }
        )
    )


def _alone() -> None:
    """Begin again with one thread for every library, and go by processor time."""
    alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    if not alone.items() <= os.environ.items():
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.plan", *sys.argv[1:]], os.environ | alone)
    os.cpu_count = lambda: 1  # what the engines make their threads by
    calibrate.WATCH, calibrate.ROUNDS = cpu_stopwatch, 2


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("work", "model", "size", "predicted", "measured", "error", title=f"aim: within {AIM:.0%}", box=None)
    for row in rows:
        style = "green" if abs(row["error"]) <= AIM else "red"
        times = (f"{row['predicted_ms']:.1f} ms", f"{row['measured_ms']:.1f} ms")
        table.add_row(row["kind"], row["model"], f"{row['size']:g}", *times, f"{row['error']:+.0%}", style=style)
    Console(file=sys.stderr).print(table)


if __name__ == "__main__":
    main()
