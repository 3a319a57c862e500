"""The tape: what came to a session from outside, and what it made of it, written line by line."""

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np

from voice.errors import UsageError
from voice.messages import Samples
from voice.recorded.values import DamagedError

HEAD, LINES, SOUNDS, STATE = "session.json", "tape.jsonl", ("frames.pcm", "voice.pcm"), "state"

FORMAT = 1

MB_A_MINUTE = 3
"""What a minute takes, about: 1.9 MB of what is heard, what is said, and the lines; 2.3 MB while nobody speaks."""

LONGEST_LINE = 4_000_000
"""No line is longer: a reply of two thousand characters with all that was read for it takes 50,000."""

FRAMES, VOICE = 0, 1
"""Indices in `SOUNDS`."""


class Tape:
    """A recording that is being made, in a folder that is its owner's alone. What cannot be kept ends it with a warning."""

    def __init__(self, folder: Path, limit_mb: float, warn: Callable[[str], None]) -> None:
        """`limit_mb`: it ends there. `warn` is told once that it has ended, and why."""
        self.folder = folder
        self._limit = limit_mb * 1e6
        self._warn = warn
        self._size = 0.0
        self._files: list[FileIO] = []

    def prepare(self) -> None:
        """Make the folder. Raises UsageError where it cannot be written, or holds something."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(self.folder.iterdir()):
                raise UsageError(f"{self.folder}: the folder is not empty", "Name a new one.")
            self.folder.chmod(0o700)
        except OSError as error:
            raise UsageError(f"{self.folder}: {error.strerror}", "Choose a folder that is writable.") from None

    def open(self, head: dict[str, Any]) -> None:
        """Make the folder and its files. Raises UsageError."""
        self.prepare()
        try:
            with _owned(self.folder / HEAD) as file:
                file.write(json.dumps({"format": FORMAT} | head, ensure_ascii=False, indent=1).encode())
            self._files = [_owned(self.folder / name) for name in (*SOUNDS, LINES)]
        except OSError as error:
            raise UsageError(f"{self.folder}: {error.strerror}", "Choose a folder that is writable.") from None

    def write(self, *line: Any) -> None:
        """Add a line."""
        if self._files:
            self._append(self._files[-1], json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    def keep(self, file: int, samples: Samples) -> list[int]:
        """Keep sound; returns the file, the place in it and the length."""
        if not self._files:
            return [file, 0, 0]
        at = self._files[file].tell() // 2
        self._append(self._files[file], np.ascontiguousarray(samples, "<i2").tobytes())
        return [file, at, len(samples)]

    def end(self, at: float) -> None:
        """End it in good order, at a time of the session's clock."""
        self.write("end", at)
        lost = self._files and not (self.folder / LINES).exists()
        self.close()
        if lost:
            self._warn(f"the recording {self.folder} was removed while it was made: nothing of it is kept")

    def close(self) -> None:
        files, self._files = self._files, []
        for file in files:
            with suppress(OSError):
                file.close()

    def _append(self, file: FileIO, data: bytes) -> None:
        self._size += len(data)
        try:
            file.write(data)
        except OSError as error:
            self._end(f"{error.strerror}")
        if self._size > self._limit:
            self._end(f"listen.record_mb = {self._limit / 1e6:g} is reached")

    def _end(self, why: str) -> None:
        self.close()
        self._warn(f"the recording {self.folder} has ended: {why}")


def _owned(path: Path) -> FileIO:
    """A new file that only its owner reads. Nothing waits in a buffer: the sound of a line is on disk before the line is."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)


class Record:
    """A recording that was made."""

    def __init__(self, folder: Path) -> None:
        """Read it. Raises DamagedError where it is none, or damaged."""
        self.folder = folder
        self.head = self._head()
        self.lines = self._lines()
        self._sounds = [self._sound(name) for name in SOUNDS]

    def sound(self, where: list[int]) -> Samples:
        """Sound that was kept. Raises DamagedError."""
        match where:
            case [0 | 1 as file, int(at), int(length)] if 0 <= at <= at + length <= len(self._sounds[file]):
                return self._sounds[file][at : at + length]
        raise self._damaged("sound is missing from it")

    def _head(self) -> dict[str, Any]:
        try:
            head = json.loads((self.folder / HEAD).read_bytes())
        except FileNotFoundError:
            raise DamagedError(f"{self.folder} is no recording", "`voice run --record DIR` makes one.") from None
        except OSError as error:
            raise DamagedError(f"{self.folder}: {error.strerror}", "Name the folder of a recording.") from None
        except (ValueError, RecursionError):
            raise self._damaged(f"{HEAD} is not JSON") from None
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise DamagedError(f"{self.folder} is a recording of another version", "Replay it with the version that made it.")
        return head

    def _lines(self) -> list[list[Any]]:
        """The lines; one that was cut off at the end, as by a power cut, is left out."""
        try:
            told = (self.folder / LINES).read_bytes().split(b"\n")
        except OSError as error:
            raise DamagedError(f"{self.folder / LINES}: {error.strerror}", "Copy the whole folder.") from None
        lines = []
        for number, line in enumerate(told[:-1], start=1):
            try:
                lines.append(json.loads(line[:LONGEST_LINE]))
            except (ValueError, RecursionError):
                raise self._damaged(f"line {number} of {LINES} is not JSON") from None
            if not isinstance(lines[-1], list) or not lines[-1] or not isinstance(lines[-1][0], str):
                raise self._damaged(f"line {number} of {LINES} is none of a recording")
        return lines

    def _sound(self, name: str) -> Samples:
        try:
            data = (self.folder / name).read_bytes()
        except FileNotFoundError:
            return np.empty(0, np.int16)
        except OSError as error:
            raise DamagedError(f"{self.folder / name}: {error.strerror}", "Copy the whole folder.") from None
        return np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int16)

    def _damaged(self, what: str) -> DamagedError:
        return DamagedError(f"the recording {self.folder} is damaged: {what}", "Copy it again, or record anew.")


def base(name: str) -> str:
    """The name of a border without the numbers of its calls."""
    return re.sub(r"/\d+", "", name)
