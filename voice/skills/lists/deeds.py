"""Does what is asked of lists, and tells of them: each deed is a change of the document that holds them all."""

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from voice.english.numbers_said import capital, counted, listed
from voice.english.words import is_many
from voice.errors import SkillError
from voice.skills.home.todo import KeptLists
from voice.skills.lists.found import ALWAYS, chosen, is_there, like, lists_in, nearest
from voice.skills.lists.said import SHOPPING, TO_DO, named_behind

MOST = 200
"""Items of the longest list."""
MOST_UNDONE = 10
"""How often in a row what was taken off a list can be put back."""
LONGEST = 100
"""Characters of an item."""
WHAT = "Add what? Say, for instance: add milk to my shopping list."
WHICH_REMOVED = "Remove what? Say, for instance: remove milk from my shopping list."
CALLED = "What shall it be called? Say, for instance: create a packing list."
CHORES = {"chores", "jobs", "errands"}
"""What is also said for the to-do list, where there is none of that name."""
TO_OTHER = re.compile(r" (?:to|onto) (?:my|our) (?P<list>\w+)$")
"""How things end that were to go on a list that is not there: "the windows to my chores"."""


class ListDeeds:
    def __init__(self, file: KeptLists) -> None:
        self._file = file
        self._before: deque[tuple[str, list[str]]] = deque(maxlen=MOST_UNDONE)
        """A list and what was on it, before each time that something was taken off."""
        self._took = False
        """Whether what was last to be removed was there."""

    def forget(self) -> None:
        """Drop what could be put back."""
        self._before.clear()

    def names(self) -> list[str]:
        """What the lists are called that are there."""
        return [*self._lists()]

    def do(self, slots: Mapping[str, Any]) -> str:
        """Do it, and tell of it. Raises SkillError, whose text is spoken."""
        does: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
            "names": self._names, "read": self._read, "count": self._count, "has": self._has, "add": self._add,
            "remove": self._remove, "clear": self._clear, "make": self._make, "offer": self._offer,
            "restore": self._restore, "move": self._move,
        }  # fmt: skip
        return does[slots["do"]](self._mended(slots))

    def _mended(self, slots: Mapping[str, Any]) -> Mapping[str, Any]:
        """Name the lists that are meant as they are called, by their bare name ("to packing") or nearly their name."""
        held = {name.lower(): name for name in self._lists()}
        if slots["do"] in ("add", "remove"):
            slots = named_behind(slots, held) or slots
        said = {slot: str(slots[slot]).lower() for slot in ("list", "source") if slot in slots}
        if slots["do"] == "make":
            return {**slots, "list": held.get(said["list"], slots["list"])} if said else slots
        said = {slot: TO_DO if name in CHORES and name not in held else name for slot, name in said.items()}
        near = {slot: name if name in held else nearest(name, held) for slot, name in said.items()}
        return {**slots, **{slot: held.get(name, slots[slot]) for slot, name in near.items()}}

    def _lists(self) -> dict[str, list[str]]:
        return lists_in(self._file.read())

    def _names(self, slots: Mapping[str, Any]) -> str:
        held = self._lists()
        told = [f"the {name} list with {counted(len(items), 'item') if items else 'no items'}" for name, items in held.items()]
        return f"There are {counted(len(held), 'list')}: {listed(told)}."

    def _read(self, slots: Mapping[str, Any]) -> str:
        if "all" in slots and (full := [(name, items) for name, items in self._lists().items() if items]):
            return " ".join(_told(name, items) for name, items in full)
        name, items = self._the(slots)
        if not items:
            return "All your lists are empty." if "all" in slots else empty(name)
        if position := slots.get("position"):
            at = position - 1 if position > 0 else len(items) - 1
            if at >= len(items):
                return f"Your {name} list has only {counted(len(items), 'item')}."
            return f"{capital(items[at])}."
        return _told(name, items)

    def _count(self, slots: Mapping[str, Any]) -> str:
        name, items = self._the(slots)
        return f"{capital(counted(len(items), 'item'))} on your {name} list." if items else empty(name)

    def _has(self, slots: Mapping[str, Any]) -> str:
        found = {name: [one for item in slots["items"] for one in like(items, item)] for name, items in self._those(slots)}
        told = [f"{listed(there)}, on your {name} list" for name, there in found.items() if there]
        missing = [item for item in slots["items"] if not any(like(there, item) for there in found.values())]
        if not missing:
            return f"Yes: {listed(told)}."
        not_there = f"{listed(missing)} {_verb(missing)} not on {self._named(slots)}."
        return f"{capital(listed(told))}; {not_there}" if told else f"No, {not_there}"

    def _named(self, slots: Mapping[str, Any]) -> str:
        """The list that is asked about; without a name, the only one that holds anything, or any."""
        full = [name for name, items in self._those(slots) if items]
        return "any of your lists" if len(full) > 1 else f"your {self._the(slots)[0]} list"

    def _add(self, slots: Mapping[str, Any]) -> str:
        name = slots.get("list", SHOPPING)
        if "instead" in slots and not self._took:
            return "So I changed nothing."
        if not slots.get("items") and name in self._lists():
            return WHAT
        if "list" not in slots and (other := TO_OTHER.search(slots["items"][-1])):
            raise SkillError(f"There is no {other['list']} list. To have one, say: create a list called {other['list']}.")
        with self._file.changed() as document:
            held = lists_in(document)
            if name not in held:
                raise SkillError(f"There is no {name} list. To have one, say: create a list called {name}.")
            new = [item for item in slots.get("items", ()) if not is_there(item, held[name])]
            if len(held[name]) + len(new) > MOST or any(len(item) > LONGEST for item in new):
                raise SkillError("That is too long for me to keep.")
            document[name] = held[name] + new
        if not new:
            return f"{capital(listed(slots['items']))} {_verb(slots['items'])} on your {name} list already."
        later = f"; that is done now: I can't do it {slots['later']}" if "later" in slots else ""
        return f"Added {listed(new)} to your {name} list{later}."

    def _offer(self, slots: Mapping[str, Any]) -> str:
        return f"Shall I add {listed(slots['items'])} to your {SHOPPING} list?"

    def _remove(self, slots: Mapping[str, Any]) -> str:
        if not slots.keys() & {"items", "position"}:
            return WHICH_REMOVED
        self._took, there = False, self._there(slots)
        if not there:
            what = listed(slots["items"]) if "items" in slots else "that"
            return f"{capital(what)} {_verb(slots.get('items', [what]))} not on {self._named(slots)}."
        if len(there) > 1:
            return _which([name for name, _ in there])
        name, gone = there[0]
        if len(gone) > len(slots.get("items", gone)) and "all" not in slots:
            return f"There is {listed(gone)} on your {name} list. Say which one."
        with self._file.changed() as document:
            items = lists_in(document)[name]
            self._before.append((name, items))
            document[name] = [item for item in items if item not in gone]
        self._took = True
        return f"Removed {listed(gone)} from your {name} list."

    def _move(self, slots: Mapping[str, Any]) -> str:
        """Put what is on one list on another."""
        to = slots["list"]
        if to not in self._lists():
            raise SkillError(f"There is no {to} list. To have one, say: create a list called {to}.")
        there = self._elsewhere(slots)
        if not there:
            on = f"your {slots['source']} list" if "source" in slots else "any other list"
            return f"{capital(listed(slots['items']))} {_verb(slots['items'])} not on {on}."
        if len(there) > 1:
            return _which([name for name, _ in there])
        name, gone = there[0]
        if len(gone) > len(slots["items"]):
            return f"There are {listed(gone)} on your {name} list. Say, for instance: move {gone[0]} to my {to} list."
        with self._file.changed() as document:
            held = lists_in(document)
            document[name] = [item for item in held[name] if item not in gone]
            document[to] = held[to] + [item for item in gone if not is_there(item, held[to])]
        return f"Moved {listed(gone)} from your {name} list to your {to} list."

    def _elsewhere(self, slots: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        """The lists from which something can be moved to another, each with what was found on it."""
        return [one for one in self._there({"items": slots["items"], **_of(slots.get("source"))}) if one[0] != slots["list"]]

    def _clear(self, slots: Mapping[str, Any]) -> str:
        full = self._full(slots)
        if len(full) > 1:
            return _which(full)
        if not full:
            return empty(self._the(slots)[0])
        if "kept" in slots:
            return self._clear_but(full[0], slots["kept"])
        with self._file.changed() as document:
            items = lists_in(document).get(full[0], [])
            self._before.append((full[0], items))
            document.pop(full[0], None)
        done = "Cleared" if self._stays(full[0]) else "Deleted"
        return f"{done} your {full[0]} list, which had {counted(len(items), 'item') if items else 'no items'}."

    def _clear_but(self, name: str, kept: Sequence[str]) -> str:
        """Take off a list all but what is to stay; nothing where that is not on it."""
        items = self._lists()[name]
        if missing := [item for item in kept if not like(items, item)]:
            return f"{capital(listed(missing))} {_verb(missing)} not on your {name} list, so I left it as it is."
        left = [item for item in items if any(item in like(items, one) for one in kept)]
        with self._file.changed() as document:
            self._before.append((name, items))
            document[name] = left
        return f"Only {listed(left)} {_verb(left)} left on your {name} list."

    def _restore(self, slots: Mapping[str, Any]) -> str:
        """Put back what was taken off a list last; what was put on since stays."""
        at = next((at for at in reversed(range(len(self._before))) if self._before[at][0] == slots["list"]), None)
        if at is None:
            return f"Nothing was taken off your {slots['list']} list that I could put back."
        name, items = self._before[at]
        del self._before[at]
        with self._file.changed() as document:
            since = lists_in(document).get(name, [])
            back = [item for item in items if item not in since]
            document[name] = [*items, *(item for item in since if item not in items)]
        return f"{capital(listed(back) if back else 'it')} {_verb(back or ['it'])} back on your {name} list."

    def _make(self, slots: Mapping[str, Any]) -> str:
        if "list" not in slots:
            return CALLED
        name, items = slots["list"], slots.get("items", [])
        with self._file.changed() as document:
            there = name in lists_in(document)
            if there and not items:
                return f"You have a {name} list already. To empty it, say: clear my {name} list."
            if not there:
                document[name] = []
        if items:
            return f"{f'You have a {name} list already' if there else f'Your {name} list is ready'}. {self._add(slots)}"
        return f"Your {name} list is ready. Say, for instance: add milk to my {name} list."

    def _there(self, slots: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        """The lists on which what is to be removed is found, each with what was found on it."""
        return [(name, gone) for name, items in self._those(slots) if (gone := chosen(items, slots))]

    def _removable(self, slots: Mapping[str, Any]) -> list[str]:
        """The lists that what is to be removed would be taken off: not one where it is asked which was meant."""
        return [name for name, gone in self._there(slots) if "all" in slots or len(gone) <= len(slots.get("items", gone))]

    def _full(self, slots: Mapping[str, Any]) -> list[str]:
        """The lists that can be cleared."""
        return [name for name, items in self._those(slots) if items or not self._stays(name)]

    def _stays(self, name: str) -> bool:
        """Whether a list is there though nothing is on it."""
        return name in ALWAYS or self._file.is_theirs(name)

    def _the(self, slots: Mapping[str, Any]) -> tuple[str, list[str]]:
        """Find the list that is asked about; without a name, the first that holds anything."""
        those = self._those(slots)
        return next((one for one in those if one[1]), those[0])

    def _those(self, slots: Mapping[str, Any]) -> Sequence[tuple[str, list[str]]]:
        held = self._lists()
        if "list" not in slots:
            return list(held.items())
        if slots["list"] not in held:
            raise SkillError(f"There is no {slots['list']} list.")
        return [(slots["list"], held[slots["list"]])]

    def undo(self, slots: Mapping[str, Any]) -> str:
        """A request that takes off again what is about to be put on a list, or puts back what is taken off; "" for none."""
        slots = self._mended(slots)
        name = slots.get("list", SHOPPING)
        if name not in self._lists():
            return f"delete my {name} list" if slots["do"] == "make" and "list" in slots else ""
        if slots["do"] == "move":
            there = self._elsewhere(slots) if slots.get("source", name) in self._lists() else []
            sure = len(there) == 1 and len(there[0][1]) <= len(slots["items"])
            return f"move {', '.join(there[0][1])} from my {name} list to my {there[0][0]} list" if sure else ""
        if slots["do"] in ("remove", "clear"):
            names = self._full(slots) if slots["do"] == "clear" else self._removable(slots)
            return f"put back what was on my {names[0]} list" if len(names) == 1 else ""
        new = [item for item in slots.get("items", ()) if not is_there(item, self._lists().get(name, ()))]
        return f"remove {', '.join(new)} from my {name} list" if slots["do"] in ("add", "make") and new else ""


def _of(name: str | None) -> Mapping[str, str]:
    return {"list": name} if name else {}


def _which(names: Sequence[str]) -> str:
    return f"Which one: {' or '.join(f'the {name} list' for name in names)}?"


def _verb(things: Sequence[str]) -> str:
    return "are" if len(things) > 1 or is_many(things[0]) else "is"


def _told(name: str, items: Sequence[str]) -> str:
    return f"On your {name} list: {listed(items)}."


def empty(name: str) -> str:
    return f"Your {name} list is empty."
