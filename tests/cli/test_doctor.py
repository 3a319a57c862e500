"""`voice doctor` and `voice devices`."""

import asyncio
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from tests.cli.conftest import Voice
from voice import config, speak, transcribe, wake
from voice.cli import doctor
from voice.cli.ears import word_errors
from voice.config.remote import SCHEMES
from voice.errors import DeviceError, EngineError
from voice.listen.devices import Device
from voice.messages import Transcript
from voice.wake.train.head import Head, Layer
from voice.wake.train.onnx_file import written

TABLES: dict[str, dict[str, Any]] = {"wake": wake.ENGINES, "transcribe": transcribe.ENGINES, "speak": speak.ENGINES}
CHECKS = {"wake": doctor.check_wake, "transcribe": doctor.check_transcribe, "speak": doctor.check_speak}
PACKAGES = {"whisper": "faster_whisper", "kokoro": "kokoro", "kokoro-onnx": "kokoro_onnx", "piper": "onnxruntime"}
FIXTURES = Path(__file__).parents[2] / "assets" / "fixtures"
MICROPHONE = Device(0, "USB microphone", 1, 0, 48_000, True, False)
SPEAKER = Device(1, "Headphones", 0, 2, 44_100, False, True)


@pytest.mark.slow
def test_a_healthy_machine_passes(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.cli.doctor.find", lambda name, kind: MICROPHONE)
    shown = voice("doctor", "--json")
    assert shown.code == 0, shown.err
    checks = {check["check"]: check for check in shown.document["checks"]}
    for name in ("settings", "state", "skills", "wake", "transcribe", "speak"):
        assert checks[name]["verdict"] == "ok", checks[name]
    assert "NC" in checks["wake"]["what"]
    assert "what time is it" in checks["transcribe"]["what"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "engine"),
    [(part, engine) for part, table in TABLES.items() for engine in table if engine not in SCHEMES],  # which are elsewhere
)
def test_every_engine_of_the_settings_passes_with_its_licence(tmp_path: Path, part: str, engine: str) -> None:
    model = ""
    if engine in PACKAGES:
        pytest.importorskip(PACKAGES[engine])
        model = f'model = "{FIXTURES / engine}"\n'
    (tmp_path / "config.toml").write_text(f'[{part}]\nengine = "{engine}"\n{model}')
    found = asyncio.run(CHECKS[part](config.load(tmp_path / "config.toml")))
    assert f"({TABLES[part][engine].licence})" in found


@pytest.mark.slow
def test_a_wake_word_of_ones_own_is_no_fault_and_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "hey_bob.onnx"
    weights = Layer(np.zeros((16 * 96, 1), np.float32), np.full(1, -9, np.float32))
    file.write_bytes(written(Head((weights,)), "hey bob"))
    (tmp_path / "config.toml").write_text(f'[wake]\nphrases = ["{file}"]\n')
    settings = config.load(tmp_path / "config.toml")
    assert "what time is it" in asyncio.run(CHECKS["transcribe"](settings))
    assert "(your own)" in asyncio.run(CHECKS["wake"](settings))


@pytest.mark.parametrize(
    ("echo", "told"), [("cancel", "speech interrupts"), ("headphones", "speech interrupts"), ("off", "only the wake word")]
)
def test_it_says_what_can_interrupt_it(echo: str, told: str) -> None:
    assert told in asyncio.run(doctor.check_echo(config.Config(listen={"echo": echo})))


@pytest.mark.parametrize(
    ("heard", "errors"),
    [
        ("what is the capital of france", 0),
        ("What is the capital of France?", 0),
        ("what's the capital of france", 2),
        ("what is the capital flanks", 2),
        ("hey jarvis what is the capital of france", 2),
        ("", 6),
    ],
)
def test_words_that_were_read_wrongly_are_counted(heard: str, errors: int) -> None:
    assert word_errors(heard, "what is the capital of france") == errors


@pytest.mark.parametrize(
    ("heard", "how"),
    [("what time was it now", "had 2 of 4 words wrong, where 0 may be: 'what time is it' is said"), ("", "heard nothing: ")],
)
def test_a_reading_too_far_off_says_how_far_and_not_what_was_heard(
    heard: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(*_: object) -> tuple[Transcript, float]:
        return Transcript(heard, 1.0, False, "sphinx"), 1.0

    monkeypatch.setattr("voice.cli.doctor.hear", read)
    with pytest.raises(EngineError) as caught:
        asyncio.run(doctor.check_transcribe(config.Config()))
    assert how in str(caught.value)
    assert "now" not in str(caught.value)
    assert caught.value.remedy


def test_an_engine_that_fails_fails_the_doctor(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, quick_doctor: Callable[..., None]
) -> None:
    quick_doctor("wake", "transcribe")
    monkeypatch.setenv("VOICE_SPEAK__VOICE", "klingon-9")
    shown = voice("doctor", "--json")
    assert shown.code == 1
    (check,) = (check for check in shown.document["checks"] if check["check"] == "speak")
    assert check["verdict"] == "failed"
    assert "klingon-9" in check["what"]
    assert check["remedy"]


def test_an_engine_that_breaks_in_a_new_way_is_reported(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, quick_doctor: Callable[..., None]
) -> None:
    quick_doctor("transcribe", "speak")

    def broken(settings: object) -> None:
        raise ImportError("undefined symbol")

    monkeypatch.setattr("voice.wake.create", broken)
    shown = voice("doctor")
    assert shown.code == 1
    assert "ImportError: undefined symbol" in shown.out


def test_wrong_settings_are_the_first_thing_found(voice: Voice, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("nonsense = 1\n")
    shown = voice("doctor", "--json")
    assert shown.code == 1
    assert [check["check"] for check in shown.document["checks"]] == ["settings"]


def test_a_tier_out_of_reach_is_a_warning(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, quick_doctor: Callable[..., None]
) -> None:
    quick_doctor("wake", "transcribe", "speak")
    monkeypatch.setenv("VOICE_CLOUD_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("VOICE_CLOUD_MODEL", "large")
    monkeypatch.setattr("voice.cli.doctor.find", lambda name, kind: MICROPHONE)
    shown = voice("doctor", "--json")
    checks = {check["check"]: check for check in shown.document["checks"]}
    assert checks["cloud"]["verdict"] == "warning"
    assert (shown.code, shown.document["verdict"]) == (1, "warning")
    assert "Not ready: cloud; see above. The rest is ready." in shown.err


def test_a_machine_without_a_microphone_is_not_ready_but_for_what_is_typed(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, quick_doctor: Callable[..., None]
) -> None:
    def none(name: str | None, kind: str) -> Device:
        raise DeviceError(f"there is no {kind}", "Plug one in.")

    quick_doctor("wake", "transcribe", "speak")
    monkeypatch.setattr("voice.cli.doctor.find", none)
    shown = voice("doctor")
    assert shown.code == 1
    assert shown.out.splitlines()[-1].startswith("Not ready: microphone, speaker; see above. That is for `voice run`")


def test_a_key_or_token_that_is_not_set_is_a_warning(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quick_doctor: Callable[..., None]
) -> None:
    quick_doctor("wake", "transcribe", "speak")
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        tier = f'[[tiers]]\nname = "big"\nwhere = "lan"\nbase_url = "{url}"\nmodel = "m"\nkey_env = "MY_KEY"\n'
        (tmp_path / "config.toml").write_text(f'{tier}[home]\nurl = "{url}"\n')
        checks = {check["check"]: check for check in voice("doctor", "--json").document["checks"]}
        for name, variable in {"big": "MY_KEY", "home": "VOICE_HOME_TOKEN"}.items():
            assert checks[name]["verdict"] == "warning"
            assert variable in checks[name]["what"]
            monkeypatch.setenv(variable, "t0ken")
        checks = {check["check"]: check for check in voice("doctor", "--json").document["checks"]}
        assert (checks["big"]["verdict"], checks["home"]["verdict"]) == ("ok", "ok")
        server.shutdown()


def test_devices_are_listed(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.cli.devices.devices", lambda: [MICROPHONE, SPEAKER])
    shown = voice("devices")
    assert shown.code == 0
    assert "USB microphone" in shown.out
    assert "Headphones" in shown.out
    assert voice("devices", "--json").document[0]["name"] == "USB microphone"


def test_a_machine_without_portaudio_is_told_what_to_do(
    voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise DeviceError("the PortAudio library is not installed", "Install it.")

    monkeypatch.setattr("voice.cli.devices.devices", missing)
    shown = voice("devices")
    assert shown.code == 2
    assert "PortAudio" in shown.err
