"""The bundled conversation is what its description says."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile

ASSETS = Path(__file__).parents[2] / "assets"
TURNS = tomllib.loads((ASSETS / "demo" / "conversation.toml").read_text())["turn"]


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn["file"])
def test_a_turn_is_sound_that_begins_with_the_wake_word(turn: dict[str, object]) -> None:
    info = soundfile.info(ASSETS / "demo" / str(turn["file"]))
    assert (info.samplerate, info.channels, info.subtype) == (16_000, 1, "PCM_16")
    assert 1.0 < info.duration < 6.0
    assert str(turn["said"]).startswith("hey jarvis, ")
    assert ("after" in turn) != ("during" in turn)
    assert turn.get("after", "reply") == turn.get("during", "reply") == "reply"
    assert isinstance(turn["delay_s"], float)


def test_the_conversation_has_a_pause_and_an_interruption_and_two_voices() -> None:
    paused = [turn for turn in TURNS if "|" in turn["said"]]
    assert [turn["pause_s"] for turn in paused] == [1.0]
    assert sum("during" in turn for turn in TURNS) == 1
    assert "during" not in TURNS[0]
    assert len({turn["voice"] for turn in TURNS}) == 2


def test_the_unfinished_pause_is_silent() -> None:
    (turn,) = (turn for turn in TURNS if "|" in turn["said"])
    samples, rate = soundfile.read(ASSETS / "demo" / turn["file"])
    loud = np.abs(samples) > 0.02 * np.abs(samples).max()
    gaps = np.diff(np.flatnonzero(loud)) / rate
    assert gaps.max() == pytest.approx(turn["pause_s"], abs=0.15)


def test_the_assets_are_small() -> None:
    files = list((ASSETS / "demo").iterdir())
    assert sum(file.stat().st_size for file in files) < 1_500_000
    assert {file.name for file in files if file.suffix == ".flac"} == {"trial.flac", *(turn["file"] for turn in TURNS)}
