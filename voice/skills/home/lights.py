"""Switches lights, through Home Assistant."""

from collections.abc import Mapping
from typing import Any

from voice.english.numbers import BELOW_HUNDRED
from voice.english.times import SHORT_UNITS
from voice.errors import SkillError
from voice.messages import Match, SkillReply
from voice.skills.home import Home
from voice.skills.home.errands import unreachable
from voice.skills.skill import Captures, Change, Context, Skill

LONGEST_ROOM = 3
"""Words of a room that is not in the settings; with more it is no room."""
ANYWHERE = {"house", "whole house", "room", "flat", "apartment", "home"}
NO_ROOMS = SHORT_UNITS | {
    "everything", "except", "apart", "but",
    "later", "tomorrow", "tonight", "percent", "and", "is", "are", "of", "at", "end", "traffic", "it", "off", "on", "them",
    "more", "to", "turn", "olly", "alexa", "siri", "jarvis", "cortana",
}  # fmt: skip
"""What holds one of these words is no room."""
WHICH = BELOW_HUNDRED.keys() | {
    "few", "several", "couple", "other", "same", "wrong", "right", "big", "main", "first", "second", "third", "last", "next",
    "rest",
}  # fmt: skip
"""What is no room by itself: "two lights", "the main light"."""


class Lights:
    def __init__(self, home: Home, rooms: tuple[str, ...]) -> None:
        self._home = home
        self._rooms = [room.lower() for room in rooms]

    def skills(self) -> list[Skill]:
        rooms = (None, *self._rooms) if not self._home.client.missing else ()
        says = tuple(_done(room, state) for room in rooms for state in ("on", "off"))
        return [Skill("lights", read, self.run, says, Change(self._asked, _undo, _again), likely=_likely)]

    async def run(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        if needed := self._home.client.needed:
            raise SkillError(needed, self._home.client.remedy)
        self._home.errands.before.begin(context.place)
        house, room = await self._home.known(), slots.get("room")
        if room and not any(one.is_called(room) for one in house.areas):
            raise SkillError(f"I don't know a room called {room}.")
        silent = await self._home.errands.do(_wanted(slots), context.place)
        return SkillReply(f"{_done(room, slots['state'])} {unreachable(silent)}".strip())

    def _asked(self, slots: Mapping[str, Any], context: Context) -> str | None:
        """Ask only where there is a light to switch."""
        errands, room = self._home.errands, slots.get("room")
        there = errands.things(_wanted(slots)) if errands.house.entities else not room or room in self._rooms
        able = there and not self._home.client.missing
        return _done(room, slots["state"]).replace(".", "?") if able else None


def wanted(match: Match) -> Mapping[str, Any]:
    """A request for lights, or for anything of the home, as one for the home."""
    return _wanted(match.slots) if match.skill == "lights" else match.slots


def _wanted(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The same as a request for the home."""
    where = {"area": slots["room"]} if "room" in slots else {}
    return {"intent": "HassTurnOn" if slots["state"] == "on" else "HassTurnOff", "domain": "light", **where}


def _done(room: str | None, state: str) -> str:
    return f"{room.capitalize() + ' lights' if room else 'Lights'} {state}."


def _likely(slots: Mapping[str, Any], context: Context) -> str:
    return _done(slots.get("room"), slots["state"])


def _undo(slots: Mapping[str, Any], context: Context) -> str:
    return _command(slots.get("room"), "off" if slots["state"] == "on" else "on")


def _again(slots: Mapping[str, Any], said: str) -> str:
    return _command(said, slots["state"])


def _command(room: str | None, state: str) -> str:
    return f"turn {state} the {room} lights" if room else f"turn {state} the lights"


def read(captures: Captures) -> dict[str, Any] | None:
    said = dict(captures)
    room = str(said.get("room", ""))
    words = room.split()
    if len(words) > LONGEST_ROOM or NO_ROOMS.intersection(words) or "," in room or room[:1].isdigit():
        return None
    if room in WHICH or room.endswith(" one"):
        return None
    if room in ANYWHERE:
        del said["room"]
    return said
