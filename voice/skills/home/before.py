"""Has Home Assistant remember how things are before they are changed, as scenes of its own, so that a deed can be undone."""

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

from voice.errors import SkillError
from voice.messages import SkillReply
from voice.skills.home.client import BEFORE, Client, UnableError
from voice.skills.home.deeds import is_way_in
from voice.skills.home.house import Thing

UNDO = "put the house back as it was"
"""What is said to undo the last deed."""
INTENT = "HassRestore"
"""What that is, as a sentence of the house."""
MOST = 8
"""How many deeds in a row can be undone."""
DOMAINS = {"light", "switch", "fan", "cover", "climate", "media_player", "input_boolean", "valve"}
"""Kinds of device that a scene puts back."""
GONE = {"HassMediaNext", "HassMediaPrevious", "HassMediaSearchAndPlay"}
"""Intents after which it does not."""


class Before:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._scenes: dict[str, deque[str]] = {}
        """The scene before each deed at each place, the latest last; "" for a deed that had no effect."""
        self._names = cycle(f"{BEFORE}{number}" for number in range(MOST))

    def forget(self) -> None:
        self._scenes.clear()

    def begin(self, place: str) -> None:
        """A deed begins, which may come to nothing."""
        self._scenes.setdefault(place, deque(maxlen=MOST)).append("")

    async def remember(self, place: str, things: Sequence[Thing]) -> None:
        """Keep how things are before the deed that has begun. Raises SkillError where Home Assistant cannot be asked."""
        name = next(self._names)
        try:
            await self._client.call("scene/create", {"scene_id": name, "snapshot_entities": [one.id for one in things]})
        except UnableError:  # it has no scenes
            return
        self._scenes[place][-1] = name

    async def restored(self, place: str) -> SkillReply:
        """Put back what the last deed at a place changed. Raises SkillError."""
        scenes = self._scenes.get(place)
        if not scenes or not (name := scenes.pop()):
            raise SkillError("I don't know how it was before.")
        await self._client.call("scene/turn_on", {"entity_id": f"scene.{name}"})
        return SkillReply("It's as it was.")


def is_restorable(slots: Mapping[str, Any], things: Sequence[Thing]) -> bool:
    """Whether a scene can put back what a deed changes; what keeps people out is opened only in so many words."""
    return slots["intent"] not in GONE and all(one.domain in DOMAINS and not is_way_in(one) for one in things)
