"""Turns hassil templates into regular expressions, which match the same sentences in microseconds.

hassil's own matcher takes milliseconds over this many templates. The expressions are not over letters but over words, each of
which has a code of one character: so they are a sixth as long, and compiled as much sooner.
"""

import re
from collections.abc import Sequence, Set
from functools import cache
from itertools import groupby, permutations
from typing import Any, cast

import hassil

from voice.english.numbers_heard import in_digits

PART = re.compile(r"\d+\.\d+|\w+|\S")
"""What has a code: a number, a word, and each other sign, which is its own: "kitchen's" is three."""
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SMALL = re.compile(r"0?\d|\d\d|100")
NUMBERS = 0x20000
"""Where the codes of numbers begin: from here, `re` takes a set of characters as it is instead of making a table of it."""
OTHER_NUMBER = NUMBERS + 101
"""The code of each number above a hundred that no template holds."""
OTHER_DECIMAL = NUMBERS + 0x8000
"""The code of each number with decimals that no template holds."""
OTHER_WORD = NUMBERS + 0x10000
"""The code of each word that no template holds."""
ANY_NUMBER, ANY_WHOLE = f"[{chr(NUMBERS)}-{chr(OTHER_WORD - 1)}]", f"[{chr(NUMBERS)}-{chr(OTHER_DECIMAL - 1)}]"
FREE = ".+?"


class Writer:
    """Writes regular expressions for templates that share lists and rules."""

    def __init__(self, lists: dict[str, hassil.SlotList], rules: dict[str, hassil.Sentence]) -> None:
        self._lists = lists
        self._rules = rules
        self._words: dict[str, dict[str, Any]] = {}
        self._codes: dict[str, str] = {}
        """Words and numbers of the templates, each with its code."""
        self.coded_values = cache(lambda name: {self.learn(text): value for text, value in self.values(name).items()})
        """Every wording of a list of words in codes, with its value."""
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

    def coded(self, text: str) -> str:
        """Write a request in codes. Every template must have been asked what it `needs` before: then its words are known."""
        return "".join([self._codes.get(part) or _code(part) for part in PART.findall(text)])

    def learn(self, text: str) -> str:
        """Write a piece of a template in codes, new ones where it has new words."""
        for part in PART.findall(text):
            if part not in self._codes:
                code = _code(part)
                if ord(code) in (OTHER_NUMBER, OTHER_DECIMAL, OTHER_WORD):
                    code = chr(ord(code) + len(self._codes) + 1)
                self._codes[part] = code
        return self.coded(text)

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
            return re.escape(self.learn(" ".join(plain_words(expression.text))))
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
        return _either([self.written(item, captured) for item in items])

    def _write_rule(self, name: str) -> tuple[str, Sequence[hassil.ListReference]]:
        captured: list[hassil.ListReference] = []
        return self.written(self._rules[name].expression, captured), captured

    def needs(self, expression: hassil.Expression) -> frozenset[str]:
        """Texts of which each request that it matches holds at least one; empty where there are none."""
        if isinstance(expression, hassil.TextChunk):
            text = " ".join(plain_words(expression.text))
            return frozenset([text]) if self.learn(text) else frozenset()
        if isinstance(expression, hassil.RuleReference):
            return self._rule_needs(expression.rule_name)
        if isinstance(expression, hassil.ListReference):
            known = self.is_words(expression.list_name) and self.coded_values(expression.list_name)
            return frozenset(self.values(expression.list_name)) if known else frozenset()
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
            texts = sorted(self.coded_values(reference.list_name), reverse=True)
            single = [text for text in texts if len(text) == 1]
            return _either([*(re.escape(text) for text in texts if len(text) > 1), *([_either(single)] if single else [])])
        slot_list = self._lists[reference.list_name]
        if not isinstance(slot_list, hassil.RangeSlotList):
            return FREE
        if slot_list.stop > 100:
            return ANY_NUMBER if slot_list.fraction_type else ANY_WHOLE
        codes = "".join(chr(NUMBERS + int(number)) for number in slot_list.get_numbers())
        return f"[{codes[0]}-{codes[-1]}]" if slot_list.step == 1 else f"[{codes}]"

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


def _code(part: str) -> str:
    if NUMBER.fullmatch(part):
        return chr(NUMBERS + int(part) if SMALL.fullmatch(part) else OTHER_DECIMAL if "." in part else OTHER_NUMBER)
    return chr(OTHER_WORD) if part[0].isalnum() or part[0] == "_" else part


def _either(texts: Sequence[str]) -> str:
    """Write alternatives; single characters beside one another as a set, which is compiled and matched sooner."""
    if not texts:
        return "(?!)"
    *some, last = texts
    few, maybe = (texts, "") if last else (some, "?")
    ways = [way for single, run in groupby(few, lambda text: len(text) == 1) for way in ([_any(list(run))] if single else run)]
    if len(ways) == 1 and all(len(text) == 1 for text in few):
        return ways[0] + maybe
    return f"(?:{'|'.join(ways if last else [*ways, ''])})"


def _any(characters: Sequence[str]) -> str:
    return f"[{''.join(characters)}]" if len(characters) > 1 else characters[0]
