"""Errands: reads what a request for the home is for, has Home Assistant do it, and looks whether it was done."""

import re
from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from typing import Any

from voice.english.following import opposite
from voice.english.numbers_said import listed
from voice.errors import SkillError
from voice.messages import SkillReply
from voice.skills.home.before import INTENT, UNDO, Before, is_restorable
from voice.skills.home.client import Client, State
from voice.skills.home.deeds import ACTIVE, calls, is_dangerous, step_calls
from voice.skills.home.house import House, Thing
from voice.skills.home.replies import Shown, worded
from voice.skills.home.sentences import SHOPPING_LIST, SKILL, domains_of, package
from voice.skills.skill import Captures, Change, Context, Skill

ASKS = {"HassGetState", "HassClimateGetTemperature", "HassGetWeather"}
"""Intents that only tell something."""
RANGES = {"HassClimateSetTemperature": range(101), "HassLightSet": range(1000, 10001)}
"""Degrees of a room, kelvins of a lamp: the slot `temperature` of these intents."""
GAME = re.compile(r"\bgames?\b|\bwith (?:me|us)\b|^(?:chess|checkers|draughts|trivia|hangman|pinball|cards)\b")
"""What is played without a player: "play a game with me"."""
NO_TITLE = re.compile(
    r"(?:it|that|this|them|these|those|the|again|immediately)(?: (?:again|now|immediately|next))*|"
    r"(?:(?:it|that|this|something|some|the|my|music|songs?|track) )*(?:louder|quieter|softer)(?: music)?|"
    r"(?:(?:it|music) )?at (?:full|max|maximum|low|half) volume"
)
"""What is no name of what is to be played: "play it again", "play the song louder"."""
NO_MESSAGE = re.compile(r"(?:about|what|how|where|why|when|who|whether|if|to|a joke|a story|the (?:time|news|truth))\b")
"""How words begin that are not to be announced: "tell everyone about the party"."""
STEPS = {"volume_step", "temperature_step", "speed_step"}
"""Slots that change something from what it is."""
CONTACTS = {"on": "open", "off": "closed"}
CONTACT_CLASSES = {"window", "door", "garage_door", "opening"}
"""Class of a sensor that tells whether something is open."""
EVERY_ROOM = "every room"
"""What is said to be here where it is no room: "make the lights in the house red"."""
WHERE = ("name", "area", "floor", "device_class")
"""Slots that say what a request is for."""
LIGHT_SLOTS = {"brightness", "brightness_step", "color", "temperature"}
"""What is set of a light; without any it was not said what is to be changed, and that is asked for."""
WHICH_COLOUR = "Which colour?"
HOW = "How would you like the lights? Say, for instance: brighter, warmer, blue or off."
NONE_ON = "None of the lights is on. Say which one, for instance: the kitchen light."
RESTING = {"off", "standby", "unavailable", "unknown"}
"""States of what is not on; what plays, heats or cleans is."""


class Errands:
    def __init__(self, client: Client, area: str | None) -> None:
        """`area`: the room that this machine is in, if that is known."""
        self.house = House()
        """Empty until it is known."""
        self._client = client
        self.area = area
        self.before = Before(client)

    def skill(self) -> Skill:
        return Skill(SKILL, self.read, self.run, change=Change(self._asked, again=_again, danger=self._is_dangerous))

    def read(self, captures: Captures) -> dict[str, Any] | None:
        slots: dict[str, Any] = {slot: float(value) if isinstance(value, Decimal) else value for slot, value in captures}
        for down in [slot for slot in slots if slot.endswith("_step_down")]:
            slots[down.removesuffix("_down")] = -slots.pop(down)
        allowed = RANGES.get(slots["intent"])
        if allowed and "temperature" in slots and not allowed[0] <= slots["temperature"] <= allowed[-1]:
            return None
        if GAME.search(query := slots.get("search_query", "")) or NO_TITLE.fullmatch(query):
            return None
        if NO_MESSAGE.match(slots.get("message", "")):
            return None
        if not slots.get("here"):
            return slots
        if self.area and slots["here"] != EVERY_ROOM:
            return slots | {"area": self.area}
        return slots if "but" in slots or _is_for_what_is_on(slots) or len(self.things(slots)) == 1 else None

    async def run(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        if slots["intent"] in ASKS:
            return SkillReply(self._told(slots, self._some(slots), await self._client.states()))
        if slots["intent"] == INTENT:
            return await self.before.restored(context.place)
        self.before.begin(context.place)
        if slots["intent"] == "HassMediaSearchAndPlay":
            return await self._play(slots, self._some(slots)[0])
        if lacks_value(slots) and self._some(slots):
            return SkillReply(WHICH_COLOUR if slots["response"] == "color" else HOW)
        silent = await self.do(slots, context.place)
        reply = self._reply(slots, [Shown.of(one, {}) for one in self._some(slots)])
        return SkillReply(f"{reply} {unreachable(silent)}".strip())

    async def do(self, slots: Mapping[str, Any], place: str) -> Sequence[Thing]:
        """Have it done; what cannot be reached. Raises SkillError, also where nothing of it can be reached."""
        things = await self._meant(slots, self._some(slots))
        if is_restorable(slots, things):
            await self.before.remember(place, things)
        silent = await self._unchanged(things, await self._called(slots, things))
        if len(silent) == len(things):
            raise SkillError(unreachable(silent))
        return silent

    def undo(self, slots: Mapping[str, Any], text: str) -> str:
        """A request that undoes one which changes something; "" for none."""
        return UNDO if is_restorable(slots, self.things(slots)) else opposite(text)

    def things(self, slots: Mapping[str, Any]) -> list[Thing]:
        """What a request is for."""
        intent = slots["intent"]
        domains = slots.get("domains") or ({slots["domain"]} if "domain" in slots else domains_of(intent))
        area = None if intent == "HassVacuumCleanArea" else slots.get("area")  # what it cleans, not where it stands
        found = [one for one in self.house.entities_in(area, slots.get("floor")) if one.domain in domains]
        if but := slots.get("but"):
            left = [*self.house.entities_in(but), *self.house.entities_in(floor=but)]
            found = [one for one in found if not one.is_called(but) and one not in left]
        if "name" in slots:
            return [one for one in found if one.is_called(slots["name"])]
        if intent.startswith("HassShoppingList"):
            return [one for one in found if one.id == SHOPPING_LIST]
        if intent == "HassClimateGetTemperature":
            found = [one for one in found if one.domain == "climate" or one.device_class == "temperature"]
            return sorted(found, key=lambda one: one.domain)[:1]
        return [one for one in found if slots.get("device_class") in (None, one.device_class.removesuffix("_door"))]

    def _some(self, slots: Mapping[str, Any]) -> Sequence[Thing]:
        """What a request is for; of several that go by one name, the one in the room that this machine is in."""
        things = self.things(slots)
        if "name" in slots and len(things) > 1:
            things = [one for one in things if self.area and one in self.house.entities_in(self.area)]
            if len(things) != 1:
                raise SkillError(self._failed("duplicate_entities", slots))
        if not things:
            raise SkillError(self._nothing(slots))
        return things

    def _failed(self, error: str, slots: Mapping[str, Any]) -> str:
        """Say what is wrong in the package's words."""
        return worded(package()["responses"]["errors"][error], {"entity": slots.get("name"), **slots})

    def _nothing(self, slots: Mapping[str, Any]) -> str:
        """Say that there is nothing that a request is for."""
        domains = slots.get("domains") or [slots.get("domain") or min(domains_of(slots["intent"]), default="device")]
        kind = "entity" if "name" in slots else "device_class" if "device_class" in slots else "domain"
        where = "_in_area" if "area" in slots else "_in_floor" if "floor" in slots else ""
        return self._failed(f"no_{kind}{where}", {"domain": domains[0], **slots})

    async def _meant(self, slots: Mapping[str, Any], things: Sequence[Thing]) -> Sequence[Thing]:
        """Choose among several players those that play (or are paused, to go on), among lamps to dim those that are on.

        So for all lights of a house where no room was said. Raises SkillError where none of those is on, or can be dimmed.
        """
        only_on = _is_for_what_is_on(slots) or slots.get("brightness_step", 0) < 0
        wanted = "on" if "brightness_step" in slots or only_on else ACTIVE.get(slots["intent"])
        if wanted is None or (len(things) == 1 and not only_on):
            return things
        states = await self._client.states()
        there = [one for one in things if states.get(one.id, {}).get("state") == wanted]
        if not there and only_on:
            off = listed([one.names[0] for one in things])
            raise SkillError(NONE_ON if _is_for_what_is_on(slots) else f"{off} {'is' if len(things) == 1 else 'are'} not on.")
        return there or things

    async def _called(self, slots: Mapping[str, Any], things: Sequence[Thing]) -> set[str]:
        """Call the services; the ids of what changed."""
        if STEPS & slots.keys():
            wanted = step_calls(slots, things, await self._client.states())
        else:
            wanted = calls(slots, things, self.house)
        changed = set[str]()
        for call in wanted:
            changed |= await self._client.call(call.service, {"entity_id": [one.id for one in call.things], **call.data})
        return changed

    async def _unchanged(self, things: Sequence[Thing], changed: Container[str]) -> list[Thing]:
        """What did not change because Home Assistant does not reach it, or has it no longer; the rest was so already."""
        still = [one for one in things if one.id not in changed]
        states = await self._client.states() if still else {}
        return [one for one in still if states.get(one.id, {"state": "unavailable"})["state"] == "unavailable"]

    async def _play(self, slots: Mapping[str, Any], player: Thing) -> SkillReply:
        """Have a player look for music or a film, and play the first that it finds."""
        kind = {"media_filter_classes": [slots["media_class"]]} if "media_class" in slots else {}
        found = await self._client.media(player.id, slots["search_query"], **kind)
        for first in found[:1]:
            await self._client.call("media_player/play_media", {"entity_id": player.id, **first})
        return SkillReply(self._reply({**slots, "media": found[:1]}, []), failed=not found)

    def _told(self, slots: Mapping[str, Any], things: Sequence[Thing], states: Mapping[str, State]) -> str:
        shown = [Shown.of(one, _as_cover(one, states[one.id], slots)) for one in things if one.id in states]
        if not shown:
            raise SkillError(unreachable(things))
        wanted = slots.get("state", "").lower()
        matched = [one for one in shown if not wanted or _is(one, wanted)]
        return self._reply(slots, matched, [one for one in shown if one not in matched])

    def _reply(self, slots: Mapping[str, Any], matched: Sequence[Shown], unmatched: Sequence[Shown] = ()) -> str:
        return worded(package()["responses"]["intents"][slots["intent"]][slots["response"]], slots, matched, unmatched)

    def _asked(self, slots: Mapping[str, Any], context: Context) -> str | None:
        """Ask in the words that were heard, where something would change."""
        asks = slots["intent"] in ASKS or lacks_value(slots)
        return None if asks or not self.things(slots) else ""

    def _is_dangerous(self, slots: Mapping[str, Any]) -> bool:
        return is_dangerous(slots, self.things(slots))


def lacks_value(slots: Mapping[str, Any]) -> bool:
    """Whether lights are to be changed, but not how."""
    return slots.get("intent") == "HassLightSet" and LIGHT_SLOTS.isdisjoint(slots)


def _is_for_what_is_on(slots: Mapping[str, Any]) -> bool:
    """Whether lights are to be changed of which neither the name nor the room is known."""
    return slots["intent"] == "HassLightSet" and "here" in slots and "area" not in slots


def _again(slots: Mapping[str, Any], said: str) -> str:
    """What was asked for: a colour, or how the lights are to be."""
    if not lacks_value(slots):
        return ""
    room = f"{slots['area']} lights" if "area" in slots else "lights"
    return f"{'turn' if said in ('on', 'off') else 'have'} the {slots.get('name', room)} {said}"


def _is(shown: Shown, wanted: str) -> bool:
    """Whether something is as was asked: a player that plays is on."""
    state = shown.lower()
    if wanted in ("on", "off") and shown.domain in ("media_player", "climate", "vacuum"):
        return (state in RESTING) == (wanted == "off")
    return state in (wanted, CONTACTS.get(wanted))


def _as_cover(thing: Thing, state: State, slots: Mapping[str, Any]) -> State:
    """The state of a sensor at a window or a door as a cover's, as it is asked about."""
    is_contact = slots.get("domain") == "cover" or thing.device_class in CONTACT_CLASSES
    return {**state, "state": CONTACTS.get(state["state"], state["state"])} if is_contact else state


def unreachable(things: Sequence[Thing]) -> str:
    """Say that things cannot be reached; "" for none."""
    return f"I can't reach {listed([one.names[0] for one in things])}." if things else ""
