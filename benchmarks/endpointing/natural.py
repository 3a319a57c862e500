"""Natural voices for the clips: Kokoro's by kokoro-onnx and Piper's joe. What they said is kept beside the corpora."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from benchmarks.corpora import sound
from voice import onnx
from voice.messages import SAMPLE_RATE, Samples
from voice.speak import espeak
from voice.speak.phonemes import english

VOICES = {
    "tune": (
        "af_alloy", "af_jessica", "af_kore", "af_nova", "af_sky", "am_adam", "am_eric", "am_liam", "am_puck", "bf_alice",
        "bm_daniel", "bm_lewis",
    ),
    "held_out": (
        "af_aoede", "af_bella", "af_heart", "af_nicole", "af_river", "af_sarah", "am_echo", "am_fenrir", "am_michael",
        "am_onyx", "bf_emma", "bf_isabella", "bf_lily", "bm_fable", "bm_george", "joe",
    ),
}  # fmt: skip
"""Split → its voices; no voice is in both. "joe" is Piper's, the others are Kokoro's."""

KOKORO_RATE = 24_000
STYLE = (510, 1, 256)


@dataclass
class Natural:
    """Speaks with Kokoro and Piper. A folder that is None leaves that engine's voices out, except for what is in the cache."""

    kokoro: Path | None
    """Folder with an .onnx file and voices/NAME.bin (float32, [510, 1, 256])."""
    piper: Path | None
    """Folder with en_US-joe-medium.onnx and its .json."""
    cache: Path

    def voices(self, split: str) -> list[str]:
        """The voices of a split that can be used here."""
        return [name for name in VOICES[split] if (self.piper if name == "joe" else self.kokoro)]

    def said(self, name: str, text: str) -> Samples:
        """A text in a voice, 16 kHz, without the silence around it."""
        file = self.cache / "natural" / f"{hashlib.sha256(f'{name}/{text}'.encode()).hexdigest()[:20]}.flac"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            made = self._piper(text) if name == "joe" else self._kokoro(name, text)
            part = file.with_suffix(f".{os.getpid()}")
            soundfile.write(part, made, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
            part.replace(file)
        return sound.trimmed(soundfile.read(file, dtype="int16")[0])

    def _kokoro(self, name: str, text: str) -> Samples:
        assert self.kokoro
        style = np.fromfile(self.kokoro / "voices" / f"{name}.bin", np.float32).reshape(STYLE)
        with espeak.LOCK:
            phonemes = self._phonemes(name.startswith("b"))(text)
        return _pcm(self._engine.create(phonemes, style, is_phonemes=True)[0], KOKORO_RATE)

    def _piper(self, text: str) -> Samples:
        chunks = list(self._joe.synthesize(text))
        return _pcm(np.concatenate([chunk.audio_float_array for chunk in chunks]) * 0.7, chunks[0].sample_rate)

    @staticmethod
    def _phonemes(british: bool) -> Callable[[str], str]:
        return english(british=british)

    @cached_property
    def _engine(self) -> Any:
        runtime = onnx.runtime()
        import kokoro_onnx

        assert self.kokoro
        options = runtime.SessionOptions()
        options.intra_op_num_threads = 1
        session = runtime.InferenceSession(str(next(self.kokoro.glob("*.onnx"))), options)
        with tempfile.TemporaryDirectory() as folder:
            voices = Path(folder) / "voices.npz"
            np.savez(voices, none=np.zeros(STYLE, np.float32))
            return kokoro_onnx.Kokoro.from_session(session, str(voices))

    @cached_property
    def _joe(self) -> Any:
        onnx.runtime()
        import piper

        assert self.piper
        return piper.PiperVoice.load(self.piper / "en_US-joe-medium.onnx")


def _pcm(wave: Any, rate: int) -> Samples:
    sampled = soxr.resample(np.asarray(wave, np.float32).ravel(), rate, SAMPLE_RATE)
    pcm: Samples = (np.clip(sampled, -1, 1) * 32_767).astype(np.int16)
    return pcm
