"""The conversation so far, as much of it as a tier should see."""

from voice.messages import Message

EXCHANGES, LEFT = 4, 2
"""The most question and answer pairs kept, and how many are left once there are more: follow-ups rarely reach further back, and
every word costs first-token time. They are let go of together, as a model has read all that follows what stays the same:
if one went with every turn, nothing of the conversation would ever be read before it is asked on."""


class History:
    """The last exchanges."""

    def __init__(self) -> None:
        self._exchanges: list[tuple[Message, Message]] = []

    def add(self, question: str, answer: str, private: tuple[str, ...] = ()) -> None:
        """`private`: kinds of private data that both count as."""
        self._exchanges.append((Message("user", question, private=private), Message("assistant", answer, private=private)))
        if len(self._exchanges) > EXCHANGES:
            self._exchanges = self._exchanges[-LEFT:]

    @property
    def last_reply(self) -> str:
        return self._exchanges[-1][1].text if self._exchanges else ""

    def with_question(self, question: str) -> list[Message]:
        """The messages a tier is sent."""
        return [*(message for exchange in self._exchanges for message in exchange), Message("user", question)]
