"""What a voice says, read back by Whisper: word errors, and how the sound is, sentence by sentence of `spoken.toml`."""

import re
import tomllib
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.listening.figures import percentiles
from benchmarks.whisper import distance
from voice.english.numbers import IN_ORDER, ORDINALS, SCALES, TENS
from voice.english.numbers_heard import in_digits, is_number
from voice.messages import Samples
from voice.speak import Voice
from voice.speak.normalise import normalise
from voice.speak.sentences import sentences

Sentence = tuple[str, str]
"""As a reply is written, and as a person reads it aloud."""

ORDINAL = dict(zip(ORDINALS, IN_ORDER[1:], strict=False)) | {f"{ten[:-1]}ieth": ten for ten in TENS}
SAME = {word: f"{word}s" for word in SCALES if word != "thousand"} | {
    "missis": "missus", "mrs": "missus", "mr": "mister", "dr": "doctor", "jr": "junior", "oh": "0", "an": "a",
    "quarters": "fourths", "x": "times",
}  # fmt: skip
"""Spellings of one word; metres are meters as well. Millions are no longer number words: they stand behind decimals."""

SIGNS = {"%": " percent", "-": "minus ", "\u2212": "minus "}

QUIET = 200
"""Amplitude below which nothing is heard: -44 dB of full scale."""


def corpus(part: str) -> list[Sentence]:
    """The sentences of a part, "tune" or "held"."""
    listed = tomllib.loads(Path(__file__).with_name("spoken.toml").read_text(encoding="utf-8"))
    return [(written, said) for written, said in listed[part]]


async def in_chunks(voice: Voice, text: str) -> AsyncGenerator[Samples, None]:
    """Give the sound of a reply, chunk by chunk, made of the pieces that a player gives the voice."""

    async def once() -> AsyncGenerator[str]:
        yield text

    async for piece in sentences(once(), first_chunk_words=voice.first_words):
        async with aclosing(voice.synthesise(normalise(piece))) as chunks:
            async for chunk in chunks:
                yield chunk


def read(model: Any, sound: Samples, sample_rate: int) -> str:
    """What Whisper hears."""
    import soxr

    given = soxr.resample(sound.astype(np.float32) / 32_768, sample_rate, 16_000)
    heard, _ = model.transcribe(given, language="en", beam_size=1, condition_on_previous_text=False)
    return " ".join(segment.text.strip() for segment in heard)


def compared(text: str) -> list[str]:
    """Words in one spelling: numbers in digits however they were said or written ("nineteen sixty nine", "19 69", "1969")."""
    text = re.sub(r"(?<=\d),(?=\d{3})|%|(?<!\w)[-\u2212](?=\d)", lambda m: SIGNS.get(m[0], ""), normalise(text).lower())
    text = re.sub(r"(\d)\.(\d\d ?[ap]\.?m)", r"\1\2", text)  # "12.40 am"
    text = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text).replace("p.m.", "pm").replace("a.m.", "am")
    words = [SAME.get(word, word) for word in re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?", text)]
    words = [re.sub(r"(met|lit)re(s?)$", r"\1er\2", ORDINAL.get(word, word)) for word in words if word != "and"]
    joined: list[str] = []
    for token in in_digits([*words]):
        if joined and is_number(joined[-1]) and is_number(token.text) and "." not in joined[-1]:
            joined[-1] += token.text
        else:
            joined.append(token.text)
    return re.sub(r"\b([ap]) m\b", r"\1m", " ".join(joined)).split()


async def word_errors(voice: Voice, model: Any, listed: Sequence[Sentence]) -> dict[str, Any]:
    """Say and read back every sentence: the word error rate in per cent, the sentences that have errors, and the sound."""
    errors, words, misread, sound = 0, 0, [], Sound(voice.sample_rate)
    for written, said in listed:
        chunks = [chunk async for chunk in in_chunks(voice, written)]
        sound.add(chunks)
        heard = read(model, np.concatenate(chunks), voice.sample_rate)
        expected, got = compared(said), compared(heard)
        errors, words = errors + distance(expected, got), words + len(expected)
        if expected != got:
            misread.append({"written": written, "heard": heard, "errors": distance(expected, got)})
    rate = round(100 * errors / words, 2)
    return {"n": len(listed), "words": words, "errors": errors, "percent": rate, "misread": misread, "sound": sound.figures()}


class Sound:
    """How the sound of sentences is: level, peak, clipping, silence around it, and steps where chunks meet."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._of: dict[str, list[float]] = {kind: [] for kind in ("level_db", "peak_db", "lead_ms", "tail_ms", "edge", "step")}
        self._clipped: Counter[bool] = Counter()

    def add(self, chunks: Sequence[Samples]) -> None:
        whole = np.concatenate(chunks).astype(np.int32)
        loud = np.flatnonzero(np.abs(whole) > QUIET)
        within = whole[loud[0] : loud[-1] + 1]
        self._of["level_db"].append(decibels(float(np.sqrt(np.mean(within.astype(np.float64) ** 2)))))
        self._of["peak_db"].append(decibels(float(np.abs(whole).max())))
        self._of["lead_ms"].append(1e3 * loud[0] / self._rate)
        self._of["tail_ms"].append(1e3 * (len(whole) - 1 - loud[-1]) / self._rate)
        self._of["edge"] += [abs(int(whole[0])), abs(int(whole[-1]))]
        joints = np.cumsum([len(chunk) for chunk in chunks])[:-1]
        steps = np.abs(np.diff(whole))
        self._of["step"] += (steps[joints - 1] / max(1, steps.max())).tolist()
        self._clipped.update((np.abs(whole) >= 32_767).tolist())

    def figures(self) -> dict[str, Any]:
        """`edge`: jumps from and to silence, of 32,768; `step`: jumps between chunks, as shares of the sentence's largest."""
        return {kind: percentiles(values, 2) for kind, values in self._of.items()} | {"clipped_samples": self._clipped[True]}


def decibels(amplitude: float) -> float:
    return float(20 * np.log10(max(amplitude, 1e-9) / 32_768))
