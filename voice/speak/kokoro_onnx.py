"""Speaks with Kokoro on onnxruntime, through kokoro-onnx: without PyTorch, for a Raspberry Pi and for Python 3.13."""

import copy
import tempfile
from collections.abc import AsyncGenerator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice import onnx
from voice.errors import EngineError, ModelError
from voice.messages import Samples
from voice.models import store
from voice.speak import espeak
from voice.speak.phonemes import Phonemes
from voice.speak.voices import (
    FIRST_WORDS,
    chosen,
    identity,
    loading,
    pcm,
    pronouncer,
    speed_of,
    spoken,
    stoppable,
    threads,
    titled,
)

STYLE = 256
"""The width of a voice's style, which it has one of for each number of phonemes."""

Style = NDArray[np.float32]
"""How a voice sounds, by the number of phonemes; shape [phonemes, 1, 256]."""


class KokoroOnnx:
    """A voice of Kokoro, by its name ("af_heart") or by a language ("en-gb", "en-us") for the best voice of that.

    `model` is a name of the manifest or a folder with an .onnx file (also one of 8 bits a weight) and either a file
    voices….bin with every voice or a folder voices/ with a .bin file for each.
    """

    sample_rate = 24_000
    first_words: int | None = FIRST_WORDS

    def __init__(self, voice: str = "en-gb", rate_wpm: int = 170, model: str = "kokoro-onnx") -> None:
        self.identity = self.name = ""
        self._voice = voice
        self._speed = speed_of(rate_wpm)
        self._model_name = model
        self._file: Path
        self._engine: Any = None
        self._session: Any = None
        self._styles: Mapping[str, Style]
        self._style: Style
        self._phonemes: Phonemes
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="kokoro")

    def load(self) -> None:
        """Read the model and the voices, and say a word, as the first is slow. Raises EngineError, ModelError, DeviceError."""
        self._worker.submit(self._load).result()

    def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence: int16, mono, 24,000 Hz, shape [n], a chunk for each piece. Raises EngineError."""
        return stoppable("kokoro-onnx", self._worker, lambda options: self._made(text, options))

    def voices(self) -> list[str]:
        """Name the voices of the loaded model."""
        return list(self._styles)

    def names(self) -> dict[str, str]:
        """List the voices that speak English, and this one, with what people call them."""
        return {self.name: self.name} | titled(self._styles)

    def called(self, name: str) -> "KokoroOnnx":
        """Make another voice on the same model. Raises ModelError."""
        made = copy.copy(self)
        with loading(self._file.parent):
            made._speak_as(name)
        return made

    def blended(self, text: str, shares: Mapping[str, float], speed: float) -> Samples:
        """Say a short text at once in a mixture of voices: name → share of 1. int16, mono, 24,000 Hz, shape [n].

        Mixed are the vectors that tell the model how to sound. The first voice decides between British and American.
        """
        style = sum(self._styles[name] * np.float32(share) for name, share in shares.items())
        phonemes = pronouncer(next(iter(shares)))
        with espeak.LOCK:
            said = phonemes(text)

        def make() -> Samples:
            self._session.run_options = None
            return pcm(self._engine.create(said, style, speed, is_phonemes=True)[0])

        return self._worker.submit(make).result()

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _load(self) -> None:
        package, config = _packages()
        folder = store.resolve(self._model_name)
        self._file, voices = _files(folder)
        with loading(folder):
            with espeak.LOCK:
                settings = config.EspeakConfig(data_path=str(espeak.library().data))
            self._session = _session(self._file)
            self._styles = _styles(voices)
            self._speak_as(chosen(self._voice, self._styles))
            with _alone(self.name, self._style) as voice:
                self._engine = package.Kokoro.from_session(self._session, str(voice), settings)
            list(self._made("Hello.", None))

    def _speak_as(self, name: str) -> None:
        self.name = name
        self._style = self._styles[name]
        self._phonemes = pronouncer(name)
        self.identity = identity("kokoro-onnx", self._file, name, self._speed)

    def _made(self, text: str, options: Any) -> Iterator[Samples]:
        def infer(phonemes: str) -> Any:
            return self._engine.create(phonemes, self._style, self._speed, is_phonemes=True)[0]

        self._session.run_options = options
        yield from spoken(text, self._phonemes, infer)


def _packages() -> tuple[Any, Any]:
    """Import kokoro-onnx's package and its settings. Raises EngineError."""
    try:
        onnx.runtime()
        import kokoro_onnx
        import kokoro_onnx.config
    except ImportError as error:
        missing = f"the engine kokoro-onnx is not installed: no module {error.name}"
        raise EngineError(missing, "pip install 'voiceloop[kokoro-onnx]'") from None
    return kokoro_onnx, kokoro_onnx.config


def _files(folder: Path) -> tuple[Path, list[Path]]:
    """Find the model in its folder, and the file with all voices or one file for each. Raises ModelError."""
    models = sorted(folder.glob("*.onnx"))
    voices = sorted(folder.glob("voices*.bin"))[:1] or sorted(folder.glob("voices/*.bin"))
    if not (models and voices):
        remedy = "It must hold an .onnx file and voices….bin, or voices/*.bin."
        raise ModelError(f"{folder} holds no Kokoro model for onnxruntime", remedy)
    return models[0], voices


def _styles(files: list[Path]) -> Mapping[str, Style]:
    """Open the voices: name → style, which is read when it is first used."""
    if files[0].parent.name == "voices":
        return {file.stem: np.memmap(file, "<f4", "r").reshape(-1, 1, STYLE) for file in files}
    styles: Mapping[str, Style] = np.load(files[0])
    return styles


@contextmanager
def _alone(name: str, style: Style) -> Iterator[Path]:
    """Write one voice into a file of the only format that kokoro-onnx reads; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="voice-") as folder, Path(folder, "voices.npz").open("wb") as file:
        np.savez(file, **{name: style})  # type: ignore[arg-type]  # a name may be any
        file.flush()
        yield Path(file.name)


def _session(file: Path) -> Any:
    """Make a session whose runs can be stopped from another thread, by the `run_options` it was given last."""
    from kokoro_onnx.session import resolve_providers

    runtime = onnx.runtime()

    class Session(runtime.InferenceSession):  # type: ignore[name-defined, misc]
        run_options: Any = None

        def run(self, outputs: Any, inputs: Any, run_options: Any = None) -> Any:
            return super().run(outputs, inputs, run_options or self.run_options)

    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return Session(str(file), options, providers=resolve_providers())
