"""`voice plan`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from voice.plan import calibrate
from voice.plan.device import Device


@pytest.fixture(autouse=True)
def _eighty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_a_plan_fits_eighty_columns_and_names_every_stage(voice: Voice) -> None:
    for name in ("raspberry-pi-5", "h200"):
        shown = voice("plan", "--device", name)
        assert shown.code == 0
        assert max(map(len, shown.out.splitlines())) <= 80
        for stage in ("wake", "endpoint", "transcribe", "route", "answer", "answer, hard", "speak"):
            assert f" {stage} " in shown.out
        assert "…" not in shown.out


def test_a_plan_for_programs_has_the_same_figures(voice: Voice) -> None:
    shown = voice("plan", "--device", "raspberry-pi-5", "--turns-per-day", "50", "--privacy", "strict", "--json")
    found = shown.document
    asked = {"turns_per_day": 50, "hard_share": 0.15, "privacy": "strict", "offline": False, "budget_ms": None}
    assert found["use"] == asked | {"lan": "rtx-4090"}
    assert found["seven_billion"]["converses"] is False
    assert "cannot hold a conversation" in found["seven_billion"]["says"]
    assert found["decision"]["deployment"] == "edge only"
    assert {"raspberry", "Raspberry"} & set(shown.err.replace(",", " ").split())
    assert found["constants"]["encode"]["measured"] == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--device", "pi"), "no device is called pi"),
        (("--device", "absent.toml"), "absent.toml"),
        (("--lan", "fridge", "--device", "l4"), "no device is called fridge"),
        (("--privacy", "some"), "privacy is one of open, mixed, strict"),
        (("--what-if", "chaos"), "no scenario is called chaos"),
        (("--hard-share", "2"), "hard-share"),
        (("--turns-per-day", "0"), "turns-per-day"),
        (("--turns-per-day", "nan"), "turns-per-day"),
        (("--hard-share", "nan"), "hard-share"),
        (("--budget-ms", "inf"), "budget-ms"),
        (("--budget-ms", "1e300"), "budget-ms"),
        (("--device", "l4", "--measured", "x.db"), "--measured says nothing of a plan without --what-if"),
        (("--what-if", "household", "--turns-per-day", "5000"), "--turns-per-day says nothing of a simulated day"),
        (("--what-if", "household", "--privacy", "mixed"), "--privacy says nothing of a simulated day"),
        (("--workload", "batch", "--device", "l4"), "--device says nothing of a workload"),
        (("--workload", "batch", "--what-if", "household"), "not both"),
    ],
)
def test_what_is_wrong_is_told(voice: Voice, options: tuple[str, ...], said: str) -> None:
    shown = voice("plan", *options)
    assert shown.code == 2
    assert said in shown.err
    assert "Traceback" not in shown.err


def test_a_day_fits_eighty_columns(voice: Voice) -> None:
    shown = voice("plan", "--what-if", "household")
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "answered by" in shown.out


def test_a_day_of_ones_own(voice: Voice, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('title = "Mine"\nturns_per_day = 10\nmix = { command = 1 }\n')
    found = voice("plan", "--what-if", str(tmp_path / "mine.toml"), "--json").document
    assert (found["turns"], list(found["answered_by"])) == (10, ["skill"])
    turn = {"answered_by": "time", "stages_ms": {"transcribe": 4000.0}}
    (tmp_path / "traces.jsonl").write_text(f"{json.dumps(turn)}\n" * 30)
    slow = voice(
        "plan", "--what-if", str(tmp_path / "mine.toml"), "--measured", str(tmp_path / "traces.jsonl"), "--json"
    ).document
    assert slow["all"]["p50"] > 4000 > found["all"]["p99"]


def test_this_machine_is_measured_where_nothing_is_pulled(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By numpy alone; what only engines tell is assumed, and said to be."""
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(calibrate, "ARRAY_MB", 4)
    monkeypatch.setattr(calibrate, "MATRIX", 256)
    monkeypatch.setattr(calibrate, "undisturbed", iter((1.0, 0.4)).__next__)
    shown = voice("plan", "--json")
    found = shown.document
    assert "40% of a core were left" in found["doubt"]
    assert "run it again when the machine is quiet" in shown.err
    device = Device(**found["device"])
    assert 0.1 < device.bandwidth_gb_s < 5000
    assert 0.0001 < device.tflops < 100
    assert {constant["measured"] for constant in found["constants"].values()} == {0}


def test_a_workload_is_weighed_and_the_whole_reference_shown(voice: Voice) -> None:
    shown = voice("plan", "--workload", "variable API")
    assert "so: cloud on demand; nothing calls for a device" in shown.out
    assert voice("plan", "--workload", "batch", "--json").document["decision"]["deployment"] == "cloud only"
    shown = voice("plan", "--workload", "reference", "--json")
    assert {"what": "within 30 ms", "the reference": "hybrid", "here": "hybrid"} in shown.document
    assert max(map(len, voice("plan", "--workload", "reference").out.splitlines())) <= 80
