"""`voice demo`, through the real engines, as fast as they can."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import Outcome, Voice
from voice.assets import asset
from voice.cli import aloud, demo
from voice.clock import AudioClock, Clock
from voice.errors import DeviceError
from voice.messages import Samples

SKILLS = ["time", "timer_set", "arithmetic", "timer_set", None, "timer_status", "stop", "lights", "volume"]


def test_the_script_is_read() -> None:
    lines = demo.script(asset("demo"))
    assert len(lines) >= 6
    assert [line.said for line in lines if line.interrupts] == ["hey jarvis, stop"]
    assert all(line.sound().size for line in lines)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Path]:
    """The demo, run once on a machine whose own settings are of no use."""
    import contextlib
    import io

    from voice.cli import main

    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICE_SPEAK__VOICE", "klingon-9")
        patch.setenv("VOICE_CLOUD_URL", "http://127.0.0.1:1/v1")
        patch.setenv("VOICE_CLOUD_MODEL", "large")
        patch.setenv("VOICE_STATE_DIR", str(folder / "state"))
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as ended,
        ):
            main(["demo", "--fast", "--json", "--out", str(folder / "out")])
    return Outcome(int(ended.value.code or 0), out.getvalue(), err.getvalue()), folder


@pytest.mark.slow
def test_every_line_is_understood_and_answered(played: tuple[Outcome, Path]) -> None:
    shown, _ = played
    assert shown.code == 0, shown.err
    turns = shown.document["turns"]
    assert [turn["route"]["skill"] for turn in turns] == SKILLS
    assert turns[1]["route"]["slots"] == {"seconds": 720, "name": "pasta"}
    assert turns[2]["route"]["slots"] == {"value": 391}
    assert turns[3]["route"]["slots"] == {"seconds": 600}
    assert all(turn["wake"]["phrase"] == "hey_jarvis" for turn in turns)
    assert all(turn["reply"] for turn in turns if turn["route"]["skill"] != "stop")
    assert [turn["interrupted"] for turn in turns] == [skill == "timer_status" for skill in SKILLS]


@pytest.mark.slow
def test_no_tier_of_the_machine_is_asked(played: tuple[Outcome, Path]) -> None:
    turn = played[0].document["turns"][4]
    assert (turn["route"]["tier"], turn["route"]["fallbacks"], turn["answered_by"]) == ("cloud", [], None)


@pytest.mark.slow
def test_the_machine_keeps_nothing_of_it(played: tuple[Outcome, Path]) -> None:
    assert not (played[1] / "state").exists()


@pytest.mark.slow
def test_what_was_said_heard_and_answered_is_shown(played: tuple[Outcome, Path]) -> None:
    shown = played[0].err
    for text in (
        "said",
        "heard",
        "answered",
        "budget",
        "endpoint",
        "hey jarvis, what time is it",
        "report.html",
        "voice models pull whisper-tiny.en",
    ):
        assert text in shown


@pytest.mark.slow
def test_replies_traces_and_report_are_written(played: tuple[Outcome, Path]) -> None:
    shown, folder = played
    written = [json.loads(line) for line in (folder / "out" / "traces.jsonl").read_text().splitlines()]
    assert written == shown.document["turns"]
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "391" in page
    replies = sorted((folder / "out").glob("reply-*.wav"))
    assert len(replies) == len(SKILLS) - 1, "stop is silent"
    for file in replies:
        samples, _ = soundfile.read(file)
        assert np.abs(samples).max() > 0.01


def test_a_line_that_is_not_heard_fails_and_is_shown(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "silence.flac", np.zeros(16_000), 16_000)
    silence = demo.Line(tmp_path / "silence.flac", "hey jarvis, nothing", False, 0.1)
    monkeypatch.setattr(demo, "script", lambda folder: [silence])
    shown = voice("demo", "--fast", "--json")
    assert shown.code == 1
    assert shown.document["turns"] == []
    assert "not heard" in shown.err


def test_results_that_cannot_be_written_are_told_before_any_work(voice: Voice, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shown = voice("demo", "--fast", "--out", tmp_path / "file" / "out")
    assert shown.code == 2
    assert str(tmp_path / "file") in shown.err


class _Speaker:
    """A speaker that plays into a list, or is not there."""

    played: list[Samples]

    def __init__(self, clock: Clock, rate: int) -> None:
        self.volume = 0
        self.played = []

    def open(self) -> None: ...

    def write(self, samples: Samples) -> None:
        self.played.append(samples)

    def stop(self) -> None:
        self.played.clear()

    def close(self) -> None: ...


class _NoSpeaker(_Speaker):
    def open(self) -> None:
        raise DeviceError("there is no speaker")


def test_what_is_recorded_is_also_played_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aloud, "Speaker", _Speaker)
    sink = aloud.Aloud(AudioClock(), 16_000)
    sink.open()
    sink.write(np.ones(160, np.int16))
    speaker = sink.speaker
    assert isinstance(speaker, _Speaker)
    assert [len(samples) for samples in speaker.played] == [160]
    assert len(sink.take()) == 160
    sink.stop()
    assert not speaker.played


def test_without_a_speaker_the_recording_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aloud, "Speaker", _NoSpeaker)
    sink = aloud.Aloud(AudioClock(), 16_000)
    sink.open()
    assert sink.missing == "there is no speaker"
    sink.write(np.ones(160, np.int16))
    assert len(sink.take()) == 160
    sink.stop()
    sink.close()
