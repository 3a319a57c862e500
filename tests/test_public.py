import subprocess
import sys

import voice


def test_the_public_names() -> None:
    assert voice.__all__ == [
        "AudioClock", "Budget", "Config", "Conversation", "Engines", "Match", "Route", "Router", "Session", "Skills",
        "Transcript", "Turn", "TurnTrace", "VoiceError", "WallClock", "load",
    ]  # fmt: skip
    assert all(getattr(voice, name).__name__ == name for name in voice.__all__)


def test_importing_the_package_and_starting_the_command_loads_no_engine() -> None:
    engines = {
        "av", "ctranslate2", "espeakng_loader", "faster_whisper", "hassil", "numpy", "onnxruntime", "openai", "openwakeword",
        "pocketsphinx", "pydantic", "sounddevice", "soundfile", "soxr", "starlette", "uvicorn", "webrtcvad",
    }  # fmt: skip
    code = "import sys, voice, voice.cli; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert engines.isdisjoint(loaded)
