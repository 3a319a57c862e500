"""A session on the bundled engines is recorded, and replayed where none of them is installed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import soundfile

from tests.cli.conftest import Outcome
from tests.recorded.fast import FastWall, joined, record
from voice.assets import asset
from voice.cli import main
from voice.config import Config
from voice.engines import Engines
from voice.listen.files import SoundFile

pytestmark = pytest.mark.slow

PACE = 3.0

NOT_HERE = ("pocketsphinx", "onnxruntime", "openwakeword", "webrtcvad", "espeakng_loader", "faster_whisper", "sounddevice")

HEARD = ["pasta timer for twelve minutes", "time is left on my timers"]
"""How what is heard ends, however the grammar reads an article."""


def are_heard(turns: Sequence[Any], when: str) -> bool:
    words = [turn[when]["heard"] for turn in turns if turn[when]]
    return [one[-len(end) :] for one, end in zip(words, HEARD, strict=True)] == HEARD


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of two turns."""
    folder = tmp_path_factory.mktemp("recorded")
    sound = folder / "said.wav"
    # the pauses are long enough for a machine that is busy
    clips = (soundfile.read(asset(f"demo/{name}.flac"), dtype="int16")[0] for name in ("2-pasta-timer", "6-timers"))
    soundfile.write(sound, joined(*clips, pause_s=9.0), 16_000)
    wall = FastWall(PACE)

    async def made() -> Engines:
        engines = Engines(Config(state_dir=folder / "own"), wall, print)
        await engines.load(ears=True, voice=True)
        return engines

    record(folder / "kept", wall, made, SoundFile(sound, wall))
    return folder / "kept"


Replay = Callable[..., Outcome]


@pytest.fixture
def replay(capsys: pytest.CaptureFixture[str]) -> Replay:
    def run(*arguments: Any) -> Outcome:
        with pytest.raises(SystemExit) as ending:
            main(["replay", *map(str, arguments)])
        return Outcome(ending.value.code, *capsys.readouterr())  # type: ignore[arg-type]

    return run


def test_it_comes_out_the_same_without_an_engine(kept: Path) -> None:
    code = f"import sys; sys.modules.update(dict.fromkeys({NOT_HERE})); from voice.cli import main; main(sys.argv[1:])"
    ran = subprocess.run([sys.executable, "-c", code, "replay", kept, "--json"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.count("Traceback")) == (0, 0)
    document = json.loads(ran.stdout.splitlines()[-1])
    assert document["same"]
    assert are_heard(document["turns"], "replayed")
    assert "The same" in ran.stderr


def test_another_setting_moves_the_replies(kept: Path, replay: Replay) -> None:
    shown = replay(kept, "--set", "endpoint.complete_ms=700", "--json")
    assert shown.code == 0
    turns = shown.document["turns"]
    assert are_heard(turns, "replayed")
    assert all(turn["replayed"]["stages_ms"]["endpoint"] >= 700 for turn in turns)
    in_time = [turn for turn in turns if turn["recorded"]["stages_ms"]["endpoint"] < 600]
    if not in_time:
        pytest.skip("the machine was so busy when it was recorded that no turn ended sooner")
    assert all(turn["change_ms"] > 100 for turn in in_time)
    assert not shown.document["same"]
    assert "→" in shown.err


@pytest.mark.parametrize("change", ["wake.threshold=0.3", "endpoint.aggressiveness=3", "speak.voice=en-us", "offline=true"])
def test_a_setting_of_the_engines_needs_them(change: str, kept: Path, replay: Replay) -> None:
    shown = replay(kept, "--set", change)
    assert shown.code == 2
    assert "--engines" in shown.err


def test_the_engines_hear_the_same_in_the_recorded_sound(kept: Path, replay: Replay) -> None:
    shown = replay(kept, "--engines", "--json")
    assert shown.code == 0
    assert are_heard(shown.document["turns"], "replayed")
    assert are_heard(shown.document["turns"], "recorded")


def _spoiled(folder: Path, name: str, content: bytes | None) -> None:
    file = folder / name
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("session.json", None),
        ("session.json", b""),
        ("session.json", b"[1, 2]"),
        ("session.json", b"{" * 100_000),
        ("session.json", b"\xff\xfe"),
        ("session.json", b'{"format": 99}'),
        ("session.json", b'{"format": 1}'),
        ("tape.jsonl", None),
        ("tape.jsonl", b"no lines\nat all\n"),
        ("tape.jsonl", b'["call", 1]\n'),
        ("tape.jsonl", b'["event", 1.0, 5]\n'),
        ("tape.jsonl", b"[" * 100_000 + b"\n"),
        ("frames.pcm", None),
        ("frames.pcm", b"1234"),
        ("voice.pcm", b""),
    ],
)
def test_a_folder_that_is_damaged_is_told_in_a_sentence(
    name: str, content: bytes | None, kept: Path, tmp_path: Path, replay: Replay
) -> None:
    shutil.copytree(kept, tmp_path / "copy")
    _spoiled(tmp_path / "copy", name, content)
    _is_told(replay(tmp_path / "copy"))


@pytest.mark.parametrize(
    "change", ["nothing", "=5", "endpoint.default_ms=soon", "endpoint.nothing=1", "a.b.c.d=1", "profile.x=1"]
)
def test_a_change_that_is_none_is_told_in_a_sentence(change: str, kept: Path, replay: Replay) -> None:
    _is_told(replay(kept, "--set", change))


def test_what_is_no_recording_is_told_in_a_sentence(tmp_path: Path, replay: Replay) -> None:
    (tmp_path / "file").touch()
    for foreign in (tmp_path, tmp_path / "nothing", tmp_path / "file"):
        _is_told(replay(foreign))


@pytest.mark.parametrize("seed", range(12))
def test_any_line_may_be_spoiled(seed: int, kept: Path, tmp_path: Path, replay: Replay) -> None:
    shutil.copytree(kept, tmp_path / "copy")
    tape = tmp_path / "copy" / "tape.jsonl"
    lines = tape.read_text().splitlines()
    for number in range(seed, len(lines), 97):
        line = json.loads(lines[number])
        line[seed % len(line)] = [None, "x", 5, -1.5, {}, [], {"value": {"type": "Transcript", "fields": {}}}][seed % 7]
        lines[number] = json.dumps(line)
    tape.write_text("\n".join(lines) + "\n")
    shown = replay(tmp_path / "copy")
    assert shown.code in (0, 1, 2)
    assert "Traceback" not in shown.err


def test_a_recording_that_was_cut_off_is_replayed_up_to_there(kept: Path, tmp_path: Path, replay: Replay) -> None:
    shutil.copytree(kept, tmp_path / "copy")
    tape = tmp_path / "copy" / "tape.jsonl"
    whole = tape.read_bytes()
    for share in (0.3, 0.5, 0.7, 0.9):
        tape.write_bytes(whole[: round(len(whole) * share)])
        shown = replay(tmp_path / "copy")
        assert shown.code == 0, shown


def _is_told(shown: Outcome) -> None:
    assert shown.code == 2, shown
    assert "Traceback" not in shown.err
    assert shown.err.startswith("voice: ")
    assert len(shown.err.splitlines()) == 2, "what is wrong, and what to do"


def test_a_report_is_written_and_replayed(kept: Path, tmp_path: Path, replay: Replay) -> None:
    shown = replay(kept, "--report", tmp_path / "report")
    assert shown.code == 0, shown
    assert replay(tmp_path / "report").code == 0
    assert replay(tmp_path / "report", "--set", "endpoint.complete_ms=700").code == 0
    _is_told(replay(tmp_path / "report", "--engines"))
    _is_told(replay(kept, "--report", tmp_path / "report"))
    _is_told(replay(kept, "--report", kept / "session.json"))
    for file in (tmp_path / "report").rglob("*.json*"):
        assert not any(word in file.read_text() for word in ("pasta", "twelve", "jarvis"))


@pytest.mark.parametrize(
    "change",
    ["complete_ms=100", "complete_ms=5000", "no_speech_s=0.5", "max_speech_s=0.5", "onset_ms=400", "hangover_ms=1000"],
)
def test_under_any_setting_a_replay_comes_to_its_end(change: str, kept: Path, replay: Replay) -> None:
    shown = replay(kept, "--set", f"endpoint.{change}", "--json")
    assert shown.code == 0
    assert are_heard(shown.document["turns"], "recorded")
