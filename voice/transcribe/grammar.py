"""Grammar: sentence templates become one small automaton of words for a speech recogniser.

hassil's templates (https://github.com/home-assistant/hassil) are walked into a graph of word pieces, pieces between spaces
are joined into words, and the graph is made deterministic and minimal: a recogniser's work grows with its arcs. A list of
numbers is a word of its own until the end, when the way its numbers are spoken is put in its place, once per use.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voice.transcribe.automaton import Arc, Automaton, determinised

if TYPE_CHECKING:
    from hassil import Intents, Sentence

SPACE = " "
END = 0
"""The state behind everything."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")
LIST = re.compile(r"\{\w+\}")
FREE = "{}"
"""Label of an arc that stands for free words."""
LETTERS = frozenset("aio")
"""Letters that are words; the others, where they are a whole alternative, are written abbreviations ("h" for hours)."""


def compiled(intents: "Intents", spoken: "Mapping[str, Sentence]", wake_words: Iterable[str]) -> Automaton:
    """`[wake word] [[before] sentence [after]]` over all intents.

    `intents` may hold the rules `before` and `after`; `spoken` is how the numbers of a list are said, by list name.
    """
    templates = _Templates(intents, spoken)
    said = determinised(templates.sentences(), templates.words, templates.accepts)
    numbers = {f"{{{name}}}": determinised(templates.alone(s), templates.words, templates.accepts) for name, s in spoken.items()}
    whole = _with_lists(said, numbers)
    return _behind(whole, [phrase.lower().replace("_", " ").split() for phrase in wake_words])


class _Templates:
    """Template expressions as a graph: state → (piece of a word, SPACE or None for nothing, next state)."""

    def __init__(self, intents: "Intents", spoken: "Mapping[str, Sentence]") -> None:
        self.intents = intents
        self.spoken = spoken
        self.graph: dict[int, list[tuple[str | None, int]]] = defaultdict(list)
        self._new = itertools.count(1)

    def sentences(self) -> int:
        """Every sentence of every intent, with the politeness around it; the state it starts at."""
        start, first, last, end = (next(self._new) for _ in range(4))
        self._optional_rule("before", start, first)
        self._optional_rule("after", last, end)
        for intent in self.intents.intents.values():
            for data in intent.data:
                for sentence in data.sentences:
                    self._edge(self._walk(sentence.expression, first, data), last, SPACE)
        self._edge(end, END, SPACE)
        return start

    def alone(self, sentence: "Sentence") -> int:
        start = next(self._new)
        self._edge(self._walk(sentence.expression, start, None), END, SPACE)
        return start

    def words(self, state: int) -> Iterator[tuple[str, int]]:
        """Every word that can follow a state that is between words, with the state behind it."""
        for word, at in self._read_on(state):
            if WORD.fullmatch(word) or LIST.fullmatch(word) or word == FREE:
                for piece, to in self.graph[at]:
                    if piece == SPACE:
                        yield word, to

    def accepts(self, state: int) -> bool:
        """Whether nothing need follow a state that is between words."""
        return any(at == END and not word for word, at in self._read_on(state))

    def _read_on(self, state: int) -> set[tuple[str, int]]:
        """What can have been read of the next word, and where."""
        seen = {("", state)}
        todo = [("", state)]
        while todo:
            word, at = todo.pop()
            for piece, to in self.graph[at]:
                if piece == SPACE and word:
                    continue
                step = (word if piece in (None, SPACE) else word + str(piece), to)
                if step not in seen:
                    seen.add(step)
                    todo.append(step)
        return seen

    def _edge(self, at: int, to: int, piece: str | None = None) -> int:
        self.graph[at].append((piece, to))
        return to

    def _optional_rule(self, name: str, at: int, to: int) -> None:
        self._edge(at, to, SPACE)
        if rule := self.intents.expansion_rules.get(name):
            self._edge(self._walk(rule.expression, self._edge(at, next(self._new), SPACE), None), to, SPACE)

    def _walk(self, expression: Any, at: int, data: Any) -> int:
        """Add an expression behind a state; the state it ends in."""
        from hassil import Alternative, ListReference, Permutation, RuleReference, TextChunk

        match expression:
            case TextChunk():
                return self._text(expression.original_text.lower(), at)
            case Alternative():
                return self._either(expression.items, at, data)
            case Permutation():
                return self._either([_sequence(p) for p in itertools.permutations(expression.items)], at, data)
            case RuleReference():
                rules = {**self.intents.expansion_rules, **(data.expansion_rules if data else {})}
                return self._walk(rules[expression.rule_name].expression, at, data)
            case ListReference():
                return self._list(expression.list_name, at, data)
        for item in expression.items:
            at = self._walk(item, at, data)
        return at

    def _text(self, text: str, at: int) -> int:
        for piece in re.findall(r"[\s-]+|[^\s-]+", text):
            at = self._edge(at, next(self._new), SPACE if piece[0].isspace() or piece[0] == "-" else piece)
        return at

    def _either(self, items: Iterable[Any], at: int, data: Any) -> int:
        end = next(self._new)
        for item in items:
            self._edge(self._walk(item, self._edge(at, next(self._new)), data), end)
        return end

    def _list(self, name: str, at: int, data: Any) -> int:
        from hassil.intents import TextSlotList, WildcardSlotList

        if name in self.spoken:
            return self._edge(at, next(self._new), f"{{{name}}}")
        values = (data.slot_lists.get(name) if data else None) or self.intents.slot_lists.get(name)
        if isinstance(values, TextSlotList):
            return self._either(filter(_spoken, (value.text_in for value in values.values)), at, data)
        if isinstance(values, WildcardSlotList):
            return self._edge(at, next(self._new), FREE)
        return next(self._new)  # numbers nobody told how to speak: a dead end


def _sequence(items: Iterable[Any]) -> Any:
    from hassil import Sequence, TextChunk

    spaced = itertools.chain.from_iterable((item, TextChunk(" ")) for item in items)
    return Sequence(items=list(spaced))


def _spoken(value: Any) -> Any:
    """A listed value without alternatives that are a letter and no word."""
    from hassil import Alternative, Sequence

    while isinstance(value, Sequence) and len(value.items) == 1:
        value = value.items[0]
    if isinstance(value, Alternative):
        return Alternative(items=[item for item in map(_spoken, value.items) if item], is_optional=value.is_optional)
    text = getattr(value, "original_text", "").strip()
    return None if len(text) == 1 and text not in LETTERS else value


def _with_lists(said: Automaton, numbers: Mapping[str, Automaton]) -> Automaton:
    """Each arc that stands for a list replaced by the list's own automaton."""
    arcs: list[Arc] = []
    size = said.size
    for at, to, word in said.arcs:
        if word not in numbers:
            arcs.append((at, to, word))
            continue
        inner = numbers[word]
        leaving = {a for a, _, _ in inner.arcs}
        for a, b, spoken_word in inner.arcs:
            origin = at if a == 0 else size + a
            if b in leaving:
                arcs.append((origin, size + b, spoken_word))
            if b in inner.finals:
                arcs.append((origin, to, spoken_word))
        size += inner.size
    return Automaton(tuple(arcs), said.finals, size)


def _behind(said: Automaton, phrases: Iterable[list[str]]) -> Automaton:
    """The automaton behind an optional wake word, after which nothing need follow."""
    arcs = list(said.arcs)
    size = said.size
    behind, size = size, size + 1
    start = [(to, word) for at, to, word in said.arcs if at == 0]
    arcs += [(behind, to, word) for to, word in start]
    for phrase in phrases:
        at = 0
        for word in phrase[:-1]:
            arcs.append((at, size, wake_label(word)))
            at, size = size, size + 1
        arcs.append((at, behind, wake_label(phrase[-1])))
    return Automaton(tuple(arcs), said.finals | {behind}, size)


def wake_label(word: str) -> str:
    """A word of a wake word, told apart from the same word in a sentence."""
    return f"{word}_"
