"""Tells what there is here: engines, models, languages and versions, as they are loaded."""

from pathlib import Path

from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    HandleModel,
    HandleProgram,
    Info,
    TtsProgram,
    TtsVoice,
    WakeModel,
    WakeProgram,
)

from voice import speak, transcribe, wake
from voice.engines import Engines
from voice.models.choice import transcriber
from voice.models.manifest import heard_by
from voice.serve.voice_name import voice_name

OWN = Attribution("voice", "")

MAKERS = {
    "openwakeword": Attribution("David Scripka", "https://github.com/dscripka/openWakeWord"),
    "keyphrase": Attribution("CMU Sphinx", "https://github.com/cmusphinx/pocketsphinx"),
    "sphinx": Attribution("CMU Sphinx", "https://github.com/cmusphinx/pocketsphinx"),
    "whisper": Attribution("OpenAI, run by faster-whisper", "https://github.com/SYSTRAN/faster-whisper"),
    "espeak": Attribution("eSpeak NG", "https://github.com/espeak-ng/espeak-ng"),
    "piper": Attribution("Piper", "https://github.com/OHF-Voice/piper1-gpl"),
    "kokoro": Attribution("hexgrad", "https://huggingface.co/hexgrad/Kokoro-82M"),
    "kokoro-onnx": Attribution("hexgrad", "https://huggingface.co/hexgrad/Kokoro-82M"),
    "wyoming": Attribution("another Wyoming service", ""),
    "remote": Attribution("a service elsewhere", ""),
}
"""Engine → who made it."""

ENGLISH = ["en", "en-US", "en-GB"]
"""English alone is understood, in any accent."""


def info(engines: Engines) -> Info:
    """Describe everything that is loaded."""
    version, config = engines.origin["version"], engines.config
    wakes, hears, speaks = config.wake.engine, transcriber(config.transcribe), speak.engine_of(config.speak)
    model = {"whisper": heard_by(config), "wyoming": config.transcribe.model, "remote": config.transcribe.model}.get(hears)
    name, accent = voice_name(engines), "en-US" if _is_american(engines, speaks) else "en-GB"
    return Info(
        wake=[
            WakeProgram("voice", OWN, True, f"{wakes}; {wake.ENGINES[wakes].licence}", version, [
                WakeModel(phrase, MAKERS[wakes], True, None, None, ["en"], phrase.replace("_", " "))
                for phrase in config.wake.said
            ])
        ],
        asr=[
            AsrProgram("voice", OWN, True, f"{hears}; {transcribe.ENGINES[hears].licence}", version, [
                AsrModel(Path(model).name if model else hears, MAKERS[hears], True, None, None, ENGLISH)
            ])
        ],
        tts=[
            TtsProgram("voice", OWN, True, f"{speaks}; {speak.ENGINES[speaks].licence}", version, [
                TtsVoice(name, MAKERS[speaks], True, None, None, [accent])
            ])
        ],
        handle=[
            HandleProgram("voice", OWN, True, "skills, and language models as set", version, [
                HandleModel("voice", OWN, True, None, version, ENGLISH)
            ], supports_home_control=config.home.url is not None)
        ],
    )  # fmt: skip


def _is_american(engines: Engines, engine: str) -> bool:
    """Whether the voice is an American one, by its name or, for Piper's, by the only one that is shipped."""
    voice = engines.config.speak.voice.casefold()
    return engine == "piper" or voice.startswith(("en-us", "a"))
