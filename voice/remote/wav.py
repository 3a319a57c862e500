"""Reads and writes WAV as a stream: sound is given out while its end is not known yet."""

import struct

import numpy as np

from voice.messages import Samples

PCM, EXTENSIBLE = 1, 0xFFFE
"""The numbers of the formats that hold plain samples."""

MOST_HEAD = 64 << 10
"""The most bytes before the first sample: if there are more, it is no sound."""

ENDLESS = 0xFFFF_FFFF
"""The size that stands for sound whose end is not known yet; some write 0."""


class Nonsense(Exception):
    """Something came that is no sound. The text is for people, and repeats nothing of it."""


def head(rate: int, samples: int | None = None, note: str = "") -> bytes:
    """The header of so many samples, int16 and mono; None: of a number that is not known yet. `note`: a comment in it."""
    noted = _chunk(b"LIST", b"INFO" + _chunk(b"ICMT", note.encode() + b"\0")) if note else b""
    size = ENDLESS if samples is None else 2 * samples
    whole = ENDLESS if samples is None else size + 36 + len(noted)
    form = struct.pack("<HHIIHH", PCM, 1, rate, 2 * rate, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", whole, b"WAVE") + _chunk(b"fmt ", form) + noted + struct.pack("<4sI", b"data", size)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + bytes(len(content) % 2)


def whole(sound: Samples, rate: int) -> bytes:
    return head(rate, len(sound)) + sound.astype("<i2").tobytes()


class WavReader:
    """Takes a stream of bytes and gives the sound in it."""

    def __init__(self) -> None:
        self.rate = 0
        """Hz, once it is known."""
        self._held = b""
        self._left: int | None = None
        """Bytes of sound that are still to come; None before the first."""

    @property
    def broke_off(self) -> bool:
        """Whether the sound ended too early."""
        return self._left is None or bool(0 < self._left < ENDLESS // 2)

    def feed(self, came: bytes) -> Samples:
        """Give the sound, int16 and mono, of what has come. Raises Nonsense where that is none."""
        self._held += came
        if self._left is None and not self._begun():
            return np.empty(0, np.int16)
        assert self._left is not None
        size = min(self._left, len(self._held)) // 2 * 2
        sound, self._held, self._left = self._held[:size], self._held[size:], self._left - size
        self._held = self._held if self._left else b""  # what follows the sound is none
        return np.frombuffer(sound, "<i2").astype(np.int16)

    def _begun(self) -> bool:
        """Read the chunks before the sound, as far as they are here; tell whether the sound begins."""
        if len(self._held) < 12 and b"RIFF".startswith(self._held[:4]):
            return False
        if self._held[:4] != b"RIFF" or self._held[8:12] != b"WAVE":
            raise Nonsense("sends no WAV")
        at = 12
        while len(self._held) >= at + 8:
            name, size = struct.unpack_from("<4sI", self._held, at)
            if name == b"data":
                if not self.rate:
                    raise Nonsense("sends a WAV that does not tell its format")
                self._held, self._left = self._held[at + 8 :], size or ENDLESS
                return True
            if size > MOST_HEAD:
                raise Nonsense("sends a WAV without sound")
            if name == b"fmt " and len(self._held) >= at + 24:
                self._know(struct.unpack_from("<HHIIHH", self._held, at + 8))
            at += 8 + size + size % 2
        if len(self._held) > MOST_HEAD:
            raise Nonsense("sends a WAV without sound")
        return False

    def _know(self, told: tuple[int, ...]) -> None:
        kind, channels, rate, _, _, bits = told
        if kind not in (PCM, EXTENSIBLE) or (channels, bits) != (1, 16) or not 8_000 <= rate <= 48_000:
            raise Nonsense("sends sound that is not 16 bits, mono, 8 to 48 kHz")
        self.rate = rate
