"""Decodes a sound file that somebody sent: WAV, FLAC, OGG, MP3, or what else libsndfile reads."""

import io

import numpy as np

from voice.messages import Samples

READ = "WAV, FLAC, OGG or MP3"
"""What is asked for where something else came."""


def decoded(data: bytes, rate: int, longest_s: float) -> Samples:
    """Give the first `longest_s` of it at `rate` Hz, mono. Raises ValueError for what is no sound that is read here."""
    import soundfile
    import soxr

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if not 8_000 <= file.samplerate <= 192_000 or file.channels > 8:
                raise ValueError("no sound of a voice")
            sound = file.read(round(longest_s * file.samplerate), dtype="float32", always_2d=True).mean(axis=1)
            clear = np.clip(np.nan_to_num(soxr.resample(sound, file.samplerate, rate)), -1, 1)
    except Exception as error:  # libsndfile's own, and what nonsense makes numpy raise
        raise ValueError(f"no sound that is read here: send {READ}") from error
    return np.asarray(clear * 32_767, np.int16)
