"""Labelled sentences to measure the detector of personal data with: templates, values, word errors."""

import random
import tomllib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from benchmarks.privacy.values import value

FOLDER = Path(__file__).parent
HELD_OUT = 3
"""One template in so many is held out."""


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    kind: str
    """Kind of the personal data, or subject of a general question."""
    private: bool
    held_out: bool
    template: str


def held_out(template: str) -> bool:
    """Whether a template is in the held-out split: by its text alone, so that adding others moves none."""
    return zlib.crc32(template.encode()) % HELD_OUT == 0


def sentences(seed: int = 1, private: int = 5, general: int = 6) -> Iterator[Labelled]:
    """Every template so many times with other values; those without a slot once."""
    rng = random.Random(seed)
    for group, kinds in _read("sentences").items():
        for kind, templates in kinds.items():
            for template in templates:
                slots = [name for _, name, _, _ in Formatter().parse(template) if name]
                for _ in range((private if group == "private" else general) if slots else 1):
                    text = "".join(
                        before + (value(rng, name) if name else "") for before, name, _, _ in Formatter().parse(template)
                    )
                    yield Labelled(_written(rng, text), kind, group == "private", held_out(template), template)


def plain(name: str) -> Iterator[Labelled]:
    """Sentences without slots: "seen", which the rules were changed by, or "blind", which they were not."""
    for group, kinds in _read(name).items():
        for kind, texts in kinds.items():
            for text in texts:
                yield Labelled(text, kind, group == "private", name == "blind", text)


def _read(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def misheard(text: str, rng: random.Random, vocabulary: Sequence[str], rate: float = 0.1) -> str:
    """The text with so many of its words lost, replaced or followed by another, in equal parts.

    What is written in figures or with an @ stays: it stands for many words, and without it nothing private would be left.
    """
    words: list[str] = []
    for word in text.split():
        if rng.random() >= rate or "@" in word or any(map(str.isdecimal, word)):
            words.append(word)
            continue
        words += rng.choice([[], [rng.choice(vocabulary)], [word, rng.choice(vocabulary)]])
    return " ".join(words)


def _written(rng: random.Random, text: str) -> str:
    """One in four as a recogniser with punctuation writes it, the others as words alone."""
    if rng.random() >= 0.25:
        return text
    first = text.split()[0] if text.split() else ""
    asks = first in (
        "what",
        "who",
        "how",
        "where",
        "when",
        "is",
        "does",
        "did",
        "can",
        "which",
        "what's",
        "why",
        "do",
        "should",
    )
    written = text.replace(" i ", " I ").replace(" i'm ", " I'm ")
    return written[:1].upper() + written[1:] + ("?" if asks else ".")
