"""What keeps the local model's process from being, and what only looks like it."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.tiers.fixture import GGUF, settings
from tests.tiers.templates import without_template
from tests.tiers.test_local import FRANCE, ask, ask_until_answered, refused, running, with_tier
from voice.errors import StartingError, TierError, UnloadedError
from voice.tiers.local import LocalTier
from voice.tiers.process import Process


def test_a_missing_engine_is_one_line_that_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.tiers.process.find_spec", lambda name: None)
    error = refused()
    assert "llama-cpp-python is not installed" in str(error)
    assert "voiceloop[llm]" in error.remedy
    assert "\n" not in f"{error} {error.remedy}"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In place of llama-cpp-python, one that crashes as its native build does on some processors."""
    package = tmp_path / "engine" / "llama_cpp"
    package.mkdir(parents=True)
    (package / "llama_cpp.py").write_text(
        "from types import SimpleNamespace\n"
        "def llama_model_default_params():\n"
        "    return SimpleNamespace(use_extra_bufts=True)\n"
    )
    (package / "__init__.py").write_text(
        "import os, signal\n"
        "def llama_supports_gpu_offload(): return False\n"
        "from . import llama_cpp\n"
        "def Llama(*args, **settings):\n"
        "    if llama_cpp.llama_model_default_params().use_extra_bufts:\n"
        "        os.kill(os.getpid(), signal.SIGILL)\n"
        "    raise ValueError('came further')\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    monkeypatch.setattr("voice.tiers.process.find_spec", lambda name: name)
    return package


def test_a_build_that_crashes_is_tried_with_the_weights_as_they_are(engine: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> str:
        async with running(LocalTier(settings(first_token_s=60))) as tier:
            async with asyncio.timeout(60):
                while True:
                    try:
                        await ask(tier, "hello")
                    except StartingError:
                        await asyncio.sleep(0.05)
                    except TierError as error:
                        return str(error)

    assert "came further" in asyncio.run(run())
    assert "SIGILL" in caplog.text
    assert "GGML_NATIVE=OFF" in caplog.text


def test_a_model_file_that_is_not_there(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    error = refused(model_file=tmp_path / "none.gguf")
    assert "none.gguf" in f"{error} {error.remedy}"


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    (tmp_path / "page.gguf").write_text("<html>")
    assert "is not a GGUF file" in str(refused(model_file=tmp_path / "page.gguf"))


def test_a_model_file_cut_short(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    (tmp_path / "half.gguf").write_bytes(GGUF.read_bytes()[:300_000])
    error = refused(model_file=tmp_path / "half.gguf")
    assert "half.gguf cannot be loaded" in str(error)
    assert "cut short" in error.remedy


def test_a_model_without_a_chat_template_is_told_as_such(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    error = refused(model_file=without_template(tmp_path / "base.gguf"))
    assert isinstance(error, UnloadedError)
    assert "base.gguf has no chat template: it is a base model" in str(error)
    assert "-Instruct" in error.remedy


def test_what_else_the_interpreter_prints_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('hello'); print(7, flush=True)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    async def work(tier: LocalTier) -> None:
        assert await ask(tier, FRANCE[0]) == FRANCE[1]

    with_tier(work)


@pytest.mark.parametrize("name", ["_first_state", "_listen"])
def test_a_fault_of_whatever_kind_is_told_and_tried_again(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    works = getattr(Process, name)

    async def fails(process: Process) -> None:
        monkeypatch.setattr(Process, name, works)
        raise BlockingIOError("what nobody has thought of")

    monkeypatch.setattr(Process, name, fails)

    async def work(tier: LocalTier) -> None:
        assert await ask_until_answered(tier, FRANCE[0]) == FRANCE[1]

    with_tier(work)
    assert "lost (BlockingIOError)" in caplog.text


def test_no_port_to_listen_on_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bind = socket.create_server

    def fails(address: tuple[str, int]) -> socket.socket:
        monkeypatch.setattr(socket, "create_server", bind)
        raise OSError("no port")

    monkeypatch.setattr(socket, "create_server", fails)

    async def work(tier: LocalTier) -> None:
        assert await ask_until_answered(tier, FRANCE[0]) == FRANCE[1]

    with_tier(work)
    assert "lost (OSError)" in caplog.text
