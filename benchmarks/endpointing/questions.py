"""Questions that are made of templates and words, for the classifier of whole requests: they teach it where a question of each
build may end, and mean nothing.
"""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

SOURCE = tomllib.loads((Path(__file__).parent / "questions.toml").read_text())

MOST_TOLD = 8
"""Words that are told before a question at most."""


def questions(count: int) -> list[str]:
    """Make so many questions, of each template as many; the same every time."""
    draw, templates = random.Random(0), SOURCE["templates"]
    return [_filled(templates[number % len(templates)], draw) for number in range(count)]


def behind(told: Sequence[str], count: int) -> Iterator[str]:
    """Make so many questions, each behind a sentence that only tells something: "my back hurts what is a nerve"."""
    draw, short = random.Random(0), [text for text in told if len(text.split()) <= MOST_TOLD]
    return (f"{draw.choice(short)} {text}" for text in draw.sample(questions(count * 4), count))


def _filled(template: str, draw: random.Random) -> str:
    text = re.sub(r"\{(\w+)\}", lambda slot: draw.choice(SOURCE["words"][slot[1]]), template)
    return re.sub(r"\ba (?=[aeiou])", "an ", text)
