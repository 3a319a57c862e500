"""`voice doctor` on models of this machine."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.cli.conftest import Voice
from tests.tiers.fixture import GGUF
from tests.tiers.templates import without_template


class Models(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"data": [{"id": "qwen2.5:1.5b"}, {"id": "gpt-oss:120b-cloud"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None: ...


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server that lists models."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Models) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(autouse=True)
def _without_other_engines(quick_doctor: Callable[..., None]) -> None:
    quick_doctor("wake", "transcribe", "speak")


def check(voice: Voice, name: str) -> dict[str, Any]:
    (found,) = (one for one in voice("doctor", "--json").document["checks"] if one["check"] == name)
    return dict(found)


def test_a_server_that_runs_is_shown_with_its_settings(voice: Voice, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.models.machine.SERVERS", {port: "Ollama"})
    found = check(voice, "local model")
    assert found["verdict"] == "ok"
    assert f"VOICE_DEVICE_URL=http://127.0.0.1:{port}/v1" in found["what"]
    assert "VOICE_DEVICE_MODEL=qwen2.5:1.5b" in found["what"]
    assert "cloud" not in found["what"]


def test_no_server_and_no_model_is_no_fault(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.models.machine.SERVERS", {})
    found = check(voice, "local model")
    assert found["verdict"] == "ok"
    assert "voice setup" in found["what"]


@pytest.mark.slow
def test_a_model_file_is_loaded_and_asked(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("llama_cpp")
    monkeypatch.setenv("VOICE_DEVICE_FILE", str(GGUF))
    found = check(voice, "device")
    assert found["verdict"] == "ok", found
    assert "first token after" in found["what"]
    assert "tokens a second" in found["what"]


@pytest.mark.parametrize("command", [("doctor",), ("ask", "recommend a book")])
def test_a_model_without_a_chat_template_fails_in_these_words(
    command: tuple[str, ...], voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("llama_cpp")
    monkeypatch.setenv("VOICE_DEVICE_FILE", str(without_template(tmp_path / "base.gguf")))
    shown = voice(*command)
    assert shown.code == 1
    told = " ".join(f"{shown.out} {shown.err} {caplog.text}".split())
    assert "has no chat template" in told
    assert "base model" in told
    assert "-Instruct" in told
    assert "Traceback" not in told


def test_a_missing_engine_fails_and_its_extra_is_named(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.tiers.process.find_spec", lambda name: None)
    monkeypatch.setenv("VOICE_DEVICE_FILE", str(GGUF))
    found = check(voice, "device")
    assert found["verdict"] == "failed"
    assert "voiceloop[llm]" in found["remedy"]


def test_a_missing_model_file_fails(voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICE_DEVICE_FILE", str(tmp_path / "gone.gguf"))
    shown = voice("doctor")
    assert shown.code == 1
    assert "Ready" not in shown.out
