"""Speech in a file is known for synthetic by whoever reads its metadata."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice.listen.recording import save
from voice.remote import wav
from voice.synthetic import MARK, write

RATE = 24_000
SOUND = (np.sin(np.arange(RATE) * 0.1) * 8000).astype(np.int16)


@pytest.mark.parametrize("form", ["WAV", "FLAC", "MP3", "OGG"])
def test_every_format_carries_the_mark(form: str) -> None:
    file = io.BytesIO()
    write(file, SOUND, RATE, form)
    file.seek(0)
    with soundfile.SoundFile(file) as read:
        assert (read.comment, read.samplerate) == (MARK, RATE)
        assert read.frames == pytest.approx(RATE, rel=0.1)


def test_replies_that_are_saved_carry_it(tmp_path: Path) -> None:
    save(tmp_path / "reply.wav", SOUND, RATE)
    with soundfile.SoundFile(tmp_path / "reply.wav") as read:
        assert read.comment == MARK
        assert np.array_equal(read.read(dtype="int16"), SOUND)


@pytest.mark.parametrize("samples", [RATE, None])
@pytest.mark.parametrize("note", ["", "x", MARK])
def test_a_stream_carries_it_in_its_header(samples: int | None, note: str) -> None:
    stream = wav.head(RATE, samples, note) + SOUND.tobytes()
    with soundfile.SoundFile(io.BytesIO(stream)) as read:
        assert read.comment == note
        assert np.array_equal(read.read(dtype="int16"), SOUND)
    reader = wav.WavReader()
    assert np.array_equal(np.concatenate([reader.feed(stream[at : at + 7]) for at in range(0, len(stream), 7)]), SOUND)
    assert (reader.rate, reader.broke_off) == (RATE, False)
