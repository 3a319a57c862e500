"""Models of the user's own, by their paths: listed, recognised, and checked for being whole."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Voice, voice
from tests.models.index import pinned
from voice.models import by_path, manifest, whole
from voice.models.manifest import Manifest, Model

__all__ = ["voice"]

FIXTURES = Path(__file__).parents[2] / "assets" / "fixtures"
WHOLE = [
    FIXTURES / "whisper" / "model.bin",
    FIXTURES / "whisper" / "config.json",
    FIXTURES / "llama" / "fixture.gguf",
    FIXTURES / "kokoro-onnx" / "kokoro-v1.0.onnx",
]


@pytest.mark.parametrize("file", WHOLE, ids=lambda file: file.name)
def test_a_file_that_is_whole_passes_and_one_that_was_cut_off_does_not(file: Path, tmp_path: Path) -> None:
    assert whole.fault(file) is None
    data, copy = file.read_bytes(), tmp_path / file.name
    for length in (len(data) // 2, 50, 1):
        copy.write_bytes(data[:length])
        assert whole.fault(copy), length
    copy.write_bytes(b"")
    assert whole.fault(copy) == "it is empty"


@pytest.mark.parametrize("name", ["model.bin", "weights.gguf", "net.onnx", "config.json"])
@pytest.mark.parametrize("byte", [0, 1, 255])
def test_garbage_is_told_and_never_raises(name: str, byte: int, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(bytes([byte]) * 5000)
    assert whole.fault(tmp_path / name)


def test_what_has_no_known_format_is_let_pass(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.txt").write_text("a")
    assert whole.fault(tmp_path / "vocabulary.txt") is None


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Settings that name a folder and a file of the user's own, in the store of nobody."""
    shutil.copytree(FIXTURES / "whisper", tmp_path / "ears")
    shutil.copy(FIXTURES / "llama" / "fixture.gguf", tmp_path / "brain.gguf")
    tier = f'[[tiers]]\nname = "mine"\nwhere = "device"\nmodel_file = "{tmp_path / "brain.gguf"}"\n'
    text = f'[transcribe]\nengine = "whisper"\nmodel = "{tmp_path / "ears"}"\n[speak]\nengine = "espeak"\n{tier}'
    (tmp_path / "config.toml").write_text(text)
    return tmp_path


def test_they_are_listed_and_verified_like_others(voice: Voice, settings: Path) -> None:
    listed = voice("models", "list")
    assert f"Your own, to transcribe: {settings / 'ears'}, 2 MB" in listed.out
    paths = voice("models", "list", "--json").document["paths"]
    assert [(one["task"], one["path"]) for one in paths] == [
        ("transcribe", str(settings / "ears")),
        ("answer", str(settings / "brain.gguf")),
    ]
    verified = voice("models", "verify", "--json")
    assert verified.code == 0, verified.err
    assert [one["known"] for one in verified.document["paths"]] == [None, None]
    assert "its format alone was checked" in verified.err


def test_one_that_is_cut_off_fails_the_check(voice: Voice, settings: Path) -> None:
    file = settings / "brain.gguf"
    file.write_bytes(file.read_bytes()[:1000])
    verified = voice("models", "verify", "--json")
    assert verified.code == 1
    assert verified.document["ok"] is False
    assert f"damaged: {file}" in verified.err
    file.unlink()
    assert "is not there" in voice("models", "verify").out


def test_setup_says_what_they_are(voice: Voice, settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from voice.models.machine import Machine

    monkeypatch.setattr("voice.cli.setup.look", lambda _: Machine("Cortex-A76", 4, 8.0, 50.0))
    (settings / "ears" / "config.json").write_text("{")
    said = voice("setup", "--yes", "--no-pull").out
    assert f"Your own, to transcribe: {settings / 'ears'}: {settings / 'ears' / 'config.json'}: it is cut off" in said
    assert f"Your own, to answer: {settings / 'brain.gguf'}: whole, as far as its format tells." in said


def test_a_copy_of_a_model_of_the_list_is_recognised(voice: Voice, settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {file.name: file.read_bytes() for file in (settings / "ears").iterdir()}
    pins = tuple(pin for pin in pinned(files) if pin.name in ("model.bin", "config.json"))
    model = Model(name="known", task="transcribe", about="", repository="a/b", files=pins, about_mb=2, licence="MIT")
    monkeypatch.setattr(by_path, "shipped", lambda: Manifest(model=(model, *manifest.shipped().model)))
    assert f"✓ {settings / 'ears'}: known" in voice("models", "verify", settings / "ears").out
    (settings / "ears" / "model.bin").write_bytes(bytes(len(files["model.bin"])))
    assert by_path.known(by_path.at(settings / "ears")) is None
