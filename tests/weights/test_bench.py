"""The quick bench with real weights: Whisper tiny.en hears, Piper speaks, and their hashes are in the result."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.weights.store import voice
from voice.bench import result

pytestmark = [pytest.mark.weights, pytest.mark.slow, pytest.mark.usefixtures("weights")]

LONGEST_S = 1200
"""Two minutes on a quiet machine, and half a minute more the first time."""


def test_the_quick_bench_tells_what_is_real(tmp_path: Path) -> None:
    done = voice(["bench", "quick", "--out", str(tmp_path)], LONGEST_S, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 0, done.stderr
    jsonschema.validate(
        json.loads((tmp_path / "result.json").read_text()), json.loads(result.SCHEMA.read_text(encoding="utf-8"))
    )
    found = result.load(tmp_path / "result.json")
    hashes = {one.name: one.sha256 for one in found.program.models}
    assert len(hashes["whisper-tiny.en"]["model.bin"]) == 64
    assert "piper-joe" in hashes
    assert "whisper-tiny.en" in next(one.note for one in found.group("commands").engines if one.stage == "transcribe")
    assert {change.name for change in found.changes} >= {"hear with the command grammar alone", "speak with espeak-ng"}
