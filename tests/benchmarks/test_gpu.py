"""The script that measures a card, tried with small shapes on the processor."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents import ROOT
from voice.plan import calibrate
from voice.plan.stages import plan
from voice.plan.use import Use

pytest.importorskip("torch")


@pytest.mark.slow
def test_what_it_writes_is_a_plan_of_that_card(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.gpu", "--tiny", "--usd-per-hour", "2.5", "--out", str(tmp_path / "card.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert [one["kind"] for one in told["taken"] if one["checks"]] == ["encode", "prefill", "synthesise"]
    speeds = calibrate.recorded(tmp_path / "card.json")
    known = [constant.how for constant in speeds.constants.values() if constant.measured]
    assert known
    assert all(how.startswith("measured there") for how in known)
    assert plan(speeds, Use()).speeds.device.usd_per_hour == 2.5


def test_without_a_card_it_says_so() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a card here")
    command = [sys.executable, "-m", "benchmarks.gpu", "--price-usd", "2000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sees no CUDA card here" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("wrong", ["--price-usd=nan", "--price-usd=-3", "--price-usd=inf", "--price-usd=x", "--out=no/x.json"])
def test_what_is_wrong_is_told_before_the_card_works(wrong: str) -> None:
    command = [sys.executable, "-m", "benchmarks.gpu", "--tiny", "--price-usd=1", wrong]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--price-usd" in done.stderr or "no folder no" in done.stderr
