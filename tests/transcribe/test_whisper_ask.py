"""`voice ask --audio` with Whisper, on the fixture."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.history.kept import turns_in
from tests.transcribe.conftest import DEMO
from voice.cli import main
from voice.messages import SAMPLE_RATE

pytestmark = pytest.mark.slow

FIXTURE = Path(__file__).parents[2] / "assets" / "fixtures" / "whisper"

Ask = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def ask(cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Exit code, JSON document (empty when there is none) and what was said to people."""
    for name in [name for name in os.environ if name.startswith("VOICE_")]:
        monkeypatch.delenv(name)
    settings = tmp_path / "config.toml"
    monkeypatch.setenv("VOICE_CONFIG", str(settings))
    monkeypatch.setenv("VOICE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path / "models"))

    def run(lines: str, *arguments: str | Path) -> tuple[int, dict[str, Any], str]:
        settings.write_text(f'[transcribe]\nengine = "whisper"\n{lines}')
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["ask", "--fast", "--json", *map(str, arguments)])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return int(ended.value.code or 0), json.loads(printed.out) if printed.out else {}, printed.err

    return run


def test_a_conversation_is_heard_by_whichever_knows_it(ask: Ask, tmp_path: Path) -> None:
    turns = ["1-time", "5-question", "4-unfinished"]
    files = [argument for name in turns for argument in ("--audio", DEMO / f"{name}.flac")]
    code, document, _ = ask(f"model = '{FIXTURE}'\n", *files)
    time, question, timer = document["turns"]
    assert (time["heard"], time["engine"], time["answered_by"]) == ("what time is it", "grammar", "time")
    assert (question["heard"], question["engine"]) == ("why is the sky blue at noon and red at sunset", "whisper")
    assert question["route"]["tier"] != "skill"
    assert question["engine_note"] == "5.0 s of context, the least"
    assert question["wake"]
    assert (timer["heard"], timer["route"]["slots"]) == ("set a timer for ten minutes", {"seconds": 600})
    assert code == 0
    kept = turns_in(tmp_path / "state")
    assert kept[1]["engine_note"] == "5.0 s of context, the least"
    assert "sunset" not in json.dumps(kept)


def test_a_full_context_is_named_in_the_trace(ask: Ask) -> None:
    _, document, _ = ask(f"model = '{FIXTURE}'\naudio_context = 'full'\n", "--audio", DEMO / "5-question.flac")
    assert document["turns"][0]["engine_note"] == "30 s of context, as set"


def test_noise_that_sounds_like_speech_for_a_moment_is_not_answered(ask: Ask, tmp_path: Path) -> None:
    """Without a wake word: Whisper writes "Thank you." for it, and nobody hears of that."""
    draw = np.random.default_rng(0)
    noise = draw.standard_normal(3 * SAMPLE_RATE) * 30
    noise[SAMPLE_RATE : SAMPLE_RATE + 3200] += draw.standard_normal(3200) * 3000
    soundfile.write(tmp_path / "thud.wav", noise.astype(np.int16), SAMPLE_RATE)
    code, document, _ = ask(f"model = '{FIXTURE}'\n", "--no-wake", "--audio", tmp_path / "thud.wav")
    assert (code, document["turns"]) == (0, [])


def test_a_model_that_is_not_here_is_one_line_that_says_how_to_get_it(ask: Ask) -> None:
    code, document, said = ask("", "--audio", DEMO / "1-time.flac")
    assert (code, document) == (1, {})
    [line] = [line for line in said.splitlines() if "voice models" in line]
    assert "voice models pull whisper-base.en" in line
