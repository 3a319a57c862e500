"""`python -m benchmarks.leaderboard`: writes the table of machines in benchmarks/README.md from benchmarks/results/*.json.

A machine's file is the result.json of `voice bench`, `--machine` being what it is called. The last line on stdout is one JSON
document.
"""

import argparse
import json
import sys
from pathlib import Path

from voice.bench import result
from voice.bench.result import Figures, Result
from voice.errors import VoiceError
from voice.report.bench import prose
from voice.report.bench.text import table
from voice.trace import number

HERE = Path(__file__).parent
README = HERE / "README.md"
RESULTS = HERE / "results"

BEGIN, END = "<!-- machines -->", "<!-- /machines -->"

HEADS = (
    "machine", "settings", "heard by", "answered by", "spoken by", "voice-to-voice, p50 / p95, ms",
    "work after the wait, p50 / p95, ms", "understood", "cut off", "false wakes", "quiet",
)  # fmt: skip


def rows(found: Result) -> list[tuple[str, ...]]:
    """A row for each of the scenario's own settings and models."""
    made = []
    for group in prose.own(found):
        by = {one.stage: one for one in group.engines}
        understood, cut = group.accuracy.understood, group.accuracy.cut_off
        made.append(
            (
                found.machine.name,
                f"{group.name} ({found.scenario.name}, {found.scenario.profile})",
                by["transcribe"].note if "transcribe" in by else "–",
                prose.answered(group),
                prose.engine(by["speak"]) if "speak" in by else "–",
                _percentiles(group.voice_to_voice),
                _percentiles(group.stages.get("compute")),
                f"{understood.hits} of {understood.n}" if understood.n else "–",
                f"{cut.hits} of {cut.n}",
                f"{found.false_wakes.wakes} in {found.false_wakes.seconds:.0f} s",
                "no" if found.calibration.doubts else "yes",
            )
        )
    return made


def written(text: str) -> str:
    """The README with the table as the results have it now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    every = [row for file in sorted(RESULTS.glob("*.json")) for row in rows(result.load(file))]
    return before + "\n".join([BEGIN, "", *table(HEADS, every), "", END]) + after


def _percentiles(figures: Figures | None) -> str:
    return "–" if figures is None else f"{number(figures.p50.value)} / {number(figures.p95.value)}"


def main() -> None:
    argparse.ArgumentParser(prog="python -m benchmarks.leaderboard", description=__doc__).parse_args()
    try:
        text = written(README.read_text(encoding="utf-8"))
    except VoiceError as error:
        sys.exit(f"benchmarks.leaderboard: {error}. {error.remedy}")
    README.write_text(text, encoding="utf-8")
    print(json.dumps({"results": sorted(file.name for file in RESULTS.glob("*.json"))}))


if __name__ == "__main__":
    main()
