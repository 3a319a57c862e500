"""Phrasing: what people are likely to say to the skills in English, drawn at random from the skills' sentence templates.

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

SHARES = {"timer_change": 0.3, "lists": 0.2} | dict.fromkeys(("chance", "stopwatch", "snooze"), 0.15) | dict.fromkeys(
    ("spell", "courtesy", "help", "emergency", "about"), 0.0
)
"""How often a skill is asked for, where it is less than the others. Each costs those: with all alike, four commands in a
hundred more were misheard in noise. Those of 0 are for who types, or has Whisper."""

ZIPF = 2.0
"""Exponent of the fall with rank; of 1, 2 and 3, the one with which most commands were heard right."""

LISTED = 0.7
"""Exponent of the fall with rank among the values of a list: units, timer names, days."""

OPTIONAL = 0.25
"""How often an optional part is said."""

POLITE = 0.08
"""How often politeness stands before, or after, a sentence."""

ERRANDS = (
    "go to bed", "go to sleep", "go home", "go shopping", "go for a walk", "go for a run", "go out", "get up", "wake up",
    "drink water", "drink some water", "eat", "eat lunch", "eat breakfast", "eat something", "stretch", "exercise", "work out",
    "take a break", "take a nap", "take a shower", "take my medicine", "take my pills", "take the pills", "take vitamins",
    "brush my teeth", "do my homework", "do the laundry", "do the dishes", "do the shopping", "make dinner", "make lunch",
    "make coffee", "cook dinner", "start dinner", "order pizza", "stand up", "leave", "leave for work", "leave for the airport",
    "catch the bus", "catch the train", "catch a flight", "log in", "join the call", "join the meeting", "stop working",
    "study", "practice piano", "practice guitar", "read a book", "watch the news", "watch the game", "say happy birthday",
    "water the plants", "take out the trash", "take out the rubbish", "put the bins out", "walk the dog", "feed the cat",
    "feed the dog", "check the oven", "turn off the oven", "turn off the stove", "lock the door", "close the window",
    "open the window", "shut the window", "pick up the kids", "pick up the children", "pick up milk", "buy milk", "buy bread",
    "buy eggs", "buy groceries", "get gas", "get some rest", "pay the rent", "pay the bills", "charge my phone", "back up",
)  # fmt: skip
DO = (
    "call", "call", "call", "phone", "ring", "text", "email", "message", "write to", "talk to", "meet", "visit", "see", "ask",
    "thank", "pay", "buy", "buy", "get", "order", "book", "cancel", "renew", "feed", "take out", "take", "bring", "send",
    "post", "pick up", "drop off", "collect", "return", "check", "check", "clean", "wash", "dry", "iron", "fold", "fix",
    "repair",
    "change", "empty", "fill", "water", "lock", "open", "close", "shut", "turn off", "turn on", "charge", "pack", "move",
    "put away", "put out", "start", "finish", "read", "sign", "print", "prepare", "bake", "cook", "find", "look at", "go to",
)  # fmt: skip
WHAT = (
    "mom", "mum", "dad", "my mother", "my father", "my sister", "my brother", "my wife", "my husband", "my son", "my daughter",
    "grandma", "grandpa", "the kids", "the children", "the baby", "the boss", "my boss", "the doctor", "the dentist", "the vet",
    "the bank", "the school", "the office", "the landlord", "the plumber", "the neighbors", "the team", "a friend", "the cat",
    "the dog", "the fish", "the plants", "the flowers", "the garden", "the lawn", "milk", "bread", "eggs", "butter", "cheese",
    "coffee", "groceries", "the groceries", "the shopping", "the trash", "the garbage", "the rubbish", "the bins",
    "the recycling", "my medicine", "my pills", "the prescription", "the oven", "the stove", "the cake", "the chicken",
    "the soup", "the laundry", "the washing", "the clothes", "the dishes", "the dishwasher", "the sheets", "the floor",
    "the kitchen", "the bathroom", "the room", "my room", "the house", "the car", "the bike", "the tires", "the letter",
    "the report", "the email", "the package", "the parcel", "the form", "the contract", "the invoice", "the bill", "the bills",
    "the rent", "the tickets", "a ticket", "a table", "a taxi", "a hotel", "the flight", "the phone", "my phone", "the laptop",
    "the computer", "the battery", "the tv", "the heating", "the lights", "the door", "the front door", "the window",
    "the windows", "the gate", "the garage", "my homework", "the meeting", "the appointment", "the gym", "work", "dinner",
    "lunch", "breakfast", "water", "a book", "the book", "a present", "a gift", "a card", "my bag", "my keys", "the passport",
)  # fmt: skip
"""Errands and people, drawn where a template allows any words, so that the model expects words there."""

SAID = {"m", "p", "shh", "sh"}
"""Words without a vowel that people do say: "a m", "p m", "shh"."""

NAMED = {"free_room": "room", "free_city": "city", "free_from": "city", "free_item": "item", "free_word": "item"}
"""List of any words → list of words likely in it. Not names of timers: with more of them "set a timer" is heard as
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
        names = list(self._intents.intents)
        [name] = self._random.choices(names, [SHARES.get(name, 1.0) for name in names])
        intent = self._intents.intents[name]
        if name in self._usual and self._random.random() < USUAL:
            parts = [self._said(self._random.choice(self._usual[name]).expression, None)]
            rules = ("polite_first", "polite_last")
        else:
            data = self._random.choice([one for one in intent.data if not (one.metadata or {}).get("loose")])
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
            own = data.expansion_rules.get(expression.rule_name) if data else None
            return self._said((own or self._intents.expansion_rules[expression.rule_name]).expression, data)
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
        if self._random.random() < 0.4:
            return self._random.choice(ERRANDS)
        return f"{self._random.choice(DO)} {self._random.choice(WHAT)}"

    def _ranked(self, items: Sequence[Any], exponent: float | None = None) -> Any:
        fall = ZIPF if exponent is None else exponent
        return self._random.choices(items, [1 / rank**fall for rank in range(1, len(items) + 1)])[0]


def _sayable(word: str) -> bool:
    """Whether a word is ever said: "50 %" is only written, and so are most units in short."""
    return word.replace("'", "").isalpha() and (len(word) > 3 or any(letter in "aeiouy" for letter in word) or word in SAID)
