"""A hub with one model, and an empty store."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models.hub import Files, Hub, serving
from voice.models.manifest import Model, shipped

NAME = "whisper-small"
"""Of a model that the manifest does not pin."""
SIZE = 3_000_000
"""Bytes of its weights."""


def files(seed: int, size: int = SIZE) -> Files:
    """The files of a Whisper model; the weights differ by seed, the rest does not."""
    return {
        "README.md": b"what nobody wants",
        "config.json": b"{}",
        "model.bin": random.Random(seed).randbytes(size),
        "tokenizer.json": b'{"version": "1.0"}' * 100,
        "vocabulary.txt": b"a\nb\n",
    }


@pytest.fixture(autouse=True)
def _own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("VOICE_")]:
        monkeypatch.delenv(name)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")  # no test asks the real ones
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "simple").as_uri())
    (tmp_path / "config.toml").touch()
    monkeypatch.setenv("VOICE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("VOICE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("voice.models.hub.PAUSE_S", 0.0)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving(Hub()) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


@pytest.fixture
def model(hub: Hub) -> Model:
    """A model of the manifest, with one commit on the hub."""
    model = shipped().find(NAME)
    hub.commit(model.repository, files(1))
    return model
