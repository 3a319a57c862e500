"""Which clips there are: draws are seeded by the clip's name, so the plan is the same everywhere."""

import tomllib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import numpy as np

from benchmarks.corpora.synthesis import HERE, Voice, voices

Split = Literal["tune", "held_out"]
Size = Literal["small", "full"]
SPLITS: tuple[Split, ...] = ("tune", "held_out")

SMALL = 4
"""The small size is every fourth clip of the full one."""

TAKES = {"command": 2, "other": 2, "pause": 4, "near_miss": 3}
TAKES |= dict.fromkeys(("wake_command", "wake_other", "natural", "natural_other"), 1)
"""Voices for each sentence."""

NATURAL = {"clean": 0.5, "pink 10 dB": 0.25, "babble 10 dB": 0.25}
"""How often each condition is drawn for natural voices."""

WAKE_TAKES = {"wake_alone": 60, "wake_gap": 120, "wake_breath": 100}
"""Clips of "hey jarvis" in each split."""

OTHER_PHRASE_TAKES = 12
"""Clips of each other wake word in each split."""

CONDITIONS = {
    "clean": 0.34,
    "room": 0.15,
    "quiet": 0.09,
    "loud": 0.09,
    **{f"{kind} {snr} dB": 0.33 / 9 for kind in ("white", "pink", "babble") for snr in (20, 15, 10)},
}
"""How often each condition is drawn: one third of the clips is noisy."""


@dataclass(frozen=True)
class Row:
    """One clip, before any sound is made."""

    id: str
    kind: str
    split: Split
    family: str
    voice: Voice
    condition: str
    texts: tuple[str, ...]
    """Texts that are spoken one after the other."""
    gaps_s: tuple[float, ...] = ()
    """Seconds of silence between them."""
    peak_dbfs: float = -12.0
    speed: float = 1.0
    """How many times faster (and higher), or slower (and lower), it is played."""
    phrase: str | None = None
    """The wake word; the first text where it is spoken alone."""
    text: str = ""
    """What was said, the wake word left out."""
    skill: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)


def rows(kind: str, split: Split, size: Size = "full") -> list[Row]:
    """The clips of a kind in a split."""
    every = list(KINDS[kind](kind, split))
    return every[::SMALL] if size == "small" else every


def chance(name: str) -> np.random.Generator:
    """Random numbers that depend on a name alone."""
    return np.random.default_rng(zlib.crc32(name.encode()))


@cache
def commands(split: Split) -> tuple[tuple[str, str, str, dict[str, Any]], ...]:
    """(family, words, skill, slots) of every command of a split."""
    found = []
    for family in _families("commands.toml", split):
        for sentence in family["sentences"]:
            words, slots = (sentence, {}) if isinstance(sentence, str) else sentence
            found.append((family["name"], words, family["skill"], slots))
    return tuple(found)


@cache
def other_speech(split: Split) -> tuple[tuple[str, str], ...]:
    """(family, words) of every sentence of a split that is no command."""
    return tuple((f["name"], words) for f in _families("other.toml", split) for words in f["sentences"])


def _commands(kind: str, split: Split) -> Iterator[Row]:
    for n, (family, words, skill, slots) in enumerate(commands(split)):
        for voice, take in _cast(f"{kind}/{split}/{n}", split, TAKES[kind]):
            yield _row(take, kind, split, family, voice, (words,), text=words, skill=skill, slots=slots)


def _other(kind: str, split: Split) -> Iterator[Row]:
    for n, (family, words) in enumerate(other_speech(split)):
        for voice, take in _cast(f"{kind}/{split}/{n}", split, TAKES[kind]):
            yield _row(take, kind, split, family, voice, (words,), text=words)


def _pauses(kind: str, split: Split) -> Iterator[Row]:
    for n, (words, skill, slots) in enumerate(_wake_data()["pauses"][split]):
        for voice, take in _cast(f"{kind}/{split}/{n}", split, TAKES[kind]):
            gap = round(chance(take + "/pause").uniform(0.6, 1.2), 3)
            parts = tuple(part.strip() for part in words.split("|"))
            labels = {"text": " ".join(parts), "skill": skill, "slots": slots}
            yield _row(take, kind, split, f"pause-{n}", voice, parts, (gap,), **labels)


def _near_misses(kind: str, split: Split) -> Iterator[Row]:
    for n, words in enumerate(_wake_data()["near"][split]):
        for voice, take in _cast(f"{kind}/{split}/{n}", split, TAKES[kind]):
            yield _row(take, kind, split, f"near-{n}", voice, (words,), text=words)


def _woken(kind: str, split: Split) -> Iterator[Row]:
    """Every sentence of a split behind "hey jarvis", half of them in one breath."""
    said = _wake_data()["phrases"]["hey_jarvis"]
    other = [(family, words, None, {}) for family, words in other_speech(split)]
    for n, (family, words, skill, slots) in enumerate(other if kind.endswith("_other") else commands(split)):
        name = f"{kind}/{split}/{n}"
        gap = round(chance(name + "/gap").uniform(0.1, 0.7), 3)
        texts, gaps = ((said, words), (gap,)) if n % 2 else ((f"{said}, {words}",), ())
        for voice, take in _cast(name, split, TAKES[kind], natural=kind.startswith("natural")):
            yield _row(take, kind, split, family, voice, texts, gaps, phrase="hey_jarvis", text=words, skill=skill, slots=slots)


def _wakes(kind: str, split: Split) -> Iterator[Row]:
    for phrase, said in _wake_data()["phrases"].items():
        for n in range(WAKE_TAKES[kind] if phrase == "hey_jarvis" else OTHER_PHRASE_TAKES):
            name = f"{kind}/{split}/{phrase}/{n}"
            ((voice, take),) = _cast(name, split, 1)
            draw = chance(name + "/command")
            family, words, skill, slots = commands(split)[int(draw.integers(len(commands(split))))]
            gap = round(draw.uniform(0.05, 0.8), 3)
            if kind == "wake_alone":
                yield _row(take, kind, split, "wake", voice, (said,), phrase=phrase)
                continue
            texts, gaps = ((said, words), (gap,)) if kind == "wake_gap" else ((f"{said}, {words}",), ())
            labels = {"phrase": phrase, "text": words, "skill": skill, "slots": slots}
            yield _row(take, kind, split, family, voice, texts, gaps, **labels)


KINDS: dict[str, Callable[[str, Split], Iterator[Row]]] = {
    "command": _commands,
    "other": _other,
    "pause": _pauses,
    "near_miss": _near_misses,
    "wake_alone": _wakes,
    "wake_gap": _wakes,
    "wake_breath": _wakes,
    "wake_command": _woken,
    "wake_other": _woken,
    "natural": _woken,
    "natural_other": _woken,
}


def _row(
    take: str,
    kind: str,
    split: Split,
    family: str,
    voice: Voice,
    texts: tuple[str, ...],
    gaps_s: tuple[float, ...] = (),
    **labels: Any,
) -> Row:
    draw = chance(take)
    conditions = NATURAL if voice.natural else CONDITIONS
    condition = str(draw.choice(list(conditions), p=list(conditions.values())))
    peak = {"quiet": -30.0, "loud": -6.0}.get(condition, round(float(draw.uniform(-24, -9)), 1))
    speed = float(draw.choice([1.0, 0.93, 1.08], p=[0.6, 0.2, 0.2]))
    return Row(take, kind, split, family, voice, condition, texts, gaps_s, peak, speed, **labels)


def _cast(name: str, split: Split, takes: int, natural: bool = False) -> list[tuple[Voice, str]]:
    """Different voices for one sentence, drawn by weight, each with the name of its clip."""
    mine = [voice for voice in voices() if voice.split == split and voice.natural == natural]
    weights = np.array([voice.weight for voice in mine])
    drawn = chance(name).choice(len(mine), size=takes, replace=False, p=weights / weights.sum())
    return [(mine[int(n)], f"{name}/{mine[int(n)].name}") for n in drawn]


def _families(file: str, split: Split) -> list[dict[str, Any]]:
    data = tomllib.loads((HERE / file).read_text())
    return [family for family in data["family"] if family["split"] == split]


@cache
def _wake_data() -> dict[str, Any]:
    return tomllib.loads((HERE / "wake.toml").read_text())
