"""`voice run`: its views, its log, its unit file, its end. No device is opened."""

import io
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from tests.cli.conftest import Voice
from tests.cli.headless import STAND_INS
from voice.cli.live import Lines, LiveView
from voice.cli.log import Log
from voice.config import Config
from voice.errors import DeviceError
from voice.events import PartialHeard, Ringing, RingingEnded, RouteChosen, TurnEnded, Warned
from voice.listen.devices import NAMES, Kind, portaudio
from voice.messages import Route, SpeechEnded, Transcript, WakeHeard
from voice.trace import TurnTrace

SECRET = "my pin is four two"
RING = "Your surprise party timer is done."


def _turn() -> TurnTrace:
    trace = TurnTrace(datetime(2026, 1, 1, tzinfo=UTC), "microphone")
    trace.transcript = Transcript(SECRET, 0.9, False, "dictation")
    trace.route = Route("cloud", "task type: short answer")
    trace.reply = "I will not repeat it."
    trace.marks.last_voice, trace.marks.endpoint, trace.marks.transcribed = 1.0, 1.3, 1.32
    return trace


EVENTS = (
    WakeHeard(1.0, "hey_jarvis", 0.93, 1.0),
    PartialHeard(SECRET),
    SpeechEnded(2.0, 1.7, "default"),
    Transcript(SECRET, 0.9, False, "dictation"),
    RouteChosen(Route("cloud", "task type: short answer")),
    Warned("the trace was not kept"),
    TurnEnded(_turn()),
    Ringing(RING),
)


def test_the_log_is_json_lines_without_words(capsys: pytest.CaptureFixture[str]) -> None:
    with Log() as log:
        log.listening()
        for event in EVENTS:
            log.notify(event)
        logging.getLogger("voice.listen").warning("lost %d blocks", 3)
    printed = capsys.readouterr().out
    lines = [json.loads(line) for line in printed.splitlines()]
    assert [line["event"] for line in lines] == [
        "listening", "wake_heard", "speech_ended", "degraded", "turn_ended", "ringing", "log", "stopped",
    ]  # fmt: skip
    assert all(datetime.fromisoformat(line["time"]).tzinfo for line in lines)
    assert lines[6]["what"] == "lost 3 blocks"
    for words in (SECRET, RING, "I will not repeat it."):
        assert words not in printed


def _console(terminal: bool, width: int = 80) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=width, height=24, color_system=None)


def _shown(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_the_live_view_shows_words_state_and_the_last_turn() -> None:
    out = _console(terminal=True)
    with LiveView(out, Config.model_construct()) as view:
        view.listening()
        assert "hey jarvis" in _shown(out)
        for event in EVENTS:
            view.notify(event)
    shown = _shown(out)
    for text in (
        "Go on",
        SECRET,
        "Thinking",
        "Answering",
        "the trace was not kept",
        "I will not repeat it.",
        "endpoint",
        "Time is up",
        RING,
    ):
        assert text in shown


def test_the_live_view_forgets_what_has_rung() -> None:
    out = _console(terminal=False)
    view = LiveView(out, Config.model_construct())
    for event in (Ringing(RING), RingingEnded()):
        view.notify(event)
    out.print(view.drawn())
    assert RING not in _shown(out)
    assert "hey jarvis" in _shown(out)


def test_the_live_view_is_drawn_only_when_something_happened() -> None:
    out = _console(terminal=True)
    with LiveView(out, Config.model_construct()) as view:
        view.listening()
        before = _shown(out)
        view.notify(object())
        assert _shown(out) == before


def test_the_live_view_fits_a_small_terminal() -> None:
    out = _console(terminal=False)
    view = LiveView(out, Config.model_construct())
    for event in EVENTS:
        view.notify(event)
    out.print(view.drawn())
    lines = _shown(out).splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


def test_plain_lines_for_a_pipe() -> None:
    out = _console(terminal=False, width=40)
    with Lines(out, Config.model_construct()) as view:
        view.listening()
        for event in EVENTS:
            view.notify(event)
    lines = _shown(out).splitlines()
    assert lines[1:3] == ["wake word hey_jarvis (0.93)", f"heard: {SECRET}"]
    assert "answered: I will not repeat it." in lines
    assert lines[-1] == f"ringing: {RING}"


def _has_devices() -> bool:
    try:
        return bool(len(portaudio().query_devices()))
    except DeviceError:
        return False


@pytest.mark.parametrize("arguments", [["--input", "no such thing"], ["--output", "no such thing"], []])
@pytest.mark.skipif(_has_devices(), reason="needs a machine without sound devices")
def test_a_missing_device_is_told_before_anything_is_loaded(
    voice: Voice, tmp_path: Path, arguments: list[str]
) -> None:
    shown = voice("run", *arguments)
    assert shown.code == 2
    assert "microphone" in shown.err or "PortAudio" in shown.err
    assert not (tmp_path / "state").exists()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_the_unit_file_is_valid(voice: Voice, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").touch()
    shown = voice("--config", "settings.toml", "run", "--service")
    assert shown.code == 0
    assert f"--config {tmp_path}/settings.toml run --headless" in shown.out
    unit = tmp_path / "voice.service"
    unit.write_text(shown.out)
    (tmp_path / "runtime").mkdir()
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", str(unit)],
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path / "runtime")},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


HEADLESS = f"""{STAND_INS}
    main(["run", "--headless"])
"""


WITHOUT = """
    import sys
    from voice.cli import main, run
    from voice.errors import DeviceError
    from voice.listen import devices
    from voice.listen.recording import Recording

    def missing(name, kind):
        raise DeviceError(f"there is no {devices.NAMES[kind]}", "Plug one in.")

    run.portaudio = lambda: None
    run.find = devices.find = run.Microphone.__init__.__globals__["find"] = missing
    devices.look_again = lambda: None
    run.Speaker = lambda clock, rate, device, volume, warn: Recording(clock, rate, volume)
    main(["--config", sys.argv[1], "run", "--headless"])
"""


def _headless(script: str, *arguments: str) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(script), *arguments], stdout=pipe, stderr=pipe, text=True)


@pytest.mark.slow
@pytest.mark.parametrize(("settings", "code"), [("", 0), ("[listen]\ngive_up_s = 1.0\n", 2)])
def test_without_a_microphone_it_waits_and_fails_only_when_told_to(tmp_path: Path, settings: str, code: int) -> None:
    (tmp_path / "settings.toml").write_text(f'state_dir = "{tmp_path}"\n{settings}')
    assistant = _headless(WITHOUT, str(tmp_path / "settings.toml"))
    assert assistant.stdout is not None
    assert json.loads(assistant.stdout.readline())["event"] == "listening"
    told = json.loads(assistant.stdout.readline())
    assert (told["event"], told["what"]) == ("degraded", "there is no microphone; it is opened again until it is back")
    if code == 0:
        with pytest.raises(subprocess.TimeoutExpired):
            assistant.wait(3)
        assistant.send_signal(signal.SIGTERM)
    out, err = assistant.communicate(timeout=60)
    assert assistant.returncode == code
    assert ("there is no microphone" in err) == bool(code)
    assert "Traceback" not in err
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["stopped"]


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (("input", "output"), "there is no microphone; there is no speaker"),
        (("input",), "there is no microphone"),
        (("output",), "there is no speaker"),
    ],
)
def test_every_device_that_is_missing_is_named(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...], told: str
) -> None:
    def find(name: str | None, kind: Kind) -> None:
        if kind in missing:
            raise DeviceError(f"there is no {NAMES[kind]}", "Plug one in and check that `voice devices` lists it.")

    monkeypatch.setattr("voice.cli.run.portaudio", lambda: None)
    monkeypatch.setattr("voice.cli.run.find", find)
    shown = voice("run")
    assert shown.code == 2
    assert shown.err.splitlines()[0] == f"voice: {told}"
    assert shown.err.count("Plug one in") == 1


STAND_IN = "run.Speaker = lambda clock, rate, device, volume, warn: Recording(clock, rate, volume)"
SPEECHLESS = WITHOUT.replace(STAND_IN, 'run.Speaker._claim.__globals__["find"] = missing')


@pytest.mark.slow
def test_headless_it_waits_for_both_and_names_both(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(f'state_dir = "{tmp_path}"\n')
    assistant = _headless(SPEECHLESS, str(tmp_path / "settings.toml"))
    assert assistant.stdout is not None
    told = [json.loads(assistant.stdout.readline()) for _ in range(3)]
    assistant.send_signal(signal.SIGTERM)
    _, err = assistant.communicate(timeout=60)
    assert (assistant.returncode, "Traceback" in err) == (0, False)
    said = {line.get("what", line["event"]) for line in told}
    assert said == {"there is no speaker", "listening", "there is no microphone; it is opened again until it is back"}


@pytest.mark.slow
def test_sigterm_ends_a_headless_assistant_in_good_order() -> None:
    assistant = _headless(HEADLESS)
    assert assistant.stdout is not None
    assert json.loads(assistant.stdout.readline())["event"] == "listening"
    assistant.send_signal(signal.SIGTERM)
    out, err = assistant.communicate(timeout=10)
    assert (assistant.returncode, err) == (0, "")
    assert json.loads(out.splitlines()[-1])["event"] == "stopped"
