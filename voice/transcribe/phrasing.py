"""Phrasing: what people are likely to say to the skills, drawn at random from the skills' sentence templates.

Most are drawn from the usual ways to ask, where alternatives are equally likely. The others come from all that a skill
understands: those templates list the commonest wording first, so an alternative is the less likely the later it stands
(Zipf), and what is optional is mostly left out. Drawn often enough, the sentences are the training text of a language model.
"""

import random
from collections.abc import Iterator, Sequence
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
    from hassil import IntentData

    from voice.skills import Sentences

USUAL = 0.8
"""How often a usual way to ask is drawn, where a skill has some."""

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


SAID = {"m", "p", "shh", "sh"}
"""Words without a vowel: "a m", "p m", and to ask for silence."""

NAMED = {"free_room": "room"}
"""Lists of any words where words of another list are likely. Not names of timers: with more of them "set a timer" is heard as
"set tea timer"."""


class Phrasing:
    """Draws sentences; the same ones for the same seed."""

    def __init__(self, sentences: "Sentences", seed: int = 0) -> None:
        self._intents = sentences.intents
        self._spoken = sentences.spoken
        self._usual = sentences.usual
        self._random = random.Random(seed)

    def sentences(self, count: int, wake_phrases: Sequence[str]) -> Iterator[list[str]]:
        """`count` sentences in words, every second one behind a wake phrase."""
        while count:
            words = self._sentence()
            if all(map(_sayable, words)):
                woken = self._random.choice(wake_phrases).split() if wake_phrases and self._random.random() < 0.5 else []
                yield woken + words
                count -= 1

    def _sentence(self) -> list[str]:
        name, intent = self._random.choice(list(self._intents.intents.items()))
        if name in self._usual and self._random.random() < USUAL:
            parts = [self._said(self._random.choice(self._usual[name]).expression, None)]
            rules = ("polite_first", "polite_last")
        else:
            data = self._random.choice(intent.data)
            parts = [self._said(self._ranked(data.sentences).expression, data)]
            rules = ("before", "after")
        for rule, place in ((rules[0], 0), (rules[1], len(parts))):
            if self._random.random() < POLITE and rule in self._intents.expansion_rules:
                parts.insert(place, self._said(self._intents.expansion_rules[rule].expression, None))
        return " ".join(parts).lower().replace("-", " ").split()

    def _said(self, expression: Expression, data: "IntentData | None") -> str:
        """One way to say an expression. `data`: the block it stands in; without one, alternatives are equally likely."""
        if isinstance(expression, TextChunk):
            return str(expression.text)
        if isinstance(expression, ListReference):
            return self._listed(expression.list_name, data)
        if isinstance(expression, RuleReference):
            rules = {**self._intents.expansion_rules, **(data.expansion_rules if data else {})}
            return self._said(rules[expression.rule_name].expression, data)
        assert isinstance(expression, Alternative | Permutation | Series)
        items = list(expression.items)
        if isinstance(expression, Alternative):
            if expression.is_optional and self._random.random() > OPTIONAL:
                return ""
            return self._said(self._ranked(items) if data else self._random.choice(items), data)
        if isinstance(expression, Permutation):
            self._random.shuffle(items)
        return "".join(self._said(item, data) for item in items)

    def _listed(self, name: str, data: "IntentData | None") -> str:
        if name in self._spoken:
            return self._said(self._spoken[name].expression, None)
        name = NAMED.get(name, name)
        values = (data.slot_lists.get(name) if data else None) or self._intents.slot_lists.get(name)
        if isinstance(values, TextSlotList):
            return self._said(self._ranked(values.values, LISTED).text_in, data)
        return f"{self._random.choice(DO)} {self._random.choice(WHAT)}"

    def _ranked(self, items: Sequence[Any], exponent: float | None = None) -> Any:
        fall = ZIPF if exponent is None else exponent
        return self._random.choices(items, [1 / rank**fall for rank in range(1, len(items) + 1)])[0]


def _sayable(word: str) -> bool:
    """Whether a word is ever said: "50 %" is only written, and so are most units in short."""
    return word.replace("'", "").isalpha() and (len(word) > 3 or any(letter in "aeiouy" for letter in word) or word in SAID)
