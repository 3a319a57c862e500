"""The conversation so far, as much of it as a tier should see."""

from collections import deque

from voice.messages import Message

EXCHANGES = 4
"""Question and answer pairs kept: follow-ups rarely reach further back, and every word costs first-token time."""


class History:
    """The last exchanges."""

    def __init__(self) -> None:
        self._exchanges: deque[tuple[str, str]] = deque(maxlen=EXCHANGES)

    def add(self, question: str, answer: str) -> None:
        self._exchanges.append((question, answer))

    @property
    def last_reply(self) -> str:
        return self._exchanges[-1][1] if self._exchanges else ""

    def with_question(self, question: str) -> list[Message]:
        """The messages a tier is sent."""
        past = [
            message
            for asked, answered in self._exchanges
            for message in (Message("user", asked), Message("assistant", answered))
        ]
        return [*past, Message("user", question)]
