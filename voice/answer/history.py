"""The conversation so far, as much of it as a tier should see."""

from collections import deque

from voice.messages import Message

EXCHANGES = 4
"""Question and answer pairs kept: follow-ups rarely reach further back, and every word costs first-token time."""


class History:
    """The last exchanges."""

    def __init__(self) -> None:
        self._exchanges: deque[tuple[Message, Message]] = deque(maxlen=EXCHANGES)

    def add(self, question: str, answer: str, private: tuple[str, ...] = ()) -> None:
        """`private`: kinds of private data that both count as."""
        self._exchanges.append((Message("user", question, private=private), Message("assistant", answer, private=private)))

    @property
    def last_reply(self) -> str:
        return self._exchanges[-1][1].text if self._exchanges else ""

    def with_question(self, question: str) -> list[Message]:
        """The messages a tier is sent."""
        return [*(message for exchange in self._exchanges for message in exchange), Message("user", question)]
