"""A question to the tiers: what is asked, and of whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from voice.answer.tools import Toolbox
from voice.messages import Message, Route


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    lines: Sequence[Message]
    """The conversation that a tier is sent; the question is its last line."""
    route: Route
    toolbox: Toolbox
