"""Beginnings: whether words are the plain start of a sentence. All sentences as one automaton over words."""

from collections.abc import Iterable, Sequence

from hassil import Expression, ListReference, RuleReference, TextChunk
from hassil import Sequence as Series

from voice.english.numbers_heard import is_number
from voice.skills.pattern import Writer, plain_words


class Node:
    """A point in a sentence and the ways on from it."""

    __slots__ = ("empty", "free", "number", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[Node]] = {}
        self.number: list[Node] = []
        self.free: list[Node] = []
        self.empty: list[Node] = []


class Beginnings:
    def __init__(self, expressions: Iterable[Expression], writer: Writer) -> None:
        self._writer = writer
        start = Node()
        for expression in expressions:
            self._add(expression, start)
        self._start = _reachable([start])

    def holds(self, words: Sequence[str]) -> bool:
        """Whether a sentence goes on behind these words; free words at their end do not count."""
        nodes, said, free = self._start, list[Node](), set[Node]()
        for word in words:
            said = [way for node in nodes for way in node.words.get(word, ())]
            if is_number(word):
                said += [way for node in nodes for way in node.number]
            free = {way for node in nodes for way in node.free}
            nodes = _reachable([*said, *free])
        return any(node.words or node.number or node.free for node in _reachable(said) - free)

    def _add(self, expression: Expression, node: Node) -> Node:
        """Write an expression behind a node; where it ends."""
        if isinstance(expression, TextChunk):
            return _add_words(plain_words(expression.text), node)
        if isinstance(expression, RuleReference):
            return self._add(self._writer.rule(expression), node)
        if isinstance(expression, ListReference):
            return self._add_list(expression.list_name, node)
        items = self._writer.choices(expression)
        if isinstance(expression, Series):
            for item in items:
                node = self._add(item, node)
            return node
        end = Node()
        for item in items:
            self._add(item, node).empty.append(end)
        return end

    def _add_list(self, name: str, node: Node) -> Node:
        end = Node()
        if self._writer.is_number(name):
            node.number.append(end)
        elif self._writer.is_words(name):
            for text in self._writer.values(name):
                *first, last = text.split()
                _add_words(first, node).words.setdefault(last, []).append(end)
        else:
            node.free.append(end)
            end.free.append(end)
        return end


def _add_words(words: Sequence[str], node: Node) -> Node:
    for word in words:
        following = Node()
        node.words.setdefault(word, []).append(following)
        node = following
    return node


def _reachable(nodes: Iterable[Node]) -> set[Node]:
    """These nodes and those nothing need be said to reach."""
    seen = set(nodes)
    waiting = list(seen)
    while waiting:
        for node in waiting.pop().empty:
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen
