"""Texts: what is said to a wake word in training, so that it hears the phrase and nothing else.

Whatever is drawn for one part ("train", "tune" or "check") is drawn for no other.
"""

import random
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from voice.wake.train import lexicon

Part = Literal["train", "tune", "check"]
PARTS: tuple[Part, ...] = get_args(Part)

SHARES = {"train": 0.6, "tune": 0.2, "check": 0.2}
"""How much of the texts each part gets."""

ENDINGS = ("", ".", "!", "?", ",", "…")
"""What is written behind the phrase, so that synthesisers say it in several tunes."""

CARRIERS = (
    "{}", "the {}", "my {}", "a {}", "old {}", "where is {}", "{} is here", "and {}", "that was {}", "i like {}", "hello {}",
    "no {}", "{} again", "dear {}", "a new {}", "is it {}", "this {} is mine", "good {}", "{} and {}", "oh {}",
)  # fmt: skip
"""Where a part of the phrase stands when nobody is called."""

CALLED = (
    "mom", "dad", "john", "peter", "mary", "google", "siri", "you", "man", "darling", "everybody", "buddy",
    "stop", "listen", "what", "come here", "wait", "jupiter", "harry", "connor", "carter", "travis", "marvin", "joe",
    "nice to see you", "look at this", "i said no", "let me see", "so what", "we are late", "how are you", "thank you", "now",
)  # fmt: skip
"""What follows the first word of a phrase when somebody else is called, or nobody."""

FILLERS = ("um", "uh", "hmm", "ah", "oh", "well", "yes", "no", "so", "and then", "you know", "ha ha ha", "psst", "aha", "wow")

RANDOM_WORDS = 600
"""Sentences of random words: sounds that nobody thought of."""


def part_of(text: str) -> Part:
    """Say which part a text is for: always the same one."""
    place = zlib.crc32(text.encode()) % 1000 / 1000
    return "train" if place < SHARES["train"] else "tune" if place < SHARES["train"] + SHARES["tune"] else "check"


def only(part: Part, texts: Sequence[str]) -> list[str]:
    return [text for text in texts if part_of(text) == part]


def wordings(phrase: str) -> list[str]:
    """Write the phrase in several ways that are said alike."""
    first, _, rest = phrase.partition(" ")
    return [phrase + end for end in ENDINGS] + ([f"{first}, {rest}", f"{first}, {rest}!"] if rest else [])


def near_misses(phrase: str, at_most: int) -> list[str]:
    """List what is most easily taken for the phrase: sound-alikes, its parts, its beginning with another ending."""
    words = phrase.split()
    pieces = {" ".join(words[n:]) for n in range(1, len(words))} | {" ".join(words[:n]) for n in range(1, len(words))}
    parts = [carrier.format(*[piece] * 2) for piece in sorted(pieces) for carrier in CARRIERS]
    calls = [f"{' '.join(words[:-1])} {other}".strip() for other in CALLED]
    return [text for text in (*lexicon.sound_alikes(phrase, at_most), *parts, *calls) if not lexicon.holds(text, phrase)]


def everyday(phrase: str, sentences: Sequence[str]) -> list[str]:
    """List sentences without the phrase: those given, those beside this file, random words, fillers."""
    bundled = Path(__file__).with_name("everyday.txt").read_text(encoding="utf-8").splitlines()
    draw = random.Random(0)
    known = sorted(word for word in lexicon.words() if 3 <= len(word) <= 9)
    rare = [" ".join(draw.choices(known, k=draw.randint(2, 7))) for _ in range(RANDOM_WORDS)]
    texts = (*bundled, *sentences, *rare, *FILLERS)
    return [text for text in texts if not lexicon.holds(re.sub(r"[^a-z' ]", "", text.casefold()), phrase)]
