"""The steps of the GitHub Actions example, executed as they stand, on two versions of a `voice` whose bench takes no time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.bench import made
from tests.documents import ROOT

WORKFLOW = ROOT / "benchmarks" / "github" / "bench.yml"

STUB = f"""#!/bin/sh
if [ "$1" = bench ]; then
    mkdir -p "$4"
    cp "$(dirname "$0")/$(basename "$4").json" "$4/result.json"
    echo "# a report" > "$4/report.md"
else
    exec {sys.executable} -m voice.cli "$@"
fi
"""


def steps(folder: Path, slower: dict[str, float]) -> dict[str, int]:
    """Execute the steps after the installation until one fails, as a runner does; the exit code of each."""
    for which, (name, more) in enumerate({"before": {}, "after": slower}.items()):
        programs = folder / name / ".venv" / "bin"
        programs.mkdir(parents=True)
        (programs / "voice").write_text(STUB)
        (programs / "voice").chmod(0o755)
        for run in (1, 2):
            found = made.of(made.turns(10 * run + which, more), f"2026-11-29T12:{10 * run + which}:00+00:00")
            (programs / f"{run}.json").write_text(found.model_dump_json())
    job = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["bench"]
    given = {name: str(value) for name, value in job["env"].items()} | {"RUNS": "2"}
    environment = os.environ | given | {"GITHUB_STEP_SUMMARY": str(folder / "summary.md"), "PYTHONPATH": str(ROOT)}
    codes: dict[str, int] = {}
    for step in job["steps"]:
        if "run" not in step or step["name"] == "install":
            continue
        if any(codes.values()) and step.get("if") != "always()":
            continue
        done = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=folder, env=environment, capture_output=True, text=True)
        codes[step["name"]] = done.returncode
        assert "Traceback" not in done.stderr, done.stderr
    return codes


@pytest.mark.slow
def test_a_pull_request_that_is_no_slower_passes(tmp_path: Path) -> None:
    assert steps(tmp_path, {}) == {"measure": 0, "compare": 0, "report": 0}
    assert "No regression" in (tmp_path / "comparison.txt").read_text()


@pytest.mark.slow
def test_a_pull_request_that_is_slower_fails_and_says_where(tmp_path: Path) -> None:
    assert steps(tmp_path, {"transcribe": 10.0}) == {"measure": 0, "compare": 1, "report": 0}
    assert "Regression. commands, transcribe: +1" in (tmp_path / "comparison.txt").read_text()
    assert (tmp_path / "summary.md").read_text() == "# a report\n"
