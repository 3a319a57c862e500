"""Switches lights, through Home Assistant's REST API."""

from collections.abc import Mapping
from typing import Any

from voice.config import HOME_TOKEN, Home, secret
from voice.english.numbers_said import listed
from voice.english.times import SHORT_UNITS
from voice.errors import SkillError, WithheldError
from voice.messages import SkillReply
from voice.privacy.gate import EgressGate, home_of
from voice.skills.skill import Captures, Change, Context, Skill

LONGEST_ROOM = 3
"""Words of a room that is not in the settings; with more it is no room."""
ANYWHERE = {"house", "whole house", "room", "flat", "apartment", "home"}
NO_ROOMS = SHORT_UNITS | {
    "later", "tomorrow", "tonight", "percent", "and", "is", "are", "of", "at", "end", "traffic", "it", "off", "on",
}  # fmt: skip
"""What holds one of these words is no room."""


class Lights:
    def __init__(self, home: Home, rooms: tuple[str, ...], gate: EgressGate) -> None:
        self._home = home
        self._client = gate.client_to(home_of(home))
        self._rooms = {room.lower() for room in rooms}

    def skills(self) -> list[Skill]:
        rooms = (None, *self._rooms) if self._home.url else ()
        says = tuple(_done(room, state) for room in rooms for state in ("on", "off"))
        return [Skill("lights", read, self.run, says, Change(self._asked, _undo, _again))]

    async def run(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        room, state = slots.get("room"), slots["state"]
        token = secret(HOME_TOKEN)
        if not self._home.url or token is None:
            needed = {"home.url in the settings": self._home.url, f"{HOME_TOKEN} in the environment": token}
            missing = listed([what for what, there in needed.items() if not there])
            raise SkillError(f"Lights are not set up. What is missing: {missing}.")
        if room and room not in self._rooms:
            raise SkillError(f"I don't know a room called {room}.")
        where = {"area_id": room.replace(" ", "_")} if room else {"entity_id": "all"}
        await self._call(f"light/turn_{state}", where, token.get_secret_value())
        return SkillReply(_done(room, state))

    def _asked(self, slots: Mapping[str, Any], context: Context) -> str | None:
        """Ask only where there is a light to switch."""
        room = slots.get("room")
        able = self._home.url and secret(HOME_TOKEN) and (not room or room in self._rooms)
        return _done(room, slots["state"]).replace(".", "?") if able else None

    async def _call(self, service: str, data: Mapping[str, str], token: str) -> None:
        url = f"{str(self._home.url).rstrip('/')}/api/services/{service}"
        headers = {"Authorization": f"Bearer {token}"}
        try:
            status, _ = await self._client.request("POST", url, timeout_s=self._home.timeout_s, headers=headers, json=data)
        except WithheldError as withheld:
            raise SkillError(f"I did not ask Home Assistant: {withheld}.") from None
        except OSError:
            raise SkillError("I can't reach Home Assistant.") from None
        if status in (401, 403):
            raise SkillError(f"Home Assistant refused: check {HOME_TOKEN}.")
        if status != 200:
            raise SkillError(f"Home Assistant could not do that: it answered {status}.")


def _done(room: str | None, state: str) -> str:
    return f"{room.capitalize() + ' lights' if room else 'Lights'} {state}."


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
    if len(words) > LONGEST_ROOM or NO_ROOMS.intersection(words) or room[:1].isdigit():
        return None
    if room in ANYWHERE:
        del said["room"]
    return said
