"""Remembers what was private in this process, and what places that are not trusted said, as they said it.

History that goes out is made of this, not of the words that were put back. It is kept in memory alone, and only the latest.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from voice.privacy import LABELS
from voice.privacy.language import is_function_word
from voice.privacy.redact import Redactor
from voice.privacy.repeats import Value, again, text_of, value_of

MOST_VALUES = 32
MOST_REPLIES = 256
BEGINNING = 24
"""Letters from which the beginning of a reply is known again: the listener may have interrupted it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a place said that knew nothing private."""

    text: str
    """With its placeholders."""
    redactor: Redactor
    """Knows what they stand for."""


class Memory:
    """The values and the replies of all conversations."""

    def __init__(self) -> None:
        self._values: OrderedDict[tuple[str, str], Value] = OrderedDict()
        self._replies: OrderedDict[str, Told] = OrderedDict()

    @property
    def values(self) -> Sequence[Value]:
        """The oldest first."""
        return list(self._values.values())

    def learn(self, kind: str, value: str) -> None:
        if kind in LABELS and not is_function_word(value.lower()):
            known = value_of(kind, value)
            self._values[kind, known.canonical] = known
            self._values.move_to_end((kind, known.canonical))
            while len(self._values) > MOST_VALUES:
                self._values.popitem(last=False)

    def said(self, told: str, redactor: Redactor) -> None:
        """Remember a reply as it was told, before the user's own words were put back by `redactor`."""
        if key := _letters(redactor.restore(told)):
            self._replies[key] = Told(told, redactor)
            while len(self._replies) > MOST_REPLIES:
                self._replies.popitem(last=False)

    def told(self, reply: str) -> Told | None:
        """What a place that knew nothing private said in this reply; None: somebody else said it."""
        key = _letters(reply)
        if (known := self._replies.get(key)) or len(key) < BEGINNING:
            return known
        return next((told for said, told in list(self._replies.items()) if said.startswith(key)), None)

    def kinds_in(self, text: str) -> list[str]:
        """Kinds of the values that a text holds, whatever stands around them."""
        read = text_of(text)
        return [one.kind for one in self.values if any(end - start >= len(one.said) for start, end in again(read, one))]


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.lower()))
