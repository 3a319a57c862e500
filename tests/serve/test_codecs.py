"""Sound in messages: what was written is read again, and what is no sound is no fault of the reader."""

import random
from contextlib import suppress

import numpy as np
import pytest
import soundfile

from voice.assets import asset
from voice.messages import SAMPLE_RATE, Samples
from voice.serve.codecs import PIECE, OpusReader, OpusWriter, reader, writer
from voice.serve.protocol import LARGEST, Codec

CLIP: Samples = soundfile.read(asset("demo") / "2-pasta-timer.flac", dtype="int16")[0]


def through(codec: Codec, rate: int, chunk: int) -> tuple[Samples, Samples, int]:
    """A clip at some rate as it is written, as it is read, and how many bytes it took."""
    sound = np.interp(np.arange(0, len(CLIP), SAMPLE_RATE / rate), np.arange(len(CLIP)), CLIP).astype(np.int16)
    writes = writer(codec, rate)
    reads = reader(codec, writes.rate)
    messages = [one for at in range(0, len(sound), chunk) for one in writes.write(sound[at : at + chunk])]
    messages += writes.rest()
    assert all(0 < len(message) <= LARGEST for message, _ in messages)
    heard = [reads.read(message) for message, _ in messages]
    assert [len(one) for one in heard] == [count for _, count in messages]
    return sound, np.concatenate(heard), sum(len(message) for message, _ in messages)


@pytest.mark.parametrize("chunk", [320, 777, 100_000])
def test_pcm_is_what_it_was(chunk: int) -> None:
    sound, heard, size = through("pcm", 16_000, chunk)
    assert np.array_equal(sound, heard)
    assert size == 2 * len(sound)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("chunk", [320, 777, 100_000])
def test_opus_is_as_loud_as_long_and_a_tenth_as_large(rate: int, chunk: int) -> None:
    sound, heard, size = through("opus", rate, chunk)
    seconds = len(sound) / rate
    assert size < 2 * SAMPLE_RATE * seconds / 8
    assert np.std(heard) == pytest.approx(np.std(sound), rel=0.1)
    played = writer("opus", rate).rate
    assert seconds - 0.03 < len(heard) / played < seconds + 0.03


def test_what_waits_for_a_whole_packet_is_sent_at_the_end_or_dropped() -> None:
    writes = OpusWriter(16_000)
    assert list(writes.write(CLIP[:300])) == []
    assert [count for _, count in writes.rest()] == [960]
    assert list(writes.rest()) == []
    assert list(writes.write(CLIP[:300])) == []
    writes.forget()
    assert list(writes.rest()) == []


def test_long_sound_goes_in_pieces_so_that_a_stop_is_soon() -> None:
    assert max(len(message) for message, _ in writer("pcm", 16_000).write(CLIP)) <= PIECE


@pytest.mark.parametrize("codec", ["pcm", "opus"])
@pytest.mark.parametrize("seed", range(20))
def test_what_is_no_sound_is_told_and_nothing_else_happens(codec: Codec, seed: int) -> None:
    chance, reads = random.Random(seed), reader(codec, 16_000)
    for size in (0, 1, 3, 57, 2001):
        with suppress(ValueError):
            assert reads.read(chance.randbytes(size)).dtype == np.int16


def test_a_packet_that_is_none_leaves_the_next_one_readable() -> None:
    packets = [message for message, _ in OpusWriter(16_000).write(CLIP)]
    reads = OpusReader(16_000)
    reads.read(packets[0])
    with pytest.raises(ValueError, match="Opus"):
        reads.read(b"\xff" * 3)
    assert len(np.concatenate([reads.read(packet) for packet in packets[1:10]])) > 2000
