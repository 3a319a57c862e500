"""Grammar: sentence templates become one small automaton of words for a speech recogniser.

hassil's templates (https://github.com/home-assistant/hassil) are walked into a graph of word pieces, pieces between spaces
are joined into words, and the graph is made deterministic and minimal: a recogniser's work grows with its arcs. A list of
numbers is a word of its own until the end, when the way its numbers are spoken is put in its place, once per use.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
WAKE = "_"
"""Ends the label of a word of the wake word, told apart from the same word in a sentence."""
LETTERS = frozenset("aio")
"""Letters that are words; the others are abbreviations nobody says ("h" for hours)."""
VOWEL = re.compile("[aeiouàâäåæèéêëìíîïòóôöøùúûü]|.y")
SAID = frozenset({"pm", "hmm", "shh"})
"""Words without a vowel that are said."""
START = 0
POLITE = 0.1
"""How likely politeness around a sentence is."""


def compiled(intents: "Intents", spoken: "Mapping[str, Sentence]", wake_words: Iterable[str]) -> Automaton:
    """`[wake word] [[before] sentence [after]]` over all intents.

    `intents` may hold the rules `before` and `after`; `spoken` is how the numbers of a list are said, by list name.
    """
    templates = _Templates(intents, spoken)
    network = Network()
    start, first, last, end = (network.state() for _ in range(4))
    for phrase in wake_words:
        words = [word + WAKE for word in phrase.lower().replace("_", " ").split()]
        network.chain(START, start, words)
    network.null(START, start)
    lists = {f"{{{name}}}": templates.automaton(templates.alone(said)) for name, said in spoken.items()}
    for name, at, to in (("before", start, first), ("after", last, end)):
        network.null(at, to)
        if rule := intents.expansion_rules.get(name):
            network.put(templates.automaton(templates.alone(rule)), at, to, lists, POLITE)
    network.put(templates.automaton(templates.sentences()), first, last, lists)
    return Automaton(tuple(network.arcs), frozenset({start, end}), network.size)


class Network:
    """Automata joined by arcs without a word."""

    def __init__(self) -> None:
        self.arcs: list[Arc] = []
        self.size = START + 1

    def state(self) -> int:
        self.size += 1
        return self.size - 1

    def null(self, at: int, to: int, probability: float = 1.0) -> None:
        self.arcs.append(Arc(at, to, "", probability))

    def chain(self, at: int, to: int, words: Sequence[str]) -> None:
        for word in words[:-1]:
            at, before = self.state(), at
            self.arcs.append(Arc(before, at, word))
        self.arcs.append(Arc(at, to, words[-1]))

    def put(
        self, inner: Automaton, at: int, to: int, lists: Mapping[str, Automaton], probability: float = 1.0
    ) -> None:
        """An automaton between two states; what a list stands for is there once for each state it leads to."""
        base = self.size
        self.size += inner.size
        self.null(at, base, probability)
        entries: dict[tuple[str, int], int] = {}
        for arc in inner.arcs:
            origin, target = base + arc.at, base + arc.to
            if arc.word not in lists:
                self.arcs.append(Arc(origin, target, arc.word))
                continue
            if (arc.word, target) not in entries:
                entries[arc.word, target] = entry = self.state()
                self.put(lists[arc.word], entry, target, {})
            self.null(origin, entries[arc.word, target])
        for final in inner.finals:
            self.null(base + final, to)


class _Templates:
    """Template expressions as a graph: state → (piece of a word, SPACE or None for nothing, next state)."""

    def __init__(self, intents: "Intents", spoken: "Mapping[str, Sentence]") -> None:
        self.intents = intents
        self.spoken = spoken
        self.graph: dict[int, list[tuple[str | None, int]]] = defaultdict(list)
        self._new = itertools.count(1)

    def automaton(self, start: int) -> Automaton:
        return determinised(start, self.words, self.accepts)

    def sentences(self) -> int:
        """Every sentence of every intent; the state they start at."""
        start = next(self._new)
        for intent in self.intents.intents.values():
            for data in intent.data:
                for sentence in data.sentences:
                    self._edge(self._walk(sentence.expression, start, data), END, SPACE)
        return start

    def alone(self, sentence: "Sentence") -> int:
        start = next(self._new)
        self._edge(self._walk(sentence.expression, start, None), END, SPACE)
        return start

    def words(self, state: int) -> Iterator[tuple[str, int]]:
        """Every word that can follow a state that is between words, with the state behind it."""
        for word, at in self._read_on(state):
            if _is_spoken(word):
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
            return self._either([value.text_in for value in values.values], at, data)
        if isinstance(values, WildcardSlotList):
            return self._edge(at, next(self._new), FREE)
        return next(self._new)  # numbers nobody told how to speak: a dead end


def _sequence(items: Iterable[Any]) -> Any:
    from hassil import Sequence, TextChunk

    spaced = itertools.chain.from_iterable((item, TextChunk(" ")) for item in items)
    return Sequence(items=list(spaced))


def _is_spoken(word: str) -> bool:
    """False for what is only ever written: digits, signs, letters that are no words, "kg"."""
    if not WORD.fullmatch(word):
        return word == FREE or LIST.fullmatch(word) is not None
    return word in LETTERS if len(word) == 1 else VOWEL.search(word) is not None or word in SAID
