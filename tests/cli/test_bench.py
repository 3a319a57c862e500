"""`voice bench`, on real engines and the quick scenario made short, and `voice report compare`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import made
from tests.bench.short import checked, short
from tests.documents import ROOT
from voice.bench.result import Result


def voice(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOICE_")}
    own = {"VOICE_MODELS_DIR": str(folder / "models"), "XDG_CACHE_HOME": str(folder / "cache")}
    environment |= own | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "voice.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_the_quick_bench_measures_reports_and_is_compared(tmp_path: Path) -> None:
    scenario = short(tmp_path)
    done = voice("bench", scenario, "--machine", "a machine of ours", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    found = checked(tmp_path / "voice-bench")
    assert Result.model_validate_json(done.stdout) == found
    assert (found.machine.name, found.scenario.profile) == ("a machine of ours", "embedded")
    commands, cloud = found.group("commands"), found.group("cloud")
    assert commands.accuracy.understood.hits == commands.accuracy.understood.n == 6
    assert cloud.stages["answer"].p50.value >= 210.0
    assert [one.kind for one in cloud.engines if one.stage == "answer"] == ["stand-in"]
    assert found.cold[0].load_ms > 100
    assert found.cold[0].first_turn_ms is not None
    assert [one.name for one in found.changes] == ["wait 160 ms behind a whole command"]
    assert 40 <= found.changes[0].saves_ms.value <= 90
    assert [one.name for one in found.skipped] == ["hear with the command grammar alone", "speak with espeak-ng"]
    written = {file.name for file in (tmp_path / "voice-bench").iterdir()}
    assert written == {"result.json", "report.html", "report.md", "turns.csv"}
    again = voice("report", "compare", "voice-bench", "voice-bench/result.json", folder=tmp_path)
    assert (again.returncode, "No regression" in again.stdout) == (0, True)


def test_two_results_are_compared(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(made.of(made.turns(1)).model_dump_json())
    (tmp_path / "b.json").write_text(made.of(made.turns(2, {"speak": 30.0})).model_dump_json())
    done = voice("report", "compare", "a.json", "b.json", "--json", folder=tmp_path)
    assert done.returncode == 1
    told = json.loads(done.stdout.splitlines()[-1])
    assert "commands/speak" in told["slower"]
    assert told["regressed"] is True
    assert voice("report", "compare", "b.json", "a.json", folder=tmp_path).returncode == 0
    assert voice("report", "compare", "a.json", "b.json", "--threshold", "50", folder=tmp_path).returncode == 0


WRONG = (
    ("bench", "absent.toml"),
    ("bench", "quick", "--baseline", "absent.json"),
    ("bench", "quick", "--profile", "huge"),
    ("bench", "quick", "--out", "a.json/x"),
    ("report", "compare"),
    ("report", "compare", "a.json"),
    ("report", "compare", "a.json", "absent.json"),
    ("report", "compare", "a.json", "a.json", "--out", "x.html"),
    ("report", "a.json", "--threshold", "20"),
    ("bench", "quick", "--baseline", "a.json"),
)


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_use_is_explained_and_measures_nothing(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(made.of(made.turns(1)).model_dump_json())
    done = voice(*arguments, folder=tmp_path)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("voice: ")
    assert "Traceback" not in done.stderr


def test_a_threshold_that_is_no_number_is_told(tmp_path: Path) -> None:
    for arguments in (("report", "compare", "a.json", "a.json", "--threshold", "nan"), ("bench", "--threshold", "inf")):
        done = voice(*arguments, folder=tmp_path)
        assert (done.returncode, "--threshold" in done.stderr) == (2, True)


def test_it_can_be_called_as_the_benchmarks_of_a_checkout() -> None:
    command = [sys.executable, "-m", "benchmarks", "absent.toml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, "there is no scenario absent.toml" in done.stderr) == (2, True)
