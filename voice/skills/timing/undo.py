"""Remembers what the last deeds did to timers, alarms and reminders, and undoes it."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voice.messages import SkillReply
from voice.skills.skill import Context
from voice.skills.timing.store import Entry, Store

UNDO = "put the timers back as they were"
"""What is said to undo the last deed."""
MOST = 10
"""How many deeds in a row can be undone."""

Run = Callable[[Mapping[str, Any], Context], Awaitable[SkillReply]]


@dataclass(frozen=True, slots=True)
class Done:
    """What one deed did."""

    before: Sequence[Entry]
    """Those that it changed or took out, as they were."""
    added: Sequence[Entry]


def can_be_undone(slots: Mapping[str, Any]) -> bool:
    """Whether a deed does anything of its own: it neither undoes another nor asks by how much something is to change."""
    asks = slots.get("change") in ("add", "take", "set") and slots.keys().isdisjoint(("by", "to"))
    return not asks and slots.get("change") != "restore"


class TimingUndo:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._done: dict[str, deque[Done]] = {}
        """What was done at each place, the latest last; what had no effect counts as well."""

    def forget(self) -> None:
        self._done.clear()

    def noted(self, run: Run) -> Run:
        """The same function of a skill, with what it does remembered."""

        async def noting(slots: Mapping[str, Any], context: Context) -> SkillReply:
            if not can_be_undone(slots):
                return await run(slots, context)
            before = self._at(context.place)
            try:
                return await run(slots, context)
            finally:
                after = self._at(context.place)
                changed = [one for key, one in before.items() if after.get(key) != one]
                added = [one for key, one in after.items() if key not in before]
                self._done.setdefault(context.place, deque(maxlen=MOST)).append(Done(changed, added))

        return noting

    def take_back(self, place: str, now: datetime) -> Done:
        """Undo the last deed at a place; give what it had done. What would have rung meanwhile is left out."""
        done = self._done.get(place)
        last = done.pop() if done else Done((), ())
        self._store.remove({one.id for one in last.added})
        there = self._at(place)
        for one in last.before:
            if one.due <= now and one.left is None:
                continue
            if one.id in there:
                self._store.replace(one, one)
            else:
                self._store.add(one)
        return last

    def _at(self, place: str) -> dict[str, Entry]:
        return {one.id: one for one in self._store.in_order_set() if one.place == place}
