"""Phrasing: what people are likely to say to the skills, drawn at random from the skills' sentence templates.

Templates list the commonest wording first, so an alternative is the less likely the later it stands (Zipf), and what is
optional is mostly left out. Drawn often enough, the sentences are the training text of a language model.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hassil import (
    Alternative,
    Expression,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
    TextSlotList,
)
from hassil import Sequence as Series

if TYPE_CHECKING:
    from hassil import IntentData, Intents, Sentence

ZIPF = 2.0
"""Exponent of the fall with rank; of 1, 2 and 3, the one with which most commands were heard right."""

OPTIONAL = 0.25
"""How often an optional part is said."""

POLITE = 0.08
"""How often politeness stands before, or after, a sentence."""

FREE = (
    "call mum", "take out the trash", "feed the cat", "buy milk", "water the plants", "take my medicine", "pay the bills",
    "call the doctor", "check the oven", "do the laundry", "walk the dog", "pick up the kids", "go to the gym",
    "send the report", "book a table",
)  # fmt: skip
"""What stands where any words may: a stand-in, so that what follows them is expected."""


class Phrasing:
    """Draws sentences; the same ones for the same seed."""

    def __init__(self, intents: "Intents", spoken: "Mapping[str, Sentence]", seed: int = 0) -> None:
        self._intents = intents
        self._spoken = spoken
        self._random = random.Random(seed)

    def sentences(self, count: int, wake_phrases: Sequence[str]) -> Iterator[list[str]]:
        """`count` sentences in words, every second one behind a wake phrase."""
        for _ in range(count):
            woken = self._random.choice(wake_phrases).split() if wake_phrases and self._random.random() < 0.5 else []
            yield woken + self._sentence()

    def _sentence(self) -> list[str]:
        intent = self._random.choice(list(self._intents.intents.values()))
        data = self._random.choice(intent.data)
        parts = [self._said(self._ranked(data.sentences).expression, data)]
        for rule, place in (("before", 0), ("after", len(parts))):
            if self._random.random() < POLITE and rule in self._intents.expansion_rules:
                parts.insert(place, self._said(self._intents.expansion_rules[rule].expression, data))
        return " ".join(parts).lower().replace("-", " ").split()

    def _said(self, expression: Expression, data: "IntentData", evenly: bool = False) -> str:
        """One way to say an expression. `evenly`: numbers, of which none is likelier than another."""
        if isinstance(expression, TextChunk):
            return str(expression.text)
        if isinstance(expression, ListReference):
            return self._listed(expression.list_name, data)
        if isinstance(expression, RuleReference):
            rules = {**self._intents.expansion_rules, **data.expansion_rules}
            return self._said(rules[expression.rule_name].expression, data, evenly)
        assert isinstance(expression, Alternative | Permutation | Series)
        items = list(expression.items)
        if isinstance(expression, Alternative):
            return self._either(items, data, evenly, expression.is_optional)
        if isinstance(expression, Permutation):
            self._random.shuffle(items)
        return "".join(self._said(item, data, evenly) for item in items)

    def _either(self, items: list[Expression], data: "IntentData", evenly: bool, optional: bool) -> str:
        if optional and self._random.random() > OPTIONAL:
            return ""
        return self._said(self._random.choice(items) if evenly else self._ranked(items), data, evenly)

    def _listed(self, name: str, data: "IntentData") -> str:
        if name in self._spoken:
            return self._said(self._spoken[name].expression, data, evenly=True)
        values = data.slot_lists.get(name) or self._intents.slot_lists.get(name)
        if isinstance(values, TextSlotList):
            return self._said(self._random.choice(values.values).text_in, data, evenly=True)
        return self._random.choice(FREE)

    def _ranked(self, items: Sequence[Any]) -> Any:
        return self._random.choices(items, [1 / rank**ZIPF for rank in range(1, len(items) + 1)])[0]
