"""Beginnings: whether words are the plain start of a sentence. All sentences are one automaton over words."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from hassil import Expression, ListReference, RuleReference, TextChunk
from hassil import Sequence as Series

from voice.english.numbers_heard import is_number
from voice.skills.pattern import Writer, plain_words


class Node:
    """A point in a sentence and the ways on from it."""

    __slots__ = ("empty", "free", "number", "waiting", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[Node]] = {}
        self.number: list[Node] = []
        self.free: list[Node] = []
        self.empty: list[Node] = []
        self.waiting: list[tuple[Expression, Node]] = []
        """Expressions from here, each with the node after it, that are not yet built into the ways."""


class Beginnings:
    """The automaton. Only what some words have led to is built: the whole has 25,000 nodes."""

    def __init__(self, expressions: Iterable[Expression], writer: Writer) -> None:
        self._writer = writer
        self._expressions = expressions

    @cached_property
    def start(self) -> set[Node]:
        """Where every sentence begins."""
        start, end = Node(), Node()
        start.waiting = [(expression, end) for expression in self._expressions]
        return {_joined(self._reachable([start]))}

    def holds(self, words: Sequence[str]) -> bool:
        """Tell whether a sentence can go on after these words; free words at their end do not count."""
        nodes, said, free = self.start, list[Node](), set[Node]()
        for word in words:
            said = [way for node in nodes for way in node.words.get(word, ())]
            if is_number(word):
                said += [way for node in nodes for way in node.number]
            free = {way for node in nodes for way in node.free}
            nodes = self._reachable([*said, *free])
        return any(node.words or node.number or node.free for node in self._reachable(said) - free)

    def _reachable(self, nodes: Iterable[Node]) -> set[Node]:
        """Return these nodes and all that can be reached from them without a word."""
        seen = set(nodes)
        waiting = list(seen)
        while waiting:
            node = waiting.pop()
            while node.waiting:
                self._add(*node.waiting.pop(), node)
            new = [way for way in node.empty if way not in seen]
            seen.update(new)
            waiting += new
        return seen

    def _add(self, expression: Expression, end: Node, node: Node) -> None:
        """Add the ways from `node` to `end` that an expression allows."""
        if isinstance(expression, TextChunk):
            _add_words(plain_words(expression.text), node, end)
        elif isinstance(expression, RuleReference):
            node.waiting.append((self._writer.rule(expression), end))
        elif isinstance(expression, ListReference):
            self._add_list(expression.list_name, node, end)
        elif isinstance(expression, Series):
            *first, last = self._writer.choices(expression) or [TextChunk()]
            for item in first:
                following = Node()
                node.waiting.append((item, following))
                node = following
            node.waiting.append((last, end))
        else:
            node.waiting += [(item, end) for item in self._writer.choices(expression)]

    def _add_list(self, name: str, node: Node, end: Node) -> None:
        if self._writer.is_number(name):
            node.number.append(end)
        elif self._writer.is_words(name):
            for text in self._writer.values(name):
                _add_words(text.split(), node, end)
        else:
            more = Node()
            more.free, more.empty = [more], [end]
            node.free.append(more)


def _joined(nodes: Iterable[Node]) -> Node:
    """One node with all the ways on from these: the first word of a sentence need not be looked up in thousands."""
    joined = Node()
    for node in nodes:
        for word, ways in node.words.items():
            joined.words.setdefault(word, []).extend(ways)
        joined.number += node.number
        joined.free += node.free
    return joined


def _add_words(words: Sequence[str], node: Node, end: Node) -> None:
    if not words:
        node.empty.append(end)
        return
    for word in words[:-1]:
        following = Node()
        node.words.setdefault(word, []).append(following)
        node = following
    node.words.setdefault(words[-1], []).append(end)
