"""Keeps the lists of this machine and those of Home Assistant as one document: a thing is looked for where it was put."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from typing import Any

from voice.errors import SkillError
from voice.skills.home import Home
from voice.skills.home.house import Thing, plain
from voice.skills.lists.said import NAMES
from voice.skills.shared_file import SharedFile

Lists = dict[str, Any]
"""Items by the name of their list."""
OPEN = {"status": "needs_action"}


class KeptLists:
    """As a `SharedFile`. Home Assistant's lists are read before a deed (`renew`), and changed behind it (`send`).

    What was put on a list here before Home Assistant had one of its name moves there with the next change.
    """

    def __init__(self, file: SharedFile[Lists], home: Home) -> None:
        self._file = file
        self._home = home
        self._there: dict[str, list[str]] = {}
        """What is on Home Assistant's lists; empty where it was not asked, or did not answer."""
        self._wanted: dict[str, list[str]] = {}
        """What is to be on them."""
        self._moving: dict[str, list[str]] = {}
        """What moves there from lists that were kept here."""
        self._ticked: set[tuple[str, str]] = set()
        """What was ticked off here, with its list: it is there still, and done."""

    @property
    def lasting(self) -> bool:
        return self._file.lasting

    def is_theirs(self, name: str) -> bool:
        """Whether Home Assistant keeps a list, which can be emptied here but not deleted."""
        return name in self._theirs()

    def read(self) -> Lists:
        return self._merged(self._file.read())

    @contextmanager
    def changed(self) -> Iterator[Lists]:
        """Give the document to change."""
        with self._file.changed() as document:
            held = self._merged(document)
            yield held
            self._moving = {name: document[name] for name in self._there if name in document}
            self._wanted = {name: list(held.pop(name, ())) for name in self._there}
            kept = {name: items for name, items in held.items() if items or name in document or name not in self._theirs()}
            document.clear()
            document.update(kept)

    async def renew(self, names: Container[str] | None) -> None:
        """Ask what is on Home Assistant's lists.

        Raises SkillError where that fails and one of `names` is its: of none (None), each is meant.
        """
        theirs = self._theirs()
        self._there, self._wanted = {}, {}
        meant = [name for name in theirs if names is None or name in names]
        try:
            told = await self._home.client.todo([one.id for one in theirs.values()]) if theirs else {}
        except SkillError:
            if meant:
                raise
            return
        self._there = {name: told[one.id] for name, one in theirs.items() if one.id in told}
        if silent := [name for name in meant if name not in self._there]:
            raise SkillError(f"Home Assistant can't reach your {silent[0]} list just now.")

    async def send(self, ticked: bool) -> None:
        """Have Home Assistant change its lists as they were changed here; `ticked`: what is gone is done.

        Raises SkillError; what was to move there is kept here then.
        """
        try:
            await self._send(ticked)
        except SkillError:
            with self._file.changed() as document:
                document.update(self._moving)
            raise
        finally:
            self._wanted, self._moving = {}, {}

    async def _send(self, ticked: bool) -> None:
        call, theirs = self._home.client.call, self._theirs()
        for name, items in self._wanted.items():
            before, at = self._there[name], {"entity_id": [theirs[name].id]}
            gone, new = [one for one in before if one not in items], [one for one in items if one not in before]
            if gone and not ticked:
                await call("todo/remove_item", {**at, "item": gone})
            for item in gone if ticked else ():
                await call("todo/update_item", {**at, "item": item, "status": "completed"})
                self._ticked.add((name, item))
            for item in new:
                again = (name, item) in self._ticked
                await call(f"todo/{'update' if again else 'add'}_item", {**at, "item": item, **(OPEN if again else {})})
                self._ticked.discard((name, item))
            self._there[name] = items

    def _theirs(self) -> dict[str, Thing]:
        """The lists that Home Assistant keeps, by their names here."""
        names = {one: plain(one.names[0]).removesuffix(" list") for one in self._home.lists}
        return {NAMES.get(name, name): one for one, name in names.items()}

    def _merged(self, own: Lists) -> Lists:
        there = {name: self._wanted.get(name, self._there.get(name, [])) for name in self._theirs()}
        return own | {name: [*items, *(one for one in own.get(name, ()) if one not in items)] for name, items in there.items()}
