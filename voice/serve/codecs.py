"""Codecs: how sound is written in the messages of a connection, as it is (PCM) or in a tenth of that (Opus).

Opus is RFC 6716, by libopus in PyAV, which faster-whisper brings.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np

from voice.messages import Samples
from voice.serve.protocol import Codec

PIECE = 8 << 10
"""Bytes of PCM in a message: a stop is never behind more than two tenths of a second of it."""

OPUS_RATES = 8_000, 12_000, 16_000, 24_000, 48_000
"""Hz that Opus takes; other sound is given the next higher one."""

DECODED_HZ = 48_000
"""Hz at which packets are decoded, whatever they were made of."""

PACKET_S = 0.02
"""Seconds of sound in a packet."""

BITS_PER_S = 24_000
"""Enough for speech of 8 kHz bandwidth, and what recognisers make of it (RFC 6716, section 2.1.1: 16 to 20 for wideband)."""

LARGEST_PACKET = 1275
"""Bytes: RFC 6716, section 3.4."""


class Writer(Protocol):
    """Writes one stream of sound."""

    rate: int
    """Hz of the sound as the other end gets it."""

    def write(self, samples: Samples) -> Iterator[tuple[bytes, int]]:
        """Give messages, and how many samples each holds for the other end. Takes int16, mono."""
        ...

    def rest(self) -> Iterator[tuple[bytes, int]]:
        """Give what was waiting for more sound, which does not come."""
        ...

    def forget(self) -> None:
        """Drop what waits for more sound: what comes next does not belong to it."""
        ...


class Reader(Protocol):
    """Reads one stream of sound."""

    def read(self, message: bytes) -> Samples:
        """Give the sound of a message: int16, mono. Raises ValueError for what is none."""
        ...


def writer(codec: Codec, rate: int) -> Writer:
    """Make a writer of sound of `rate` Hz."""
    return PcmWriter(rate) if codec == "pcm" else OpusWriter(rate)


def reader(codec: Codec, rate: int) -> Reader:
    """Make a reader that gives sound of `rate` Hz."""
    return PcmReader() if codec == "pcm" else OpusReader(rate)


class PcmWriter:
    """int16, little endian."""

    def __init__(self, rate: int) -> None:
        self.rate = rate

    def write(self, samples: Samples) -> Iterator[tuple[bytes, int]]:
        sound = samples.astype("<i2").tobytes()
        for begin in range(0, len(sound), PIECE):
            piece = sound[begin : begin + PIECE]
            yield piece, len(piece) // 2

    def rest(self) -> Iterator[tuple[bytes, int]]:
        return iter(())

    def forget(self) -> None:
        pass


class PcmReader:
    def read(self, message: bytes) -> Samples:
        if len(message) % 2:
            raise ValueError("Sound of half a sample: it is int16.")
        return np.frombuffer(message, "<i2").astype(np.int16)


class OpusWriter:
    """A packet of 20 ms in each message."""

    rate = DECODED_HZ

    def __init__(self, rate: int) -> None:
        self._given_hz = rate
        self._hz = min(one for one in OPUS_RATES if one >= min(rate, OPUS_RATES[-1]))
        self._size = round(self._hz * PACKET_S)
        self.forget()

    def forget(self) -> None:
        self._encoder = self._made()
        self._resampler = _resampler(self._hz)
        self._waiting = np.empty(0, np.int16)

    def write(self, samples: Samples) -> Iterator[tuple[bytes, int]]:
        return self._packets(_samples(self._resampler.resample(_frame(samples, self._given_hz)) if len(samples) else ()))

    def rest(self) -> Iterator[tuple[bytes, int]]:
        yield from self._packets(_samples(self._resampler.resample(None)))
        yield from self._packets(np.zeros(-len(self._waiting) % self._size, np.int16))
        self.forget()

    def _packets(self, samples: Samples) -> Iterator[tuple[bytes, int]]:
        sound = np.concatenate([self._waiting, samples])
        whole = len(sound) // self._size * self._size
        self._waiting = sound[whole:]
        for piece in sound[:whole].reshape(-1, self._size):
            for packet in self._encoder.encode(_frame(piece, self._hz)):
                yield bytes(packet), round(self.rate * PACKET_S)

    def _made(self) -> Any:
        encoder: Any = _context("w")
        encoder.sample_rate, encoder.format, encoder.bit_rate = self._hz, "s16", BITS_PER_S
        encoder.options = {"application": "voip", "frame_duration": str(round(PACKET_S * 1e3))}
        return encoder


class OpusReader:
    """Each message is a packet."""

    def __init__(self, rate: int) -> None:
        self._decoder = _context("r")
        self._resampler = _resampler(rate)

    def read(self, message: bytes) -> Samples:
        import av

        if not 0 < len(message) <= LARGEST_PACKET:
            raise ValueError("Sound that is no packet of Opus.")
        try:
            frames = self._decoder.decode(av.Packet(message))
        except av.FFmpegError:
            raise ValueError("Sound that is no packet of Opus.") from None
        return _samples(one for frame in frames for one in self._resampler.resample(frame))


def _context(mode: str) -> Any:
    import av

    made: Any = av.CodecContext.create("libopus", mode)  # type: ignore[call-overload]
    made.layout = "mono"
    return made


def _resampler(rate: int) -> Any:
    """Make a resampler to int16, mono, of so many Hz."""
    import av

    return av.AudioResampler(format="s16", layout="mono", rate=rate)


def _frame(samples: Samples, rate: int) -> Any:
    from av.audio.frame import AudioFrame

    frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    return frame


def _samples(frames: Iterable[Any]) -> Samples:
    return np.concatenate([np.empty(0, np.int16), *(frame.to_ndarray().ravel() for frame in frames)]).astype(np.int16)
