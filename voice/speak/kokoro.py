"""Speaks with Kokoro on PyTorch, through the package of its makers.

Everything it needs is read from disk: the model's folder, and for pronunciation either Kokoro's own dictionaries (misaki,
where its spaCy model is installed) or espeak-ng.
"""

import copy
import os
import sys
import threading
import warnings
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voice.errors import EngineError, ModelError
from voice.messages import Samples
from voice.models import store
from voice.speak.phonemes import Phonemes
from voice.speak.voices import FIRST_WORDS, chosen, chunks, identity, loading, pronouncer, speed_of, spoken, threads, titled


class _Stopped(Exception):
    """Raised inside the model to stop work whose sound nobody wants any more."""


@dataclass(slots=True)
class _Work:
    """What the model is at, for whichever of its voices: one thing at a time."""

    stopped: threading.Event = field(default_factory=threading.Event)

    def check(self, *_: Any) -> None:
        if self.stopped.is_set():
            raise _Stopped


class Kokoro:
    """A voice of Kokoro, by its name ("af_heart") or by a language ("en-gb", "en-us") for the best voice of that.

    `model` is a name of the manifest or a folder with config.json, a .pth file and voices/*.pt.
    """

    sample_rate = 24_000
    first_words: int | None = FIRST_WORDS

    def __init__(self, voice: str = "en-gb", rate_wpm: int = 170, model: str = "kokoro") -> None:
        self.identity = self.name = ""
        self._voice = voice
        self._speed = speed_of(rate_wpm)
        self._model_name = model
        self._model: Any = None
        self._style: Any = None
        self._phonemes: Phonemes
        self._work = _Work()
        self._file: Path
        self._voices: dict[str, Path]
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="kokoro")

    def load(self) -> None:
        """Read the model and the voice, and say a word, as the first is slow. Raises EngineError, ModelError, DeviceError."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch's, at how Kokoro was written
            self._worker.submit(self._load).result()

    def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence: int16, mono, 24,000 Hz, shape [n], a chunk for each piece. Raises EngineError."""
        stopped = threading.Event()
        return chunks("kokoro", self._worker, self._made(text, stopped), stopped, stopped.set)

    def names(self) -> dict[str, str]:
        """List the voices that speak English, and this one, with what people call them."""
        return {self.name: self.name} | titled(self._voices)

    def called(self, name: str) -> "Kokoro":
        """Make another voice on the same model. Raises ModelError."""
        made = copy.copy(self)
        with loading(self._file.parent):
            made._speak_as(name)
        return made

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _load(self) -> None:
        torch, kokoro = _packages()
        if "OMP_NUM_THREADS" not in os.environ:
            torch.set_num_threads(threads())
        folder = store.resolve(self._model_name)
        self._file, self._voices = _files(folder)
        name = chosen(self._voice, self._voices)
        with loading(folder):
            model = kokoro.KModel(repo_id=folder.name, config=str(folder / "config.json"), model=str(self._file))
            self._model = self._prepared(torch, model)
            self._speak_as(name)
            list(self._made("Hello.", threading.Event()))

    def _speak_as(self, name: str) -> None:
        import torch

        self.name = name
        self._phonemes = pronouncer(name)
        self._style = torch.load(self._voices[name], weights_only=True)
        self.identity = identity("kokoro", self._file, name, self._speed)

    def _prepared(self, torch: Any, model: Any) -> Any:
        """Make a model ready: fold its norms into its weights, which saves a tenth of the time, and let it be stopped."""
        model = model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
        for module in model.modules():
            if "weight_g" in module._parameters:
                torch.nn.utils.remove_weight_norm(module)
            if module._parameters:  # those without are shared between models
                module.register_forward_pre_hook(self._work.check)
        return model

    def _made(self, text: str, stopped: threading.Event) -> Iterator[Samples]:
        from kokoro import KPipeline

        def infer(phonemes: str) -> Any:
            return KPipeline.infer(self._model, phonemes, self._style, self._speed).audio.numpy()

        self._work.stopped = stopped
        yield from spoken(text, self._phonemes, infer)


def _packages() -> tuple[Any, Any]:
    """Import PyTorch and Kokoro's package. Raises EngineError."""
    try:
        import kokoro
        import torch
    except ImportError as error:
        new = sys.version_info >= (3, 13)
        remedy = "pip install 'voiceloop[kokoro]'" if not new else "Python is too new for it: set speak.engine to kokoro-onnx."
        raise EngineError(f"the engine kokoro is not installed: no module {error.name}", remedy) from None
    return torch, kokoro


def _files(folder: Path) -> tuple[Path, dict[str, Path]]:
    """Find the weights and the voices in the folder of a model. Raises ModelError."""
    weights = sorted(folder.glob("*.pth"))
    voices = {file.stem: file for file in folder.glob("voices/*.pt")}
    if not (weights and voices and (folder / "config.json").is_file()):
        raise ModelError(f"{folder} holds no Kokoro model", "It must hold config.json, a .pth file and voices/*.pt.")
    return weights[0], voices
