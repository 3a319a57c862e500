import json
import sys

import pytest

from benchmarks import speak


def test_the_last_line_is_one_document_with_every_voice_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["speak", "--rounds", "1", "--kokoro", "fixture"])
    speak.main()
    out = capsys.readouterr()
    voices = json.loads(out.out.splitlines()[-1])["voices"]
    for engine in ("espeak", "kokoro", "kokoro-onnx"):
        assert (engine in voices) != (f"{engine} left out" in out.err)
    assert voices["espeak"]["first_ms_word"]["n"] == 1
    assert ("cached" in voices) == ("kokoro" in voices or "kokoro-onnx" in voices)
