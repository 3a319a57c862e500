import json
import sys

import numpy as np
import pytest

from benchmarks import speak
from benchmarks.readback import Sound, compared
from benchmarks.whisper import distance


def test_the_last_line_is_one_document_with_every_voice_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    models = ("--voice-model", "kokoro=fixture", "--voice-model", "kokoro-onnx=none")
    monkeypatch.setattr(sys, "argv", ["speak", "--rounds", "1", *models])
    speak.main()
    out = capsys.readouterr()
    document = json.loads(out.out.splitlines()[-1])
    voices = document["voices"]
    for engine in ("espeak", "piper", "kokoro"):
        assert (engine in voices) != (f"{engine} left out" in out.err)
    assert voices["espeak"]["first_ms_word"]["n"] == 1
    assert ("cached" in voices) == ("kokoro" in voices)
    assert document["replies"]["espeak"]["first_ms_skill"]["n"] == speak.SKILLS
    assert document["replies"]["espeak"]["spare"]["n"] == 50


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("it's five twenty two p m", "It's 5:22 p.m."),
        ("in nineteen sixty nine", "In 1969."),
        ("henry the eighth", "Henry VIII"),
        ("one point two million dollars", "$1.2 million"),
        ("five five five oh one nine nine", "555-0199"),
        ("sixteen point oh nine kilometers", "16.09 kilometres"),
        ("minus five degrees", "-5 degrees"),
        ("november twenty eighth twenty twenty six", "November 28th, 2026"),
        ("march third twenty twenty seven", "March 3, 2027"),
    ],
)
def test_words_compare_however_numbers_are_written(said: str, heard: str) -> None:
    assert compared(said) == compared(heard)


def test_another_number_is_another_word() -> None:
    assert compared("seventeen") != compared("70")
    assert distance(["a", "b", "c", "d"], ["a", "x", "c"]) == 2


def test_sound_tells_clipping_silence_and_steps_between_chunks() -> None:
    tone = (9_000 * np.sin(np.arange(1_600) / 5)).astype(np.int16)
    sound = Sound(16_000)
    sound.add([np.zeros(160, np.int16), tone, np.full(10, 32_767, np.int16), np.zeros(320, np.int16)])
    figures = sound.figures()
    assert figures["clipped_samples"] == 10
    assert figures["lead_ms"]["p50"] == pytest.approx(10, abs=1)
    assert figures["tail_ms"]["p50"] == pytest.approx(20, abs=1)
    assert figures["step"]["max"] == 1
