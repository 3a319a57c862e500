"""Keeps lists at home: a shopping list, a to-do list, and those that the user names.

What is bought goes on the shopping list where no list is named; what is removed is looked for on all of them.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from voice.english import following
from voice.english.consent import consent
from voice.errors import SkillError
from voice.messages import SkillReply
from voice.skills.home import Home
from voice.skills.home.todo import KeptLists
from voice.skills.lists.deeds import ListDeeds, empty
from voice.skills.lists.found import ALWAYS
from voice.skills.lists.said import NAMES_LIST, SHOPPING, read
from voice.skills.shared_file import SharedFile
from voice.skills.skill import Change, Context, Skill


class Lists:
    def __init__(self, folder: Path, home: Home) -> None:
        self._file = KeptLists(SharedFile(folder / "lists.json", dict), home)
        self._deeds = ListDeeds(self._file)
        self._known = False
        """Whether it was just asked what is on the lists."""
        self._one_at_a_time = asyncio.Lock()
        self.names, self.forget = self._deeds.names, self._deeds.forget

    def skill(self) -> Skill:
        says = tuple(empty(name) for name in ALWAYS)
        return Skill("lists", read, self.run, says, Change(self._asked, self._undo, _again, stays=True))

    async def run(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        async with self._one_at_a_time:
            if not self._known:
                await self._renew(slots)
            self._known = False
            text = self._deeds.do(slots)
            await self._file.send(ticked="ticked" in slots)
        if not self._file.lasting:
            text += " I can't save it, though: the state folder cannot be written."
        return SkillReply(text)

    async def look(self, slots: Mapping[str, Any]) -> None:
        """Learn what is on the lists before a deed, so that it is known what would undo it."""
        async with self._one_at_a_time:
            with suppress(SkillError):  # the deed says it
                await self._renew(slots)
                self._known = True

    async def _renew(self, slots: Mapping[str, Any]) -> None:
        named = {slots[slot] for slot in ("list", "source") if slot in slots}
        await self._file.renew(named or ({SHOPPING} if slots["do"] == "add" else None))

    def _asked(self, slots: Mapping[str, Any], context: Context) -> str | None:
        """Ask whether it was meant, in the words that were heard; not where something is only told or asked for."""
        asks = slots["do"] in ("add", "remove") and not slots.keys() & {"items", "position"}
        return None if asks or slots["do"] in ("names", "read", "count", "has", "offer") else ""

    def _undo(self, slots: Mapping[str, Any], context: Context) -> str:
        return self._deeds.undo(slots)


def _again(slots: Mapping[str, Any], said: str) -> str:
    """The same with other items or, for a list to be made, its name; for what was offered, what the answer asks for."""
    if slots["do"] == "offer":
        meant, rest = consent(said.replace(",", ""))
        more = following.MORE.match(rest)
        items = [*slots["items"], *([following.TOO.sub("", rest[more.end() :])] if more else [])]
        return {"yes": f"add {', '.join(items)} to my {SHOPPING} list", "no": "never mind"}.get(meant or "", "")
    name = slots.get("list", SHOPPING)
    ways = {
        "add": f"add {said}" if NAMES_LIST.search(said) else f"add {said} to my {name} list",
        "remove": f"remove {said} from my {name} list",
        "move": f"move {said} to my {name} list",
        "make": f"create a {said.removesuffix(' list').removeprefix('a ')} list",
        "clear": "",
        "restore": "",
    }
    return ways.get(slots["do"], said)
