"""Sound files that somebody sent: whatever they are, they become mono of one rate, or an error."""

import io

import numpy as np
import pytest
import soundfile

from voice.listen.decoded import decoded
from voice.messages import SAMPLE_RATE
from voice.remote import wav

MOST_S = 30.0


@pytest.mark.parametrize(
    ("form", "rate", "channels"), [("WAV", 48_000, 2), ("FLAC", 22_050, 1), ("OGG", 16_000, 1), ("MP3", 24_000, 1)]
)
@pytest.mark.parametrize("wanted", [SAMPLE_RATE, 24_000])
def test_any_file_becomes_mono_of_the_rate_that_is_wanted(form: str, rate: int, channels: int, wanted: int) -> None:
    file = io.BytesIO()
    tone = np.sin(np.arange(rate) * 440 * 2 * np.pi / rate) * 0.5
    soundfile.write(file, np.stack([tone] * channels, axis=1), rate, format=form)
    heard = decoded(file.getvalue(), wanted, MOST_S)
    assert len(heard) == pytest.approx(wanted, rel=0.1)
    assert np.abs(heard).max() == pytest.approx(16_384, rel=0.1)


def test_a_file_that_unpacks_to_hours_is_read_for_half_a_minute() -> None:
    file = io.BytesIO()
    soundfile.write(file, np.zeros(SAMPLE_RATE * 3600, np.int16), SAMPLE_RATE, format="FLAC")
    assert len(file.getvalue()) < 2 << 20
    assert len(decoded(file.getvalue(), SAMPLE_RATE, MOST_S)) == MOST_S * SAMPLE_RATE


@pytest.mark.parametrize("data", [b"", b"RIFF" + b"\0" * 400, wav.whole(np.zeros(100, np.int16), 100), b"\xff" * 4000])
def test_what_is_no_sound_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="no sound"):
        decoded(data, SAMPLE_RATE, MOST_S)
