"""Guards: tell when a reading of Whisper's looks wrong, and when nothing was said at all."""

import zlib

import numpy as np

from voice.messages import SAMPLE_RATE, Samples
from voice.onnx import runtime
from voice.transcribe.whisper_model import Reading
from voice.transcribe.whisper_words import ASKED, repeats

LEAST_LOGPROB = -1.0
MOST_COMPRESSION = 2.4
MOST_NO_SPEECH = 0.6
"""The three thresholds of Whisper's own `transcribe` (Radford and others 2022, section 4.5)."""

MOST_LETTERS_PER_S = 25.0
"""The fastest speakers say some twenty letters a second."""
SPARE_LETTERS = 10
LEAST_LETTERS_PER_S = 0.5
"""The fewest letters a second in sound of `LONG_S` and more, a word in ten seconds: below it the reading stopped at once."""
LONG_S = 8.0

LEAST_VOICED_S = 0.12
"""The least voice, in seconds, for each word of a phrase that may be made up: half the time that people take for one."""
WAKE_VOICED_S = 0.55
"""Seconds of voice in a wake phrase: the quickest "hey jarvis" of the corpora."""
SOME_NO_SPEECH = 0.3

MADE_UP = frozenset({
    "thank you", "thanks", "thank you very much", "thank you so much", "thank you for watching", "thanks for watching",
    "thank you so much for watching", "thank you for listening", "thanks for listening", "please subscribe",
    "please subscribe to my channel", "like and subscribe", "don't forget to subscribe", "see you next time",
    "see you in the next video", "subtitles by the amara.org community", "subtitles by the amara org community",
    "you", "bye", "bye bye", "goodbye", "so", "the", "the end", "oh", "okay", "i'm sorry", "yeah", "hmm", "mm hmm", "uh",
})  # fmt: skip
"""What Whisper writes for silence and noise. After Barański and others 2025, "Investigation of Whisper ASR hallucinations
induced by non-speech audio" (arXiv:2501.11378), and discussion 679 of github.com/openai/whisper."""


def fault(reading: Reading) -> str | None:
    """What looks wrong about a reading, without its words; None for nothing."""
    if not reading.ended:
        return "it did not come to an end"
    if reading.logprob < LEAST_LOGPROB:
        return f"its average log-probability was {reading.logprob:.2f}"
    if repeats(reading.text):
        return "it repeated itself"
    if (ratio := compression(reading.text)) > MOST_COMPRESSION:
        return f"it could be compressed {ratio:.1f}-fold"
    letters = len(reading.text)
    if letters > SPARE_LETTERS + MOST_LETTERS_PER_S * reading.sound.seconds:
        return f"{letters} letters are too many for {reading.sound.seconds:.1f} s"
    if reading.sound.seconds >= LONG_S and letters < LEAST_LETTERS_PER_S * reading.sound.seconds:
        return f"{letters} letters are too few for {reading.sound.seconds:.1f} s"
    return None


def compression(text: str) -> float:
    """How many times smaller a text gets when it is compressed."""
    data = text.encode()
    return len(data) / len(zlib.compress(data))


def made_up(reading: Reading, words: str, woken: bool, samples: Samples) -> str | None:
    """Why `words` were not said at all; None when they were. `woken`: a wake phrase was said before them."""
    if not words:
        return None
    if reading.no_speech > MOST_NO_SPEECH and reading.logprob < LEAST_LOGPROB:
        return f"no speech, with probability {reading.no_speech:.2f}"
    if words not in MADE_UP | {*ASKED} and reading.no_speech < SOME_NO_SPEECH:  # given nothing, it may read its prompt out
        return None
    voiced = voiced_s(samples) - (WAKE_VOICED_S if woken else 0.0)
    if voiced < LEAST_VOICED_S * len(words.split()):
        return f"{max(voiced, 0.0):.1f} s of voice are too little for it"
    if words in MADE_UP and reading.no_speech > SOME_NO_SPEECH:
        return f"no speech, with probability {reading.no_speech:.2f}, and a phrase that is made up for noise"
    return None


def voiced_s(samples: Samples) -> float:
    """Seconds of voice, by Silero's detector, which faster-whisper brings."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    runtime()  # the detector imports onnxruntime by itself
    settings = VadOptions(min_silence_duration_ms=100, speech_pad_ms=0)
    found = get_speech_timestamps(samples.astype(np.float32) / 32768, settings)
    return float(sum(part["end"] - part["start"] for part in found)) / SAMPLE_RATE
