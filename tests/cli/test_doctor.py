"""`voice doctor` and `voice devices`."""

import asyncio
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from tests.cli.conftest import Voice
from voice import config, speak, transcribe, wake
from voice.cli import doctor, reach
from voice.cli.ears import word_errors
from voice.clock import WallClock
from voice.config.remote import SCHEMES
from voice.errors import DeviceError, EngineError, ModelError, TierError
from voice.listen.devices import Device
from voice.messages import Transcript
from voice.privacy.gate import EgressGate
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
    monkeypatch.setattr("voice.cli.doctor.accepted_format", lambda device, kind, rate: {})
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
    monkeypatch.setattr("voice.cli.doctor.accepted_format", lambda device, kind, rate: {})
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


class Elsewhere(BaseHTTPRequestHandler):
    """A language model at /v1 and Home Assistant at the root, both with the key "t0ken"; nothing else is there."""

    def do_GET(self) -> None:
        known = {"/v1/models": {"data": [{"id": "m"}]}, "/api/": {"message": "API running."}}
        admitted = self.headers["authorization"] == "Bearer t0ken"
        self._send((200 if self.path in known else 404) if admitted else 401, known.get(self.path))

    def do_POST(self) -> None:
        self._send(400 if self.path == "/mute/chat/completions" else 404, None)

    def _send(self, status: int, document: object) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "model", "key", "told"),
    [
        ("/v1", "m", "t0ken", "has m"),
        ("/mute", "m", "t0ken", "does not tell whether it has m"),
        ("/v1", "other", "t0ken", "has no model other"),
        ("", "m", "t0ken", "no language model at"),
        ("/v1", "m", "wrong", "refuses the key in MY_KEY"),
        ("/v1", "m", "", "MY_KEY is not set"),
    ],
)
def test_a_tier_is_asked_for_its_model_with_its_key(
    path: str, model: str, key: str, told: str, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", key)
    tier = config.Tier(name="big", where="lan", base_url=elsewhere + path, model=model, key_env="MY_KEY")
    gate = EgressGate.of(config.Config(), WallClock())
    try:
        found = asyncio.run(reach.tier(tier, gate))
    except TierError as error:
        found = str(error)
    assert told in found


@pytest.mark.parametrize(
    ("path", "token", "told"),
    [
        ("", "t0ken", "takes the key"),
        ("", "wrong", "refuses the key in VOICE_HOME_TOKEN"),
        ("", "", "VOICE_HOME_TOKEN is not set"),
        ("/lovelace", "t0ken", "not as Home Assistant does"),
    ],
)
def test_home_assistant_is_asked_with_its_token(
    path: str, token: str, told: str, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_HOME_TOKEN", token)
    home = config.Home(url=elsewhere + path)
    try:
        found = asyncio.run(reach.home(home, EgressGate.of(config.Config(), WallClock())))
    except TierError as error:
        found = str(error)
    assert told in found


def test_a_damaged_model_is_told_before_what_it_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails() -> str:
        raise EngineError("it heard nothing", "Set another engine.")

    monkeypatch.setattr("voice.models.versions.verify", lambda model: ["model.bin"])
    with pytest.raises(ModelError, match=r"whisper-base is damaged: model\.bin") as caught:
        asyncio.run(doctor._or_damaged(fails(), "whisper-base"))
    assert caught.value.remedy == "Fetch it again: voice models pull whisper-base"
    with pytest.raises(EngineError, match="heard nothing"):
        asyncio.run(doctor._or_damaged(fails(), "/my/own/model"))


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
