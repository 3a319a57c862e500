"""Shapes load in the real engines; made small here, but for their vocabularies."""

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import shapes
from benchmarks.local_tier import QUESTIONS
from benchmarks.shapes.__main__ import main


def test_a_llama_shape_is_a_gguf_of_the_shape_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gguf")
    llama_cpp = pytest.importorskip("llama_cpp")
    from benchmarks.shapes import llama

    small = llama.Shape(layers=2, width=256, hidden=512, heads=4, kv_heads=2, vocabulary=25_000, tied=False)
    monkeypatch.setitem(llama.SHAPES, "0.5b", small)
    model = llama_cpp.Llama(str(shapes.shape("0.5b", tmp_path)), n_ctx=128, n_threads=1, verbose=False)
    told = model.metadata
    assert "random weights" in told["general.name"]
    assert (told["qwen2.block_count"], told["qwen2.attention.head_count_kv"]) == ("2", "2")
    assert model.n_vocab() == 25_000
    for question in QUESTIONS:
        assert len(question.split()) == 12
        assert len(model.tokenize(question.encode(), add_bos=False)) < 20
    written = model.create_chat_completion([{"role": "user", "content": QUESTIONS[0]}], max_tokens=4)
    assert written["usage"]["completion_tokens"] > 0
    assert [file.name for file in tmp_path.iterdir()] == ["0.5b-q4_0.gguf"]


def test_a_whisper_shape_is_transcribed_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("transformers")
    pytest.importorskip("torch")
    from faster_whisper import WhisperModel

    from benchmarks.shapes import whisper

    monkeypatch.setitem(whisper.SHAPES, "tiny", (64, 2, 2))
    model = WhisperModel(str(shapes.shape("tiny", tmp_path)), device="cpu", compute_type="int8", cpu_threads=1)
    assert model.model.is_multilingual
    segments, told = model.transcribe(np.zeros(16_000, np.float32), language="en", temperature=0.0, max_new_tokens=4)
    assert told.duration == 1.0
    assert isinstance(list(segments), list)


def test_a_shape_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "1.5b-q4_0.gguf").write_bytes(b"GGUF")
    assert shapes.shape("1.5b", tmp_path).read_bytes() == b"GGUF"


def test_an_unknown_shape_is_none(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        shapes.shape("13b", tmp_path)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(name: str, path: Path) -> None:
        path.write_bytes(b"GG")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shapes, "writer", lambda name: full)
    monkeypatch.setattr(sys, "argv", ["shapes", "0.5b", "--out", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert "0.5b" in str(ended.value.code)
    assert "No space left" in str(ended.value.code)
    assert list(tmp_path.iterdir()) == []
