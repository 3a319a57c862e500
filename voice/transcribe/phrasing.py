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

LISTED = 0.7
"""The same for what a list holds: units, timer names, days."""

OPTIONAL = 0.25
"""How often an optional part is said."""

POLITE = 0.08
"""How often politeness stands before, or after, a sentence."""

DO = (
    "call", "pay", "buy", "feed", "take out", "take", "check", "clean", "wash", "send", "pick up", "book", "turn off", "charge",
    "order", "fix", "empty", "text", "email", "return", "water", "lock", "pack", "get", "bring", "put away", "move", "start",
    "finish", "do", "make", "visit", "walk", "go to", "look at", "write to", "talk to", "meet",
)  # fmt: skip
WHAT = (
    "mum", "mom", "dad", "milk", "bread", "eggs", "the cat", "the dog", "the plants", "the trash", "the rubbish", "the bins",
    "my medicine", "my pills", "the oven", "the laundry", "the dishes", "the car", "the letter", "the report", "the doctor",
    "the dentist", "the kids", "the tickets", "a table", "the phone", "my homework", "the door", "the bills", "the rent",
    "the bank", "the gym", "the office", "school", "work", "dinner", "lunch", "the meeting", "a break", "water", "the garden",
    "the windows", "the package", "my sister", "my brother", "grandma", "the book", "the shopping", "flowers", "a present",
)  # fmt: skip
"""What stands where any words may: errands, so that what follows them is expected and some of them are heard."""


NAMED = {"free_room": "room"}
"""Lists of any words where words of another list are likely. Not names of timers: with more of them "set a timer" is heard as
"set tea timer"."""


class Phrasing:
    """Draws sentences; the same ones for the same seed."""

    def __init__(self, intents: "Intents", spoken: "Mapping[str, Sentence]", seed: int = 0) -> None:
        self._intents = intents
        self._spoken = spoken
        self._random = random.Random(seed)

    def sentences(self, count: int, wake_phrases: Sequence[str]) -> Iterator[list[str]]:
        """`count` sentences in words, every second one behind a wake phrase."""
        while count:
            words = self._sentence()
            if all(word.replace("'", "").isalpha() for word in words):  # the rest is only ever written: "50 %"
                woken = self._random.choice(wake_phrases).split() if wake_phrases and self._random.random() < 0.5 else []
                yield woken + words
                count -= 1

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
        name = NAMED.get(name, name)
        values = data.slot_lists.get(name) or self._intents.slot_lists.get(name)
        if isinstance(values, TextSlotList):
            return self._said(self._ranked(values.values, LISTED).text_in, data)
        return f"{self._random.choice(DO)} {self._random.choice(WHAT)}"

    def _ranked(self, items: Sequence[Any], exponent: float | None = None) -> Any:
        fall = ZIPF if exponent is None else exponent
        return self._random.choices(items, [1 / rank**fall for rank in range(1, len(items) + 1)])[0]
