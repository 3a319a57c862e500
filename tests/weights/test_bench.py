"""The quick bench with real weights: Whisper tiny.en hears, Piper speaks, and their hashes are in the result."""

from pathlib import Path

import pytest

from tests.bench.short import checked, short
from tests.weights.store import voice

pytestmark = [pytest.mark.weights, pytest.mark.slow, pytest.mark.usefixtures("weights")]

LONGEST_S = 600
"""Under a minute on a quiet machine, and half a minute more the first time."""


def test_the_quick_bench_tells_what_is_real(tmp_path: Path) -> None:
    scenario = short(tmp_path)
    done = voice(["bench", str(scenario), "--out", str(tmp_path)], LONGEST_S, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 0, done.stderr
    found = checked(tmp_path)
    hashes = {one.name: one.sha256 for one in found.program.models}
    assert len(hashes["whisper-tiny.en"]["model.bin"]) == 64
    assert "piper-joe" in hashes
    assert "whisper-tiny.en" in next(one.note for one in found.group("commands").engines if one.stage == "transcribe")
    assert {change.name for change in found.changes} >= {"hear with the command grammar alone", "speak with espeak-ng"}
