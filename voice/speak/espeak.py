"""Speaks with espeak-ng, through the library that espeakng-loader brings.

Its state is global: one lock serves the whole process, and voice and rate are set before each sentence.
"""

import copy
import ctypes
import difflib
import re
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache

import numpy as np

from voice.assets import espeak_data
from voice.errors import DeviceError, EngineError
from voice.messages import Samples
from voice.speak import thread

SAMPLE_RATE = 22_050
CHUNK_MS = 60
"""Milliseconds of sound per callback: they take a fraction of a millisecond to make, so less would gain nothing."""

SILENCE = 100
"""Amplitude up to which the beginning of a sentence counts as silence and is cut: there are up to 50 ms before a "P"."""

LOCK = threading.Lock()
"""Held during every call of the library."""

SYNCHRONOUS, DONT_EXIT, UTF8, BY_CHARACTER, RATE, IPA = 2, 0x8000, 1, 1, 1, 2
"""Constants of speak_lib.h."""

PEOPLE = {"": "man", "+f3": "woman"}
"""Variants of an accent that are offered: what its name ends in → who that sounds like."""

SHAVIAN = "en-shaw"
"""It reads English in another alphabet only."""

PLACE = re.compile(r".*\((.*)\)")
"""Where an accent is from, in its name: "English (Scotland)"."""

SynthCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class VoiceName:
    """One of the library's voices."""

    languages: tuple[str, ...]
    """What the settings may call it, the most exact first: "en-gb", "en"."""
    name: str
    """Its name for people: "English (Great Britain)"."""
    identifier: str
    """Its file: "gmw/en"."""


class Entry(ctypes.Structure):
    """The first fields of the library's struct espeak_VOICE."""

    _fields_ = [("name", ctypes.c_char_p), ("languages", ctypes.c_void_p), ("identifier", ctypes.c_char_p)]


def _languages(address: int) -> tuple[str, ...]:
    """Read the codes of a list of (priority byte, code, 0) that ends with a priority of 0."""
    codes: list[str] = []
    while ctypes.string_at(address, 1) != b"\0":
        code = ctypes.string_at(address + 1)
        codes.append(code.decode())
        address += len(code) + 2
    return tuple(codes)


class Library:
    """The loaded library. Hold LOCK to make it and to call it."""

    def __init__(self) -> None:
        import espeakng_loader

        self.data = espeak_data()
        self._chosen: tuple[bytes, int] | None = None
        try:
            self._lib = ctypes.CDLL(str(espeakng_loader.get_library_path()))
            rate = self._lib.espeak_Initialize(SYNCHRONOUS, CHUNK_MS, bytes(self.data), DONT_EXIT)
        except OSError as error:
            raise EngineError(f"espeak-ng cannot be loaded: {error}", "Reinstall espeakng-loader.") from None
        if rate != SAMPLE_RATE:
            raise EngineError("espeak-ng cannot read its data", "Reinstall espeakng-loader.")
        self._lib.espeak_ng_SetRandSeed(1)  # else the clock seeds the breath of its voices, and no two runs sound the same
        self._lib.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(Entry))
        self._lib.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def voices(self) -> list[VoiceName]:
        entries = self._lib.espeak_ListVoices(None)
        found: list[VoiceName] = []
        while entries[len(found)]:
            entry = entries[len(found)].contents
            languages = _languages(entry.languages)
            found.append(VoiceName(languages, entry.name.decode(), entry.identifier.decode()))
        return found

    def choose(self, identifier: bytes, rate_wpm: int) -> None:
        if self._chosen != (identifier, rate_wpm):
            if self._lib.espeak_SetVoiceByName(identifier):
                raise EngineError("espeak-ng cannot read the voice's data", "Reinstall espeakng-loader.")
            self._lib.espeak_SetParameter(RATE, rate_wpm, 0)
            self._chosen = identifier, rate_wpm

    def say(self, text: str, heard: Callable[[Samples], bool]) -> None:
        """Synthesise `text`. `heard` is given each chunk and stops the work by returning False."""

        @SynthCallback  # type: ignore[untyped-decorator]
        def callback(wave: "ctypes._Pointer[ctypes.c_short]", count: int, events: int) -> int:
            if not wave or count <= 0:
                return 0
            return 0 if heard(np.frombuffer(ctypes.string_at(wave, count * 2), np.int16)) else 1

        data = text.encode("utf-8", "replace")
        self._lib.espeak_SetSynthCallback(callback)
        self._lib.espeak_Synth(data, len(data) + 1, 0, BY_CHARACTER, 0, UTF8, None, None)

    def clauses(self, text: str) -> Iterator[tuple[str, str]]:
        """Give the phonemes (IPA) of each clause of `text`, in the language chosen last, and the clause itself."""
        data = ctypes.create_string_buffer(text.replace("\0", " ").encode("utf-8", "replace"))
        start = ctypes.addressof(data)
        at = ctypes.c_void_p(start)
        while at.value:
            begin = at.value - start
            ipa: bytes = self._lib.espeak_TextToPhonemes(ctypes.byref(at), UTF8, IPA)
            read = data.raw[begin : at.value - start if at.value else -1].decode("utf-8", "ignore")
            ahead = at.value and read[-1:].isalnum()  # of the next clause, read to know that this one is over
            yield ipa.decode(), read[:-1] if ahead else read


@cache
def library() -> Library:
    """Give the one copy of the library in this process, loaded when first asked for. Raises EngineError."""
    return Library()


class Espeak:
    """A voice of espeak-ng: a language ("en-us"), a name, or either with a variant ("en-gb+f3")."""

    sample_rate = SAMPLE_RATE
    first_words: int | None = None

    def __init__(self, voice: str = "en-gb", rate_wpm: int = 170) -> None:
        self.name = voice
        self.identity = f"espeak {voice} {rate_wpm}"
        self._rate_wpm = rate_wpm
        self._identifier = b""
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="espeak")

    def load(self) -> None:
        with LOCK:
            self._identifier = identifier(self.name, library()).encode()
            library().choose(self._identifier, self._rate_wpm)

    def names(self) -> dict[str, str]:
        """List the English voices, and this one, by how the settings call them, with what people call them."""
        with LOCK:
            english = [one for one in library().voices() if one.languages[0].startswith("en-") and one.languages[0] != SHAVIAN]
        titles = {self.name: self.name}
        for one in english:
            place = PLACE.sub(r"\1", one.name)
            for variant, person in PEOPLE.items():
                is_this = f"{one.identifier}{variant}".encode() == self._identifier
                name = self.name if is_this else f"{one.languages[0]}{variant}"
                titles[name] = f"{place}, {person}"
        return titles

    def called(self, name: str) -> "Espeak":
        """Make another voice. Raises DeviceError."""
        made = copy.copy(self)
        made.name, made.identity = name, f"espeak {name} {self._rate_wpm}"
        made.load()
        return made

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence: int16, mono, 22,050 Hz, shape [n]; the silence before it is cut off."""
        stopped = threading.Event()

        def work(made: Callable[[Samples], None]) -> bool:  # at once: it takes a millisecond for five seconds of sound
            def heard(chunk: Samples) -> bool:
                made(chunk)
                return not stopped.is_set()

            with LOCK:
                if not stopped.is_set():
                    library().choose(self._identifier, self._rate_wpm)
                    library().say(text, heard)
            return False

        begun = False
        async with aclosing(thread.chunks(self._worker, work, stopped.set)) as chunks:
            async for chunk in chunks:
                sound = chunk if begun else without_lead(chunk)
                begun = len(sound) > 0
                if begun:
                    yield sound

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)


def without_lead(chunk: Samples) -> Samples:
    """Cut the silence before the first audible sample; empty where nothing is audible."""
    loud = np.flatnonzero((chunk > SILENCE) | (chunk < -SILENCE))
    return chunk[loud[0] :] if len(loud) else chunk[:0]


def identifier(wanted: str, there: Library) -> str:
    """Find what the library calls the voice `wanted`. Raises DeviceError, which lists similar names."""
    base, plus, variant = wanted.partition("+")
    known = there.voices()
    named = [(name, one) for one in known for name in (one.identifier, one.identifier.rpartition("/")[2], one.name)]
    named += [(code, one) for one in known for code in one.languages]  # last, because "en" is one of the codes of many
    names = {name.casefold(): one.identifier for name, one in reversed(named)}  # the first of a name counts
    if base.casefold() not in names:
        near = difflib.get_close_matches(base.casefold(), names, n=5, cutoff=0.4) or ["en-gb", "en-us"]
        raise DeviceError(f"there is no voice {base!r}", f"Near it: {', '.join(near)}.")
    files = sorted(there.data.glob("voices/!v/*")) if plus else []
    variants = {file.name.casefold(): file.name for file in files} or {"": ""}
    if variant.casefold() not in variants:
        near = difflib.get_close_matches(variant.casefold(), variants, n=5, cutoff=0.4) or ["f1", "f2", "m1", "m2"]
        raise DeviceError(f"the voice {base!r} has no variant {variant!r}", f"Near it: {', '.join(near)}.")
    return names[base.casefold()] + plus + variants[variant.casefold()]
