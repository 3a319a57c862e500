"""The plan's calibration with real weights."""

from pathlib import Path

import pytest

from voice.plan import calibrate
from voice.plan.device import described

pytestmark = [pytest.mark.weights, pytest.mark.slow]


def test_this_machine_is_measured_by_the_models_that_are_here(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One language model, so that what it takes for each token beside its bytes is assumed, and said to be."""
    monkeypatch.setattr(calibrate, "ROUNDS", 1)
    speeds = calibrate.calibrated(described("raspberry-pi-5"))
    for name in ("encode", "prefill", "decode", "synthesise"):
        assert speeds.constants[name].measured > 0, name
    assert [check.kind for check in speeds.checks] == ["encode", "prefill", "synthesise"]
    assert all(-0.9 < check.error < 9 for check in speeds.checks)
    assert speeds.constants["token_ms"].how == "assumed: one measurement cannot tell it from the rest"
