"""The labelled requests: `queries/<task type>.txt`, a template a line, its {slots} filled from `queries/slots.toml`.

A template belongs to one split for good, and so does every value of a slot and every way of being polite: the held-out
requests share none of them with those that are learnt from.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal
from zlib import crc32

import numpy as np

FOLDER = Path(__file__).with_name("queries")
DEVICE = ("short answer", "classification", "rewording", "small talk", "follow-up")
CLOUD = ("code", "reasoning", "long-form", "synthesis", "world knowledge", "planning")
KINDS = DEVICE + CLOUD
EITHER = "either"
"""Both tiers will do: trained towards one half, left out of accuracy."""

Split = Literal["learnt", "held_out"]
FILLS = {"learnt": 2, "held_out": 2}
"""Requests made of a template with slots."""

WRAPPED = 0.35
"""Share of the held-out requests that are put politely, or hesitantly; of the learnt ones, each has such a copy."""

BEFORE_ANY = ("um", "uh", "okay", "so", "okay so", "hey", "well", "right", "alright", "please", "excuse me", "hmm let me see",
              "hello", "oh and", "um yeah", "sorry", "one question", "quick question", "i have a question", "you know what",
              "listen", "now", "hi there")  # fmt: skip
AFTER_ANY = ("please", "thanks", "thank you", "if you can", "for me", "right now", "again", "then", "i forgot", "actually",
             "if you know", "real quick", "do you know", "you know", "would you")  # fmt: skip
BEFORE_QUESTION = ("can you tell me", "could you tell me", "do you know", "tell me", "i'd like to know", "i want to know",
                   "i wonder", "do you happen to know", "please tell me", "i was wondering", "my son wants to know",
                   "would you know", "any idea", "i need to know", "we were wondering")  # fmt: skip
BEFORE_ORDER = ("can you", "could you", "please", "would you", "can you please", "could you please", "i want you to",
                "i'd like you to", "i need you to", "will you", "go ahead and", "let's see if you can", "would you mind to",
                "try to", "are you able to", "it would be great if you could")  # fmt: skip
QUESTION = frozenset(["what", "what's", "who", "who's", "when", "where", "where's", "how", "why", "which"])
ORDER = frozenset(
    ["write", "tell", "explain", "compare", "plan", "make", "give", "translate", "summarise", "summarize", "draft", "compose",
     "create", "describe", "help", "find", "show", "solve", "prove", "list", "name", "define", "spell", "rephrase", "put",
     "say", "build", "implement", "design", "suggest"]
)  # fmt: skip
HELD_EVERY = 5
"""One in five templates, slot values and wrappings is held out."""


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    kind: str
    template: str

    @property
    def tier(self) -> str:
        return "cloud" if self.kind in CLOUD else "device"


def templates(split: Split) -> Iterator[tuple[str, str]]:
    """(task type, template) of a split."""
    for kind in (*KINDS, EITHER):
        for line in (FOLDER / f"{kind}.txt").read_text().splitlines():
            held_out = crc32(line.encode()) % HELD_EVERY == 0
            if line and not line.startswith("#") and held_out == (split == "held_out"):
                yield kind, line


@cache
def queries(split: Split) -> tuple[Query, ...]:
    """Every labelled request of a split, each once."""
    found: dict[str, Query] = {}
    for kind, template in templates(split):
        for text in _filled(template, split):
            found.setdefault(text, Query(text, kind, template))
    if split == "learnt":
        return tuple(found.values())
    learnt = {query.text for query in queries("learnt")}
    return tuple(_wrapped_by_chance(query) for query in found.values() if query.text not in learnt)


def untemplated(name: Literal["fresh", "blind"]) -> Iterator[tuple[str, str]]:
    """(tier, request) of those written in the way of no template: `fresh` for an earlier model, `blind` for this one."""
    learnt = {query.text for query in queries("learnt")}
    for tier, texts in tomllib.loads((FOLDER / f"{name}.toml").read_text()).items():
        yield from ((tier, text) for text in texts if text not in learnt)


def wrapped(query: Query, split: Split) -> Query:
    """The same request put politely, or hesitantly."""
    draw = chance(query.text + "/wrapped")
    first = query.text.split()[0]
    before = BEFORE_QUESTION if first in QUESTION else BEFORE_ORDER if first in ORDER else BEFORE_ANY
    before = before if draw.random() < 0.6 else BEFORE_ANY
    if draw.random() < 0.25:
        return replace(query, text=f"{query.text} {draw.choice(part(AFTER_ANY, split))}")
    return replace(query, text=f"{draw.choice(part(before, split))} {query.text}")


def part(values: tuple[str, ...], split: Split) -> tuple[str, ...]:
    """What of a list of values belongs to a split."""
    return tuple(v for n, v in enumerate(values) if (n % HELD_EVERY == HELD_EVERY - 1) == (split == "held_out"))


def chance(name: str) -> np.random.Generator:
    """Random numbers that depend on a name alone."""
    return np.random.default_rng(crc32(name.encode()))


@cache
def slots() -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in tomllib.loads((FOLDER / "slots.toml").read_text()).items()}


def _filled(template: str, split: Split) -> Iterator[str]:
    if "{" not in template:
        yield template
        return
    draw = chance(template)
    for _ in range(FILLS[split]):
        used: set[str] = set()

        def value(found: re.Match[str], used: set[str] = used) -> str:
            every = part(slots()[found[1]], split)
            used.add(chosen := str(draw.choice([one for one in every if one not in used] or every)))
            return chosen

        yield re.sub(r"\{(\w+)\}", value, template)


def _wrapped_by_chance(query: Query) -> Query:
    polite = query.kind not in ("small talk", "follow-up") and chance(query.text).random() < WRAPPED
    return wrapped(query, "held_out") if polite else query
