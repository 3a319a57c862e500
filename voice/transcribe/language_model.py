"""Makes the language model of the commands, and a list of likely ones, once for each set of sentences, and keeps both."""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from voice import atomic
from voice.transcribe import phrasing, trigrams
from voice.transcribe.phrasing import Phrasing
from voice.transcribe.trigrams import arpa

if TYPE_CHECKING:
    from voice.skills import Sentences

KEPT = 4
"""How many language models, of 2 MB each, stay on disk: one for each set of settings that is used in turn."""
DRAWN = 60_000
"""Sentences the language model is made of; with 15,000, 3 commands in 100 fewer were heard right."""


def language_model(sentences: "Sentences", wake_phrases: Sequence[str]) -> tuple[Path, bytes]:
    """Find or make the language model; its file, and the JSON message that has a worker load it."""
    phrases = [phrase.lower().replace("_", " ") for phrase in wake_phrases]
    file, text = _made_once("commands", ".arpa", f"{phrases} {sentences.written}", lambda: arpa(_drawn(sentences, phrases)))
    words = re.findall(r"^\S+ ([a-z']+) \S+$", text, re.MULTILINE)
    return file, json.dumps({"model": str(file), "words": words, "wake_phrases": phrases}).encode()


def likely_commands(sentences: "Sentences") -> list[str]:
    """Find or draw what people are likely to say to the skills, each sentence once."""
    file, text = _made_once("sentences", ".txt", str(sentences.written), partial(_unique, sentences))
    discard_temporary(file)
    return text.splitlines()


def discard_temporary(file: Path) -> None:
    """Delete a language model that could not be kept, once it has been loaded."""
    if file.parent == Path(tempfile.gettempdir()):
        file.unlink(missing_ok=True)


def forget() -> None:
    """Remove what was kept: the names of the home's devices and rooms are in it. It is made again when it is wanted."""
    for file in (one for pattern in ("commands-*", "sentences-*") for one in _folder().glob(pattern)):
        file.unlink(missing_ok=True)


def _folder() -> Path:
    return platformdirs.user_cache_path("voice")


def _drawn(sentences: "Sentences", phrases: Sequence[str]) -> Iterator[list[str]]:
    return Phrasing(sentences).sentences(DRAWN, phrases)


def _unique(sentences: "Sentences") -> str:
    return "\n".join(dict.fromkeys(" ".join(words) for words in _drawn(sentences, ())))


def _made_once(kind: str, suffix: str, key: str, make: Callable[[], str]) -> tuple[Path, str]:
    """Read what was made of the same sentences before, or make it and keep it; its file and its text."""
    making = [Path(str(module.__file__)).read_bytes() for module in (phrasing, trigrams)]
    name = hashlib.sha256(b"".join([*making, key.encode()])).hexdigest()[:16]
    file = _folder() / f"{kind}-{name}{suffix}"
    try:
        text = file.read_text()
        file.touch()  # the least recently used goes first
    except OSError:
        text = make()
        file = _kept(file, text, f"{kind}-*{suffix}")
    return file, text


def _kept(file: Path, text: str, alike: str) -> Path:
    """Write the text to `file`, in one move, or to a temporary file where that cannot be; the path of the one it is in."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic.replace(file, text)
        for older in sorted(file.parent.glob(alike), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            older.unlink(missing_ok=True)
        return file
    except OSError:
        descriptor, name = tempfile.mkstemp(suffix=file.suffix)
        with os.fdopen(descriptor, "w") as temporary:
            temporary.write(text)
        return Path(name)
