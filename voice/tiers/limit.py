"""When a local model's reply has said enough."""

import re

from voice.clock import stopwatch

SENTENCES = 5
"""Of one reply: the system prompt asks for three; a small model that runs on is stopped."""

SENTENCE_END = re.compile(r"""(?:[A-Za-z]{3}|\d|[)"'])[.!?]["')]*\s""")
"""The three letters spare "Dr. " and "e.g. "."""

SECONDS = 20.0
"""Of one reply; at half of it, as at half of its tokens, the reply ends with its sentence."""


class Limit:
    """When a reply has said enough: so many sentences, tokens or seconds, and after half of them its sentence is its last.

    One that is not spoken is as long as its tokens.
    """

    def __init__(self, tokens: int, spoken: bool = True) -> None:
        self._tokens = tokens
        self._spoken = spoken
        self._watch = stopwatch()
        self._ends = 0

    def reached(self, text: str, tokens: int) -> int | None:
        """Where the text is to end, if it is."""
        if not self._spoken:
            return len(text) if tokens >= self._tokens else None
        used = max(tokens / self._tokens, self._watch() / SECONDS)
        ends = [found.end() for found in SENTENCE_END.finditer(text)]
        if len(ends) > self._ends and (len(ends) >= SENTENCES or used > 0.5):
            return ends[-1]
        self._ends = len(ends)
        return len(text) if used >= 1 else None
