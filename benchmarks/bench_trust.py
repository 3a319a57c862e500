"""`python -m benchmarks.bench_trust`: can `voice bench` be trusted? Three questions, each answered by many runs.

    python -m benchmarks.bench_trust [--verdicts 10] [--planted 10] [--unchanged 20] [--stage transcribe] [--ms 10]
                                    [--out FOLDER]

verdicts   ten quick runs: how many have the same verdict
planted    a stage is made 10 ms slower in one of two runs: how often is that found
unchanged  two runs of the same: how often is either taken to be slower

Every run is a process of its own; the pairs are taken from runs that follow one another. It takes over half an
hour on a quiet machine. The last line on stdout is one JSON document.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from voice.bench import compare, result
from voice.bench.result import Result

SLOWER = """
import sys, time
from {module} import {owner}
whole = {owner}.{method}
{patched}
{owner}.{method} = slower
sys.argv = sys.argv[1:]
from voice.cli import main
main()
"""
"""A program that makes a method slower, and then is `voice`."""

ASYNC = "async def slower(*given, **named):\n    done = await whole(*given, **named)\n    time.sleep({s})\n    return done"
PLAIN = "def slower(*given, **named):\n    time.sleep({s})\n    return whole(*given, **named)"

STAGES = {
    "transcribe": ("voice.utterance", "Utterance", "end", ASYNC),
    "route": ("voice.route", "Router", "route", PLAIN),
    "answer": ("voice.deeds", "Deeds", "done", ASYNC),
}
"""Where each stage is made slower: its time is spent inside the marks of that stage."""


def run(scenario: str, folder: Path, planted: tuple[str, float] | None = None) -> Result:
    """Run the bench in a process of its own."""
    command = [sys.executable, "-m", "voice.cli"]
    if planted:
        module, owner, method, slower = STAGES[planted[0]]
        patched = slower.format(s=planted[1] / 1e3)
        command = [sys.executable, "-c", SLOWER.format(module=module, owner=owner, method=method, patched=patched), "voice"]
    command += ["bench", scenario, "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return result.load(folder / "result.json")


def main() -> None:
    options = _options()
    report: dict[str, Any] = {}
    number = itertools.count()
    with tempfile.TemporaryDirectory(prefix="bench-trust-") as name:

        def once(planted: tuple[str, float] | None = None) -> Result:
            told = f"{planted[0]} +{planted[1]:g} ms" if planted else "unchanged"
            found = run(options.scenario, (options.out or Path(name)) / f"{next(number):02} {told}", planted)
            print(f"{found.started} {told}: {found.verdict}, {found.took_s:.0f} s", file=sys.stderr, flush=True)
            return found

        plain = [once() for _ in range(max(options.verdicts, options.unchanged + 1 if options.unchanged else 0))]
        report["verdicts"] = dict(Counter(found.verdict for found in plain[: options.verdicts]))
        pairs = list(itertools.pairwise(plain))[: options.unchanged]
        flagged = [[f"{one.group}/{one.stage}" for one in compare.compare([a], [b]).slower] for a, b in pairs]
        report["unchanged"] = {"runs": len(pairs), "flagged": sum(map(bool, flagged)), "as": [one for one in flagged if one]}
        found = []
        for _ in range(options.planted):
            before, after = once(), once((options.stage, options.ms))
            found.append([f"{one.group}/{one.stage}" for one in compare.compare([before], [after]).slower])
        hits = sum(any(name.endswith(options.stage) for name in names) for names in found)
        report["planted"] = {"stage": options.stage, "ms": options.ms, "runs": len(found), "found": hits, "as": found}
    print(json.dumps(report))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_trust", description=__doc__)
    parser.add_argument("--scenario", default="quick")
    parser.add_argument("--verdicts", type=int, default=10)
    parser.add_argument("--planted", type=int, default=10)
    parser.add_argument("--unchanged", type=int, default=20)
    parser.add_argument("--stage", choices=STAGES, default="transcribe")
    parser.add_argument("--ms", type=float, default=10.0)
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="keep the result of each run there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
