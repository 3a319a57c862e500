"""Shapes: models of true architecture and size whose weights are random, for timing without a download.

What they say means nothing; how long they take is real: the same files, formats, kernels and memory traffic as the
models they are shaped after. They are kept in the platform's cache directory and made again when absent.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs

LLAMA = ("0.1b", "0.4b", "0.5b", "1b", "1.5b", "7b")
WHISPER = ("tiny", "base", "small")
KOKORO = ("kokoro",)
NAMES = (*WHISPER, *LLAMA, *KOKORO)


def default_out() -> Path:
    return platformdirs.user_cache_path("voice") / "shapes"


def shape(name: str, out: Path | None = None) -> Path:
    """The file (that is in `LLAMA`: a GGUF) or folder (all others) of a shape, made first where it is absent.

    It appears whole or not at all. Raises KeyError for a name that is not in `NAMES`, OSError when the disk is full.
    """
    folder = out or default_out()
    path = folder / (f"{name}-q4_0.gguf" if name in LLAMA else name)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as beside:
            part = Path(beside) / path.name
            writer(name)(name, part)
            part.replace(path)
    return path


def writer(name: str) -> Callable[[str, Path], None]:
    """Imported when needed: each wants another of the engines' packages."""
    if name in LLAMA:
        from benchmarks.shapes import llama

        return llama.write
    if name in WHISPER:
        from benchmarks.shapes import whisper

        return whisper.write
    if name in KOKORO:
        from benchmarks.shapes import kokoro

        return kokoro.write
    raise KeyError(name)
