"""Decides when a local model's reply has said enough."""

from collections.abc import Callable

from voice.clock import stopwatch
from voice.english.stops import sentence_ends

SENTENCES = 5
"""Stop a reply after so many sentences: the prompt asks for three, and small models run on."""

SECONDS = 20.0
"""Stop a reply after so many seconds; after half of them, or of its tokens, stop at the end of the sentence."""


class Limit:
    """Limits one reply in sentences, tokens and seconds; past half of them it ends with its current sentence.

    A reply that is not spoken ends at its last token only.
    """

    def __init__(self, tokens: int, spoken: bool = True) -> None:
        self._tokens = tokens
        self._spoken = spoken
        self._watch: Callable[[], float] | None = None
        """Seconds since the first token: how long the prompt took does not count."""
        self._ends = 0

    def reached(self, text: str, tokens: int) -> int | None:
        """The index at which the text must end; None while it may go on."""
        if not self._spoken:
            return len(text) if tokens >= self._tokens else None
        self._watch = self._watch or stopwatch()
        used = max(tokens / self._tokens, self._watch() / SECONDS)
        ends = sentence_ends(text)
        if len(ends) > self._ends and (len(ends) >= SENTENCES or used > 0.5):
            return ends[-1]
        self._ends = len(ends)
        return len(text) if used >= 1 else None
