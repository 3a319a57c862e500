"""Remembers what was private in this process, and what places that are not trusted said, as they said it.

History that goes out is made of this, not of the words that were put back. It is kept in memory alone, and only the latest.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
        self._replies: OrderedDict[str, Told | None] = OrderedDict()
        """None: a model at home said it."""

    @property
    def values(self) -> Sequence[Value]:
        """The oldest first."""
        return list(self._values.values())

    def learn(self, kind: str, value: str) -> None:
        if kind in LABELS and value and not is_function_word(value.lower()):
            known = value_of(kind, value)
            self._values[kind, known.canonical] = known
            self._values.move_to_end((kind, known.canonical))
            while len(self._values) > MOST_VALUES:
                self._values.popitem(last=False)

    def forget(self) -> None:
        self._values.clear()
        self._replies.clear()
        _letters.cache_clear()

    def said(self, told: str, redactor: Redactor) -> None:
        """Remember a reply as it was told, before the user's own words were put back by `redactor`."""
        self._remember(redactor.restore(told), Told(told, redactor))

    def said_at_home(self, reply: str) -> None:
        self._remember(reply, None)

    def told(self, reply: str) -> Told | None:
        """What a place that knew nothing private said in this reply; None: somebody else said it."""
        return self._replies.get(self._known(reply))

    def is_from_home(self, reply: str) -> bool:
        """Whether a model at home said it, which may tell whatever it was ever told."""
        return (known := self._known(reply)) in self._replies and self._replies[known] is None

    def _remember(self, reply: str, told: Told | None) -> None:
        if key := _letters(reply):
            self._replies[key] = told
            while len(self._replies) > MOST_REPLIES:
                self._replies.popitem(last=False)

    def _known(self, reply: str) -> str:
        """Return the letters of the reply that this is, or that it is the beginning of."""
        key = _letters(reply)
        if key in self._replies or len(key) < BEGINNING:
            return key
        return next((said for said in list(self._replies) if said.startswith(key)), key)

    def kinds_in(self, text: str) -> list[str]:
        """Kinds of the values that a text holds, whatever stands around them."""
        read = text_of(text)
        return [one.kind for one in self.values if any(end - start >= len(one.said) for start, end in again(read, one))]


@lru_cache(MOST_REPLIES)
def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.lower()))
