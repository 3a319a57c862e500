"""What is said in a conversation: commands, questions, and commands with a pause inside, by held-out voices without noise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, get_args

from benchmarks import corpora
from benchmarks.corpora import Clip
from benchmarks.corpora.plan import Row

Kind = Literal["command", "question", "hesitant"]
KINDS: tuple[Kind, ...] = get_args(Kind)

WAKE = "hey jarvis"
GAP_S = 0.35
"""Seconds between the wake word and a hesitant command."""

ASKS = ("what ", "who ", "how ", "why ", "when ", "where ", "which ", "is ", "does ", "do ", "can ", "tell me ")
"""How a question begins."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said, with the wake word before it and without, by the same voice."""

    kind: Kind
    woken: Clip
    plain: Clip


def said(kind: Kind, count: int) -> Iterator[Said]:
    """Choose so many things of a kind; each sentence is said by one voice."""
    rows = [row for row in corpora.rows(*OF[kind]) if row.condition == "clean" and _is_answered(row)]
    if kind == "question":
        rows = [row for row in rows if row.text.startswith(ASKS)]
    for row in islice(rows[:: max(1, len(rows) // count)], count):
        woken, plain = corpora.of_rows([_woken(row), _plain(row)])
        yield Said(kind, woken, plain)


def _is_answered(row: Row) -> bool:
    """Whether something is said to it, and can be heard of what follows."""
    return row.skill != "stop" and row.slots.get("change") != "mute"


OF: dict[Kind, tuple[str, corpora.Split]] = {
    "command": ("natural", "held_out"),
    "question": ("natural_other", "held_out"),
    "hesitant": ("pause", "held_out"),
}
"""Kind → the part of the corpora it comes from."""


def _woken(row: Row) -> Row:
    if row.phrase:
        return row
    return replace(row, id=f"{row.id}/woken", phrase="hey_jarvis", texts=(WAKE, *row.texts), gaps_s=(GAP_S, *row.gaps_s))


def _plain(row: Row) -> Row:
    if not row.phrase:
        return row
    return replace(row, id=f"{row.id}/plain", phrase=None, texts=(row.text,), gaps_s=())
