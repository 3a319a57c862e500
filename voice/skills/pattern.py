"""Turns hassil templates into regular expressions, which match the same sentences in microseconds.

hassil's own matcher takes milliseconds over this many templates.
"""

import re
from collections.abc import Sequence, Set
from functools import cache
from itertools import permutations
from typing import Any, cast

import hassil

from voice.english.numbers_heard import in_digits

GAP = r"\b ?"
"""A space in a template. It is optional, because what stands on either side may be; but it is never inside a word."""

FREE = r"\S+(?: \S+)*?"
DECIMAL = r"\d+(?:\.\d+)?"


class Writer:
    """Writes regular expressions for templates that share lists and rules."""

    def __init__(self, lists: dict[str, hassil.SlotList], rules: dict[str, hassil.Sentence]) -> None:
        self._lists = lists
        self._rules = rules
        self._words: dict[str, dict[str, Any]] = {}
        self._rule_needs = cache(lambda name: self.needs(rules[name].expression))
        self._rule_written = cache(self._write_rule)
        self._rule_vocabulary = cache(lambda name: self.vocabulary(rules[name].expression))
        self._rule_holds_free = cache(lambda name: self.holds_free(rules[name].expression))

    def values(self, list_name: str) -> dict[str, Any]:
        """Give every wording of a list of words, with its value."""
        if list_name not in self._words:
            words = cast(hassil.TextSlotList, self._lists[list_name])
            self._words[list_name] = {
                " ".join(plain_words(text)): value.value_out
                for value in words.values
                for text in hassil.sample_expression(value.text_in, self._lists, self._rules)
            }
        return self._words[list_name]

    def is_words(self, list_name: str) -> bool:
        return isinstance(self._lists[list_name], hassil.TextSlotList)

    def is_number(self, list_name: str) -> bool:
        return isinstance(self._lists[list_name], hassil.RangeSlotList)

    def holds_free(self, expression: hassil.Expression) -> bool:
        """Whether some of its words are free."""
        if isinstance(expression, hassil.RuleReference):
            return self._rule_holds_free(expression.rule_name)
        if isinstance(expression, hassil.ListReference):
            return not (self.is_words(expression.list_name) or self.is_number(expression.list_name))
        return isinstance(expression, hassil.Group) and any(map(self.holds_free, expression.items))

    def written(self, expression: hassil.Expression, captured: list[hassil.ListReference]) -> str:
        """Write what matches an expression. Its lists become groups and are appended to `captured` in that order."""
        if isinstance(expression, hassil.TextChunk):
            return "".join(_atoms(expression.text))
        if isinstance(expression, hassil.ListReference):
            captured.append(expression)
            return f"({self._item(expression)})"
        if isinstance(expression, hassil.RuleReference):
            text, inside = self._rule_written(expression.rule_name)
            captured += inside
            return text
        items = self.choices(expression)
        if isinstance(expression, hassil.Sequence):
            return "".join(self.written(item, captured) for item in items)
        return "(?:" + "|".join(self.written(item, captured) for item in items) + ")"

    def _write_rule(self, name: str) -> tuple[str, Sequence[hassil.ListReference]]:
        captured: list[hassil.ListReference] = []
        return self.written(self._rules[name].expression, captured), captured

    def needs(self, expression: hassil.Expression) -> frozenset[str]:
        """Texts of which each request that it matches holds at least one; empty where there are none."""
        if isinstance(expression, hassil.TextChunk):
            return frozenset(filter(None, [" ".join(plain_words(expression.text))]))
        if isinstance(expression, hassil.RuleReference):
            return self._rule_needs(expression.rule_name)
        if isinstance(expression, hassil.ListReference):
            return frozenset(self.values(expression.list_name) if self.is_words(expression.list_name) else ())
        items = [self.needs(item) for item in cast(hassil.Group, expression).items]
        if isinstance(expression, hassil.Alternative):
            return frozenset[str]().union(*items) if all(items) else frozenset()
        return max(reversed(items), key=lambda texts: min(map(len, texts), default=0), default=frozenset())

    def vocabulary(self, expression: hassil.Expression) -> Set[str]:
        """All words of an expression, with those of its lists."""
        if isinstance(expression, hassil.TextChunk):
            return set(plain_words(expression.text))
        if isinstance(expression, hassil.RuleReference):
            return self._rule_vocabulary(expression.rule_name)
        if isinstance(expression, hassil.ListReference):
            values = self.values(expression.list_name) if self.is_words(expression.list_name) else {}
            return {word for text in values for word in text.split()}
        return set[str]().union(*map(self.vocabulary, cast(hassil.Group, expression).items))

    def _item(self, reference: hassil.ListReference) -> str:
        if self.is_words(reference.list_name):
            return "|".join(sorted(map(re.escape, self.values(reference.list_name)), reverse=True))
        slot_list = self._lists[reference.list_name]
        if not isinstance(slot_list, hassil.RangeSlotList):
            return FREE
        if slot_list.stop > 100:
            return DECIMAL
        return rf"0?(?:{_in_tens([int(number) for number in slot_list.get_numbers()])})\b"

    def rule(self, reference: hassil.RuleReference) -> hassil.Expression:
        return self._rules[reference.rule_name].expression

    def choices(self, expression: hassil.Expression) -> Sequence[hassil.Expression]:
        if isinstance(expression, hassil.Permutation):
            return [hassil.Sequence(items=list(order)) for order in permutations(expression.items)]
        assert isinstance(expression, hassil.Sequence | hassil.Alternative)
        items: list[hassil.Expression] = expression.items
        return items


@cache
def plain_words(text: str) -> tuple[str, ...]:
    """Split a piece of a template into words as requests have them: lower case, numbers in digits."""
    return tuple(token.text for token in in_digits(text.lower().split()))


def _in_tens(numbers: Sequence[int]) -> str:
    """Write numbers with one alternative for all that differ in their last digit: each costs time when it is compiled."""
    ones: dict[str, str] = {}
    for number in map(str, reversed(numbers)):
        ones[number[:-1]] = ones.get(number[:-1], "") + number[-1]
    return "|".join(f"{tens}[{digits}]" for tens, digits in ones.items())


def _atoms(text: str) -> list[str]:
    """Write the words of a piece of a template, with the spaces between and around them."""
    words = plain_words(text)
    between = [atom for word in words for atom in (" ", re.escape(word))][1:]
    return [*([GAP] if text[:1] == " " else []), *between, *([GAP] if text[-1:] == " " and words else [])]
