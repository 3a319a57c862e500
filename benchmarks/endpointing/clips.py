"""Clips of somebody who says the wake word and pauses, and of somebody who hesitates while asking.

Voices: those of `benchmarks.corpora` and natural ones. No voice is in both splits, nor is a sentence, but for two commands.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import LEAD_S, Clip, Split, sound
from benchmarks.corpora.plan import chance, commands, other_speech
from benchmarks.corpora.synthesis import heard, installed, spoken, voices
from benchmarks.endpointing.natural import Natural
from voice.messages import SAMPLE_RATE, Samples

SENTENCES = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text())

WAKE = "Hey Jarvis."

TAIL_S = 2.6
"""Room tone after the last word: longer than any wait for more."""

LONGEST_PAUSE_S = 0.9

NOISES = ("white 10 dB", "pink 10 dB", "babble 10 dB")

HESITATION_S = 0.2, 1.2

AT_LEAST_S = 0.04
"""A shorter silence within a sentence is part of a sound: "p" and "t" have one."""

Said = Callable[[str], Samples]
"""Speaks a text in one voice."""


@dataclass(frozen=True)
class Take:
    """One clip before anything is added to what was said: its parts, and the silence behind each but the last, s."""

    id: str
    split: Split
    voice: str
    parts: Sequence[Samples]
    gaps_s: Sequence[float]
    text: str
    family: str = ""
    skill: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Cast:
    """Everybody who speaks in a split, in an order that mixes the engines."""

    natural: Natural
    split: Split

    @property
    def names(self) -> list[str]:
        robots = [voice.name for voice in voices() if voice.split == self.split and installed(voice)]
        names = [*robots, *self.natural.voices(self.split)]
        return [names[int(n)] for n in chance(f"cast/{self.split}").permutation(len(names))]

    def said(self, name: str) -> Said:
        made = {voice.name: voice for voice in voices()}.get(name)
        if made is None:
            return lambda text: self.natural.said(name, text)
        return lambda text: sound.trimmed(heard(spoken([(made, text)], self.natural.cache)[name, text]))


def pauses(cast: Cast, count: int) -> Iterator[Clip]:
    """The wake word, a pause of 0 to 900 ms, a command."""
    said = commands(cast.split)
    for n in range(count):
        name, take = cast.names[n % len(cast.names)], f"pause/{cast.split}/{n}"
        draw = chance(take)
        family, words, skill, slots = said[int(draw.integers(len(said)))]
        speak = cast.said(name)
        parts, gap = (speak(WAKE), speak(words)), round(float(draw.uniform(0, LONGEST_PAUSE_S)), 2)
        yield _clip(Take(take, cast.split, name, parts, (gap,), words, family, skill, slots), n % 2 == 1, cast)


def alone(cast: Cast, count: int) -> Iterator[Clip]:
    """The wake word, then silence."""
    for n in range(count):
        name = cast.names[n % len(cast.names)]
        take = Take(f"alone/{cast.split}/{n}", cast.split, name, (cast.said(name)(WAKE),), (), "")
        yield _clip(take, n // len(cast.names) % 2 == 1, cast)


def short(cast: Cast, count: int, breath: bool) -> Iterator[Clip]:
    """A short command, in one breath with the wake word or after a pause of 0.2 to 0.9 s."""
    words = SENTENCES["short"][cast.split]
    for n in range(count):
        name, text = cast.names[n % len(cast.names)], words[(n // len(cast.names) + n) % len(words)]
        take = f"{'breath' if breath else 'short'}/{cast.split}/{n}"
        gap = round(float(chance(take).uniform(0.2, LONGEST_PAUSE_S)), 2)
        speak = cast.said(name)
        parts = (speak(f"Hey Jarvis, {text}."),) if breath else (speak(WAKE), speak(f"{text}."))
        yield _clip(Take(take, cast.split, name, parts, () if breath else (gap,), text), n % 2 == 1, cast)


def hesitant(cast: Cast, takes: int) -> Iterator[Clip]:
    """The wake word and a question with hesitations of 0.2 to 1.2 s, by natural voices: each sentence by `takes` of them."""
    names = [name for name in cast.names if name in cast.natural.voices(cast.split)]
    for n, marked in enumerate(SENTENCES["hesitant"][cast.split]):
        for k in range(takes if names else 0):
            name, take = names[(n * takes + k) % len(names)], f"hesitant/{cast.split}/{n}/{k}"
            draw = chance(take)
            parts = _hesitated(cast.said(name), marked)
            if parts is None:
                continue
            gaps = (0.35, *(round(float(draw.uniform(*HESITATION_S)), 2) for _ in parts[1:]))
            text = " ".join(marked.replace("|", "").replace("~", "").split())
            yield _clip(Take(take, cast.split, name, (cast.said(name)(WAKE), *parts), gaps, text, marked), False, cast)


def _hesitated(said: Said, marked: str) -> list[Samples] | None:
    """Speak a sentence in one go, so that the voice knows that more is to come, and cut it where the marks are.

    The silences nearest to where the marks should be are taken; None when one is missing.
    """
    pieces = [piece.strip() for piece in marked.replace("~", "|").split("|")]
    whole = said(" ".join(piece if piece[-1] in ".,?!" else f"{piece}..." for piece in pieces))
    shares = np.cumsum([len(piece) for piece in pieces])[:-1] / sum(map(len, pieces))
    found = sorted(_silences(whole), key=lambda span: span[0] - span[1])[: len(shares)]
    found.sort()
    middles = [(begin + end) / 2 / len(whole) for begin, end in found]
    if len(found) < len(shares) or any(abs(at - due) > 0.25 for at, due in zip(middles, shares, strict=True)):
        return None
    edges = [0, *(sample for span in found for sample in span), len(whole)]
    return [whole[begin:end] for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _silences(samples: Samples) -> Iterator[tuple[int, int]]:
    """The silent spans within speech: first sample and the one behind the last."""
    loud = np.flatnonzero(sound.active(samples))
    for before, after in pairwise(loud):
        if (after - before - 1) * sound.WINDOW >= AT_LEAST_S * SAMPLE_RATE:
            yield int(before + 1) * sound.WINDOW, int(after) * sound.WINDOW


def _clip(take: Take, noisy: bool, cast: Cast) -> Clip:
    draw = chance(take.id + "/sound")
    condition = str(draw.choice(NOISES)) if noisy else str(draw.choice(["clean", "room"], p=[0.7, 0.3]))
    parts, at, edges = [sound.silence(LEAD_S)], LEAD_S, []
    for part, gap in zip(take.parts, (*take.gaps_s, TAIL_S), strict=True):
        edges += [at, at + len(part) / SAMPLE_RATE]
        parts += [part, sound.silence(gap)]
        at += (len(part) + sound.seconds(gap)) / SAMPLE_RATE
    breath = take.id.startswith("breath/")
    return Clip(
        samples=_conditioned(np.concatenate(parts), condition, draw, cast),
        text=take.text, voice=take.voice, condition=condition, skill=take.skill, slots=take.slots,
        wake_end=None if breath else edges[1], split=take.split, kind=take.id.partition("/")[0], id=take.id, family=take.family,
        phrase="hey_jarvis", speech=(edges[0], edges[-1]), pause=(edges[1], edges[2]) if len(edges) > 2 else None,
    )  # fmt: skip


def _conditioned(samples: Samples, condition: str, draw: np.random.Generator, cast: Cast) -> Samples:
    signal = samples.astype(np.float64)
    kind, _, _ = condition.partition(" ")
    if kind == "room":
        signal = sound.room(signal, draw)
    if kind in ("white", "pink"):
        signal = sound.mixed(signal, sound.noise(kind, len(signal), draw), 10.0)
    if kind == "babble":
        signal = sound.mixed(signal, sound.babble(list(_talkers(cast.split, cast.natural.cache)), len(signal), draw), 10.0)
    return sound.levelled(signal, float(draw.uniform(-24, -9)), draw)


@cache
def _talkers(split: Split, folder: Path) -> tuple[Samples, ...]:
    """Six of the split's voices, to make babble of."""
    cast = [voice for voice in voices() if voice.split == split and installed(voice)][:6]
    jobs = [(voice, words) for voice, (_, words) in zip(cast, other_speech(split), strict=False)]
    paths = spoken(jobs, folder)
    return tuple(sound.trimmed(heard(paths[voice.name, text])) for voice, text in jobs)
