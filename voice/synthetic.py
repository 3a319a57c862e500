"""Marks sound files whose speech a machine has made, in their metadata, as the AI Act asks (Article 50).

Sound that is played, or sent sample by sample, has no place for a mark: there the page, or the program that asks, says so.
"""

from pathlib import Path
from typing import BinaryIO

from voice.messages import Samples

MARK = "Synthetic speech, made by a machine (voice)"
"""The comment that programs show, and can look for."""


def write(file: Path | BinaryIO, samples: Samples, rate: int, form: str, subtype: str | None = None) -> None:
    """Write speech into a file of a format of libsndfile's. Raises soundfile.SoundFileError, OSError."""
    import soundfile

    with soundfile.SoundFile(file, "w", rate, 1, subtype, format=form) as written:
        written.comment = MARK  # in front of the sound: libsndfile forgets what is set later
        written.write(samples)
