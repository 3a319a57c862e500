"""Keeps the sound of phrases that are said again and again on disk, so that a slow synthesiser says them at once.

Only phrases known beforehand are kept, never the words of a reply. It is a folder of files: `diskcache` was considered, but
only its limit on the size would be used, and it reads its entries as pickles.
"""

import asyncio
import copy
import hashlib
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from voice import atomic
from voice.errors import VoiceError
from voice.messages import Samples
from voice.speak import Several, Voice
from voice.speak.normalise import normalise
from voice.speak.sentences import SHORT_CHUNK_WORDS, sentences

MOST_BYTES = 64_000_000
"""The most that is kept: twenty minutes of speech, or a few hundred phrases in several voices."""

DIGEST = 32
"""Bytes of the SHA-256 at the head of a file."""

INTERRUPTED = "interrupted"
"""Returned when rendering was broken off for something that has to be said."""


class PhraseCache:
    """A folder of sound by key: each file holds a checksum, then int16 samples. What was used least lately is deleted first."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def get(self, key: str) -> Samples | None:
        """Read the sound kept under `key`; None where there is none, or a damaged one, which is removed."""
        file = self._file(key)
        try:
            data = file.read_bytes()
            if hashlib.sha256(data[DIGEST:]).digest() != data[:DIGEST]:
                file.unlink()
                return None
            os.utime(file)
        except OSError:
            return None
        return np.frombuffer(data, np.int16, offset=DIGEST)

    def put(self, key: str, sound: Samples) -> str | None:
        """Keep `sound`, written atomically and readable by its owner alone. Returns a warning for people when that failed."""
        data = np.ascontiguousarray(sound, np.int16).tobytes()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic.replace(self._file(key), hashlib.sha256(data).digest() + data)
            self._bound()
        except OSError as error:
            return f"spoken phrases are not kept: {self._folder}: {error.strerror}"
        return None

    def _file(self, key: str) -> Path:
        return self._folder / hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()

    def _bound(self) -> None:
        known = []
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process bounds it too
                known.append((file, file.stat()))
        excess = sum(stat.st_size for _, stat in known) - self._most_bytes
        for file, stat in sorted(known, key=lambda one: one[1].st_mtime_ns):
            if excess <= 0:
                return
            file.unlink(missing_ok=True)
            excess -= stat.st_size


class Precedence:
    """Lets what has to be said go before what is only rendered, in all voices of one engine."""

    def __init__(self) -> None:
        self._speaking = 0
        """Sentences that are being said; several sessions may each say one."""
        self.idle = asyncio.Event()
        self.idle.set()
        self._rendering: set[asyncio.Task[str | None]] = set()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Say something: what is being rendered is broken off."""
        self._speaking += 1
        self.idle.clear()
        try:
            for task in self._rendering:
                task.cancel()
            yield
        finally:
            self._speaking -= 1
            if not self._speaking:
                self.idle.set()

    async def given(self, work: Coroutine[Any, Any, str | None]) -> str | None:
        """Render something; what that returns, or INTERRUPTED where something had to be said."""
        task = asyncio.create_task(work)
        self._rendering.add(task)
        try:
            await asyncio.wait([task])
        finally:
            task.cancel()
            await asyncio.wait([task])
            self._rendering.discard(task)
        return INTERRUPTED if task.cancelled() else task.result()


class CachedVoice:
    """A voice that says at once what `warm` has rendered before."""

    def __init__(self, voice: Voice, cache: PhraseCache, warned: Callable[[str], None]) -> None:
        self.sample_rate = voice.sample_rate
        self.first_words: int | None = voice.first_words
        self.identity = ""
        self._voice = voice
        self._cache = cache
        self._warned = warned
        self._precedence = Precedence()

    def load(self) -> None:
        self._voice.load()
        self.identity, self.sample_rate = self._voice.identity, self._voice.sample_rate

    @property
    def name(self) -> str:
        return self._voice.name if isinstance(self._voice, Several) else ""

    def names(self) -> Mapping[str, str]:
        return self._voice.names() if isinstance(self._voice, Several) else {}

    def called(self, name: str) -> "CachedVoice":
        """Make another voice of the engine, whose phrases are kept beside those of this one. Raises VoiceError."""
        assert isinstance(self._voice, Several), "it has that voice"
        made = copy.copy(self)
        made._voice = self._voice.called(name)
        made.identity = made._voice.identity
        return made

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence: at once where it is kept, else as the voice makes it, ahead of any rendering."""
        if (kept := await asyncio.to_thread(self._cache.get, self._key(text))) is not None:
            yield kept
            return
        with self._precedence.taken():
            async with aclosing(self._voice.synthesise(text)) as chunks:
                async for chunk in chunks:
                    yield chunk

    def close(self) -> None:
        self._voice.close()

    async def warm(self, phrases: Iterable[str], quiet: Callable[[], Awaitable[None]]) -> None:
        """Render those of `phrases` that are not kept yet, one at a time, each once `quiet` has returned.

        It gives way to whatever has to be said. It never raises VoiceError: a failure ends it with a warning.
        """
        for text in await spoken_forms(phrases, (None, self.first_words or SHORT_CHUNK_WORDS)):
            if await asyncio.to_thread(self._cache.get, self._key(text)) is None:
                while (warning := await self._rendered(text, quiet)) is INTERRUPTED:
                    await self._precedence.idle.wait()
                if warning:
                    self._warned(warning)
                    return

    async def _rendered(self, text: str, quiet: Callable[[], Awaitable[None]]) -> str | None:
        """Render `text` and keep it. Returns None when that worked, INTERRUPTED, or a warning."""
        await quiet()
        return await self._precedence.given(self._render(text))

    async def _render(self, text: str) -> str | None:
        try:
            async with aclosing(self._voice.synthesise(text)) as made:
                sound = [chunk async for chunk in made]
        except VoiceError as error:
            return f"spoken phrases are not kept: {error}"
        return await asyncio.to_thread(self._cache.put, self._key(text), np.concatenate([*sound, np.empty(0, np.int16)]))

    def _key(self, text: str) -> str:
        return f"{self.identity}\n{text}"


async def spoken_forms(phrases: Iterable[str], first_words: Sequence[int | None]) -> list[str]:
    """Cut phrases into the pieces that reach a synthesiser: their sentences, with the first cut to so many words or whole."""
    forms: dict[str, None] = {}
    for phrase in phrases:
        for words in first_words:
            async for piece in sentences(_once(phrase), first_chunk_words=words):
                forms[normalise(piece)] = None
    return [form for form in forms if form]


async def _once(text: str) -> AsyncGenerator[str]:
    yield text
