"""Corpus: what is said to the assistant in a bench, with labels: the words, where speech begins and ends, what they ask for.

espeak-ng says it, which is installed wherever the product is. Its pieces are put together from parts, so that the end of the
wake word and of the speech are known to the sample, and every latency can stand beside what it did to the words.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from pydantic import BaseModel, Field, ValidationError

from voice.bench.said import said
from voice.config.faults import own_faults, plainly
from voice.config.files import written
from voice.errors import UsageError
from voice.messages import SAMPLE_RATE, Samples

Kind = Literal["command", "pause", "question", "other"]
"""A command in one breath; one with a pause inside; a question for a language model; speech that is not for the assistant."""

KINDS: tuple[Kind, ...] = get_args(Kind)

WAKE = "hey jarvis"

LEAD_S, TAIL_S = 0.4, 1.6
"""Seconds of silence before and after the words. If the assistant waits for longer than the tail, the source goes on."""

FLOOR_DBFS, PEAK_DBFS = -75.0, -12.0
"""How loud the noise of the microphone is, which is never silent, and how loud somebody nearby is."""


class Sentence(BaseModel, extra="forbid", frozen=True):
    """One sentence to say. "|" in it is a pause of `pause_s`."""

    said: str = Field(pattern=r"[a-z]")
    kind: Kind = "command"
    skill: str | None = None
    slots: dict[str, Any] = {}
    gap_s: float = Field(0.25, ge=0, le=2)
    """Seconds between the wake word and what follows."""
    pause_s: float = Field(0.7, ge=0, le=2)


class Sentences(BaseModel, extra="forbid", frozen=True):
    """A file of sentences."""

    sentence: tuple[Sentence, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Clip:
    """A sentence said by one voice."""

    name: str
    """The name of the clip, the same in every run: two runs are compared clip by clip."""
    kind: Kind
    text: str
    """The words, without the wake word."""
    voice: str
    samples: Samples
    """int16, mono, 16 kHz, shape [n]."""
    skill: str | None
    slots: dict[str, Any]
    wake_end: float | None
    """Seconds to the end of the wake word; None where there is none."""
    speech: tuple[float, float]
    """Seconds to the first sample of speech, and past the last one."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def read(file: Path) -> tuple[Sentence, ...]:
    """Read a file of sentences. Raises UsageError, which names the key."""
    try:
        return Sentences.model_validate(tomllib.loads(written(file))).sentence
    except (OSError, ValueError, RecursionError) as error:
        what = f"{file} holds no sentences: {error}"
        if isinstance(error, ValidationError):
            first = own_faults(error)[0]
            what = f"{file}: {'.'.join(map(str, first['loc']))}: {plainly(first)}"
        raise UsageError(what, "Write them as assets/scenarios/household.toml does.") from None


def clips(sentences: Sequence[Sentence], take: dict[Kind, int], voices: Sequence[str]) -> list[Clip]:
    """Have the first `take` sentences of each kind said, by one voice after the other."""
    chosen = [one for kind in KINDS for one in _of(kind, sentences, take.get(kind, 0))]
    cast = [(one, voices[place % len(voices)]) for place, one in enumerate(chosen)]
    sounds = iter(said([(voice, text) for one, voice in cast for text, _ in _pieces(one)]))
    return [_clip(one, voice, sounds) for one, voice in cast]


def digest(corpus: Sequence[Clip]) -> str:
    """A fingerprint of all samples: runs with different fingerprints cannot be compared."""
    whole = hashlib.sha256()
    for clip in corpus:
        whole.update(clip.name.encode() + clip.samples.tobytes())
    return whole.hexdigest()[:16]


def _of(kind: Kind, sentences: Sequence[Sentence], count: int) -> list[Sentence]:
    mine = [one for one in sentences if one.kind == kind]
    if count > len(mine):
        raise UsageError(f"take.{kind} is {count}, and there are {len(mine)} such sentences", "Take fewer, or write more.")
    return mine[:count]


def _clip(sentence: Sentence, voice: str, sounds: Iterator[Samples]) -> Clip:
    parts, edges, at = [_silence(LEAD_S)], [], LEAD_S
    for (_, gap_s), sound in zip(_pieces(sentence), sounds, strict=False):
        edges.append((at, at + len(sound) / SAMPLE_RATE))
        parts += [sound, _silence(gap_s)]
        at = edges[-1][1] + len(parts[-1]) / SAMPLE_RATE
    text = " ".join(part.strip() for part in sentence.said.split("|"))
    name = f"{text} / {voice}"
    woken = sentence.kind != "other"
    return Clip(
        name=name,
        kind=sentence.kind,
        text=text,
        voice=voice,
        samples=_levelled(np.concatenate(parts), name),
        skill=sentence.skill,
        slots=sentence.slots,
        wake_end=edges[0][1] if woken else None,
        speech=(edges[0][0], edges[-1][1]),
    )


def _pieces(sentence: Sentence) -> Iterator[tuple[str, float]]:
    """Split a sentence into what is said in one breath and the seconds of silence behind it."""
    if sentence.kind != "other":
        yield WAKE, sentence.gap_s
    *before, last = [part.strip() for part in sentence.said.split("|")]
    for part in before:
        yield part, sentence.pause_s
    yield last, TAIL_S


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.int16)


def _levelled(samples: Samples, name: str) -> Samples:
    """Bring speech to the level of somebody nearby and add the noise of a microphone, the same each time."""
    draw = np.random.default_rng(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))
    signal = samples / max(1, int(np.abs(samples.astype(np.int32)).max())) * 32767 * 10 ** (PEAK_DBFS / 20)
    noisy = signal + draw.standard_normal(len(signal)) * 32767 * 10 ** (FLOOR_DBFS / 20)
    taken: Samples = np.clip(np.rint(noisy), -32768, 32767).astype(np.int16)
    return taken
