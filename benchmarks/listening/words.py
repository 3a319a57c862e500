"""Free speech: word errors and time of a reading, beside `WhisperModel.transcribe` as it comes, on the same sounds in turns."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from benchmarks.corpora import RECORDINGS, Clip, sound
from benchmarks.corpora.synthesis import heard
from benchmarks.listening.figures import percentiles
from benchmarks.whisper import distance
from voice.english.numbers_heard import in_digits
from voice.messages import SAMPLE_RATE, Samples
from voice.models import store
from voice.transcribe.sound_alikes import SoundAlikes
from voice.transcribe.whisper_model import Model
from voice.transcribe.whisper_reader import WhisperReader
from voice.transcribe.whisper_words import spoken

SAID = {
    "jfk": "and so my fellow americans ask not what your country can do for you ask what you can do for your country",
    "beckett": "ever tried ever failed no matter try again fail again fail better",
}
"""What people say in the recordings."""
LEAD_S = 1.2
"""Sound before the end of the wake word that a turn is given."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sound and what is said in it."""

    samples: Samples
    text: str
    wake_phrase: str = ""


def measure(clips: Sequence[Clip], models: Sequence[str]) -> dict[str, Any]:
    """Each model on people's recordings and on natural voices."""
    sounds = {"people": list(_people()), "natural": [_turn(clip) for clip in clips if clip.wake_end is not None]}
    return {model: {who: _compared(store.resolve(model), said) for who, said in sounds.items() if said} for model in models}


def _compared(folder: Path, sounds: list[Spoken]) -> dict[str, Any]:
    from faster_whisper import WhisperModel

    theirs = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    ours = WhisperReader(Model(folder, 1), lambda _: "unknown", SoundAlikes(()), ("hey_jarvis",), 0.5, "auto")

    def as_it_comes(one: Spoken) -> str:
        samples = one.samples.astype(np.float32) / 32768
        written = " ".join(part.text for part in theirs.transcribe(samples, language="en")[0])
        return spoken(written).removeprefix("hey jarvis ")

    def product(one: Spoken) -> str:
        return ours.read(one.samples, one.wake_phrase).transcript.text

    readers: dict[str, Callable[[Spoken], str]] = {"transcribe": as_it_comes, "ours": product}
    for read in readers.values():
        read(sounds[0])  # the first is slower for both
    return _counted(sounds, readers)


def _counted(sounds: list[Spoken], readers: dict[str, Callable[[Spoken], str]]) -> dict[str, Any]:
    errors, seconds, words = dict.fromkeys(readers, 0), {name: [] for name in readers}, 0  # type: ignore[var-annotated]
    for one in sounds:
        wanted = _tokens(one.text)
        words += len(wanted)
        for name, read in readers.items():
            began = process_time()
            written = read(one)
            seconds[name].append(process_time() - began)
            errors[name] += distance(wanted, _tokens(written))
    faster = [slow / quick for slow, quick in zip(seconds["transcribe"], seconds["ours"], strict=True)]
    return {
        "sounds": len(sounds),
        "words": words,
        "wer_percent": {name: round(100 * wrong / words, 1) for name, wrong in errors.items()},
        "cpu_ms": {name: percentiles(value * 1e3 for value in spent) for name, spent in seconds.items()},
        "times_faster": percentiles(faster),
    }


def _tokens(text: str) -> list[str]:
    plain = text.replace("'s", " is").replace("-", " ")
    return [token.text for token in in_digits(plain.split())] if plain else []


def _people() -> Iterator[Spoken]:
    for name, said in SAID.items():
        if (file := RECORDINGS / f"{name}.flac").is_file():
            yield Spoken(np.concatenate([sound.silence(0.3), heard(file), sound.silence(0.3)]), said)


def _turn(clip: Clip) -> Spoken:
    """What a turn of the clip would be given: from before the end of the wake word to just behind the last word."""
    assert clip.wake_end is not None
    begin, end = max(0.0, clip.wake_end - LEAD_S), clip.speech[1] + 0.3
    return Spoken(clip.samples[round(begin * SAMPLE_RATE) : round(end * SAMPLE_RATE)], clip.text, "hey_jarvis")
