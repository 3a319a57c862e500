"""Phrases that are said again and again, rendered once and kept on disk, so that a slow synthesiser says them at once.

Only phrases known beforehand are kept, never a reply's own words. A folder of files does it: of `diskcache`, which was
considered, only the bound would be used, and it reads its entries as pickles.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing, suppress
from pathlib import Path

import numpy as np

from voice import atomic
from voice.errors import VoiceError
from voice.messages import Samples
from voice.speak import Voice
from voice.speak.normalise import normalise
from voice.speak.sentences import SHORT_CHUNK_WORDS, sentences

MOST_BYTES = 64_000_000
"""Twenty minutes of speech: a few hundred phrases, in several voices."""

DIGEST = 32
"""Bytes of SHA-256 at the head of a file."""


INTERRUPTED = "interrupted"
"""Warming gave way to something that is to be said."""


class PhraseCache:
    """Sound by key, int16, in one file each: a checksum, then the samples. The least lately used goes first."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def get(self, key: str) -> Samples | None:
        """The sound kept under `key`; None when there is none, or a damaged one, which is removed."""
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
        """Keep `sound`, atomically, for its owner alone; a warning for people when that failed."""
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


class CachedVoice:
    """`voice`, which says at once what was rendered before by `warm`."""

    def __init__(self, voice: Voice, cache: PhraseCache, warned: Callable[[str], None]) -> None:
        self.sample_rate = voice.sample_rate
        self.identity = ""
        self._voice = voice
        self._cache = cache
        self._warned = warned
        self._idle = asyncio.Event()
        self._idle.set()
        self._warming: asyncio.Task[str | None] | None = None

    def load(self) -> None:
        self._voice.load()
        self.identity = self._voice.identity

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Sound of one sentence: at once where it is kept, else as the voice makes it, before any warming."""
        if (kept := await asyncio.to_thread(self._cache.get, self._key(text))) is not None:
            yield kept
            return
        self._idle.clear()
        try:
            if self._warming:
                self._warming.cancel()
            async with aclosing(self._voice.synthesise(text)) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            self._idle.set()

    async def warm(self, phrases: Iterable[str], quiet: Callable[[], Awaitable[None]]) -> None:
        """Render what of `phrases` is not kept yet, one at a time, each once `quiet` has returned.

        Gives way to whatever is to be said. Never raises VoiceError: what fails ends it with a warning.
        """
        for text in await spoken_forms(phrases):
            if await asyncio.to_thread(self._cache.get, self._key(text)) is None:
                while (warning := await self._rendered(text, quiet)) is INTERRUPTED:
                    await self._idle.wait()
                if warning:
                    self._warned(warning)
                    return

    async def _rendered(self, text: str, quiet: Callable[[], Awaitable[None]]) -> str | None:
        """None when `text` is kept now, INTERRUPTED, or a warning."""
        await quiet()
        self._warming = asyncio.create_task(self._render(text))
        try:
            await asyncio.wait([self._warming])
        finally:
            self._warming.cancel()
            await asyncio.wait([self._warming])
        return INTERRUPTED if self._warming.cancelled() else self._warming.result()

    async def _render(self, text: str) -> str | None:
        try:
            async with aclosing(self._voice.synthesise(text)) as made:
                sound = [chunk async for chunk in made]
        except VoiceError as error:
            return f"spoken phrases are not kept: {error}"
        return await asyncio.to_thread(self._cache.put, self._key(text), np.concatenate([*sound, np.empty(0, np.int16)]))

    def _key(self, text: str) -> str:
        return f"{self.identity}\n{text}"


async def spoken_forms(phrases: Iterable[str]) -> list[str]:
    """The pieces in which phrases reach a synthesiser: their sentences, whole and with the first cut short."""
    forms: dict[str, None] = {}
    for phrase in phrases:
        for words in (None, SHORT_CHUNK_WORDS):
            async for piece in sentences(_once(phrase), first_chunk_words=words):
                forms[normalise(piece)] = None
    return [form for form in forms if form]


async def _once(text: str) -> AsyncGenerator[str]:
    yield text
