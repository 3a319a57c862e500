"""Labelled sentences to measure the detector of personal data with: templates, values, word errors."""

import random
import re
import tomllib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from benchmarks.privacy.values import value
from benchmarks.routing.labelled import queries

FOLDER = Path(__file__).parent
HELD_OUT = 3
"""One template in so many is held out."""
HELD_OUT_PATTERNS = 8
"""One pattern in so many is held out."""
BLIND: tuple[str, ...] = ("t", "u", "w")
"""Rounds that neither a rule nor a weight was changed by."""

PRIVATE_REQUESTS = frozenset(
    [
        "i lost my job",
        "i just got married",
        "i broke up with my boyfriend",
        "i think i'm in love",
        "my baby won't sleep what can i do",
        "should i pay off my mortgage early or invest the money",
        "how much tax do i owe if i make eighty thousand and have two kids",
        "i earn {number} dollars an hour and work thirty hours what's left after twenty percent tax",
        "i'm in a wheelchair how do i get in",
        "my back hurts only in the morning what could be the reason and what should i change",
        "my landlord keeps my deposit what can i do",
    ]
)
"""The requests, of those that the router learns from, that say something private."""
FIRST_SEEN = tomllib.loads((FOLDER / "first_seen.toml").read_text(encoding="utf-8"))["round"]
"""How each round scored before anything was changed by it, in per cent."""

_ALTERNATIVES = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    kind: str
    """Kind of the personal data, or subject of a general question."""
    private: bool
    held_out: bool
    template: str
    previous: str = ""
    """What was said just before."""


def held_out(template: str) -> bool:
    """Whether a template is in the held-out split: by its text alone, so that adding others moves none."""
    return zlib.crc32(template.encode()) % HELD_OUT == 0


def sentences(seed: int = 1, private: int = 5, general: int = 6) -> Iterator[Labelled]:
    """Fill each template so many times with other values; those without a slot once."""
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


def patterns(most: int = 8) -> Iterator[Labelled]:
    """Every pattern of `statements.toml`, up to so many times with other alternatives, whatever other patterns there are."""
    for kind, lines in _read("statements").items():
        for pattern in lines.split("\n"):
            rng = random.Random(zlib.crc32(pattern.encode()))
            times = min(2 * most if kind == "general" else most, 1 + pattern.count("|"))
            held = zlib.crc32(pattern.encode()) % HELD_OUT_PATTERNS == 0
            for text in dict.fromkeys(_chosen(rng, pattern) for _ in range(times)):
                if text:
                    yield Labelled(text, kind, kind not in ("general", "values"), held, pattern)


def _chosen(rng: random.Random, pattern: str) -> str:
    """A pattern with one alternative of each bracket."""
    while bracket := _ALTERNATIVES.search(pattern):
        pattern = pattern[: bracket.start()] + rng.choice(bracket[1].split("|")) + pattern[bracket.end() :]
    return " ".join(pattern.split())


def general_requests() -> Iterator[Labelled]:
    """What people ask an assistant: the requests that the router's classifier learns from."""
    for query in queries("learnt"):
        if query.template in PRIVATE_REQUESTS:
            continue
        yield Labelled(query.text, "request", False, False, query.template)


def rounds(blind: bool) -> Iterator[Labelled]:
    """Sentences of the rounds: the last ones, by which nothing was changed, or the others."""
    for file in sorted(FOLDER.glob("rounds/*.toml")):
        if (file.stem in BLIND) == blind:
            yield from _labelled(_read(f"rounds/{file.stem}"), blind)


def _labelled(groups: dict[str, dict[str, list[str]]], blind: bool) -> Iterator[Labelled]:
    for group, kinds in groups.items():
        for kind, texts in kinds.items():
            for text in texts:
                previous, _, last = text.rpartition(" | ")
                yield Labelled(last, kind, group == "private", blind, text, previous)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def misheard(text: str, rng: random.Random, vocabulary: Sequence[str], rate: float = 0.1) -> str:
    """Lose, replace or add a share of a text's words, in equal parts.

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
