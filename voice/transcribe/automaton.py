"""Automaton: words between states, made deterministic and minimal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Arc(NamedTuple):
    """A word between two states; no word at all where it is ""."""

    at: int
    to: int
    word: str
    probability: float = 1.0


Words = Callable[[int], Iterable[tuple[str, int]]]
"""The words that leave a state of a graph, each with the state behind it."""

_States = frozenset[int]


@dataclass(frozen=True, slots=True)
class Automaton:
    """Words between states, without loops; it starts in state 0."""

    arcs: tuple[Arc, ...]
    finals: frozenset[int]
    size: int
    """Number of states."""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(arc.word for arc in self.arcs if arc.word)

    def without(self, words: frozenset[str]) -> list[Arc]:
        """The arcs that remain, each on a way to an end, once some words are left out."""
        arcs = [arc for arc in self.arcs if arc.word not in words]
        while True:
            useful = self.finals | {arc.at for arc in arcs}
            kept = [arc for arc in arcs if arc.to in useful]
            if len(kept) == len(arcs):
                return arcs
            arcs = kept


def determinised(start: int, words: Words, accepts: Callable[[int], bool]) -> Automaton:
    """The minimal automaton of a graph of words without loops.

    Subsets of the graph's states first; then those that the same words can follow are one (Revuz 1992).
    """
    table = _subsets(start, words)
    merged: dict[tuple[bool, tuple[tuple[str, int], ...]], int] = {}
    number: dict[_States, int | None] = {}
    for states in _last_first(frozenset({start}), table):
        after = {word: number[to] for word, to in table[states].items()}
        alive = tuple(sorted((word, to) for word, to in after.items() if to is not None))
        final = any(map(accepts, states))
        number[states] = merged.setdefault((final, alive), len(merged)) if alive or final else None
    return _from_zero(merged)


def _subsets(start: int, words: Words) -> dict[_States, dict[str, _States]]:
    table: dict[_States, dict[str, _States]] = {}
    leaving: dict[int, list[tuple[str, int]]] = {}
    todo = [frozenset({start})]
    while todo:
        states = todo.pop()
        if states in table:
            continue
        reached: dict[str, set[int]] = {}
        for state in states:
            if state not in leaving:
                leaving[state] = list(words(state))
            for word, to in leaving[state]:
                reached.setdefault(word, set()).add(to)
        table[states] = {word: frozenset(to) for word, to in reached.items()}
        todo += table[states].values()
    return table


def _last_first(start: _States, table: dict[_States, dict[str, _States]]) -> list[_States]:
    """All states, each behind those it leads to."""
    order: dict[_States, None] = {}
    todo = [(start, iter(table[start].values()))]
    while todo:
        _, rest = todo[-1]
        following = next((to for to in rest if to not in order), None)
        if following is None:
            order[todo.pop()[0]] = None
        else:
            todo.append((following, iter(table[following].values())))
    return list(order)


def _from_zero(merged: dict[tuple[bool, tuple[tuple[str, int], ...]], int]) -> Automaton:
    """Renumbered so that the start, which was merged last, is state 0."""
    last = len(merged) - 1
    arcs = tuple(Arc(last - at, last - to, word) for (_, after), at in merged.items() for word, to in after)
    finals = frozenset(last - at for (final, _), at in merged.items() if final)
    return Automaton(arcs, finals, len(merged))
