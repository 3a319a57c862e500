"""Deeds: the service calls of Home Assistant that do what was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from voice.skills.home.client import State
from voice.skills.home.house import House, Thing, plain

SERVICES = {
    "HassBroadcast": "assist_satellite/announce",
    "HassClimateSetFanMode": "climate/set_fan_mode",
    "HassClimateSetTemperature": "climate/set_temperature",
    "HassFanSetSpeed": "fan/set_percentage",
    "HassLawnMowerDock": "lawn_mower/dock",
    "HassLawnMowerStartMowing": "lawn_mower/start_mowing",
    "HassLightSet": "light/turn_on",
    "HassListAddItem": "todo/add_item",
    "HassListCompleteItem": "todo/update_item",
    "HassListRemoveItem": "todo/remove_item",
    "HassMediaNext": "media_player/media_next_track",
    "HassMediaPause": "media_player/media_pause",
    "HassMediaPlayerMute": "media_player/volume_mute",
    "HassMediaPlayerUnmute": "media_player/volume_mute",
    "HassMediaPrevious": "media_player/media_previous_track",
    "HassMediaSearchAndPlay": "media_player/play_media",
    "HassMediaUnpause": "media_player/media_play",
    "HassSetVolume": "media_player/volume_set",
    "HassShoppingListAddItem": "todo/add_item",
    "HassShoppingListCompleteItem": "todo/update_item",
    "HassVacuumCleanArea": "vacuum/clean_area",
    "HassVacuumReturnToBase": "vacuum/return_to_base",
    "HassVacuumStart": "vacuum/start",
}  # fmt: skip
"""Intent → service; those of several kinds of device are in `SWITCHES`."""

SWITCHES = {
    "button": ("press", "press"), "input_button": ("press", "press"), "lock": ("lock", "unlock"),
    "cover": ("open_cover", "close_cover"), "valve": ("open_valve", "close_valve"),
}  # fmt: skip
"""Kind of device → what turns it "on" and "off", where that is not `turn_on` and `turn_off`."""

FIELDS = {
    "brightness": "brightness_pct", "color": "color_name", "percentage": "percentage", "position": "position",
    "brightness_step": "brightness_step_pct", "fan_mode": "fan_mode", "item": "item", "message": "message",
    "temperature": "temperature",
}  # fmt: skip
"""Slot → field of the service's data."""

FIXED: Mapping[str, Mapping[str, Any]] = {
    "HassListCompleteItem": {"status": "completed"},
    "HassShoppingListCompleteItem": {"status": "completed"},
    "HassMediaPlayerMute": {"is_volume_muted": True},
    "HassMediaPlayerUnmute": {"is_volume_muted": False},
}

OPENERS = {"cover", "switch", "button", "input_button"}
WAYS_IN = {"door", "garage", "gate"}
"""Class of an opener, or a word in its name, if it keeps people out."""

ACTIVE = {"HassMediaNext": "playing", "HassMediaPause": "playing", "HassMediaPrevious": "playing", "HassMediaUnpause": "paused"}
"""Intent → the state that a player is in where this means it."""


@dataclass(frozen=True, slots=True)
class Call:
    service: str
    things: Sequence[Thing]
    data: Mapping[str, Any]


def calls(slots: Mapping[str, Any], things: Sequence[Thing], house: House) -> Iterator[Call]:
    """Give the calls that do what the slots say to these things."""
    for domain, some in groupby(sorted(things, key=attrgetter("domain")), attrgetter("domain")):
        yield Call(_service(slots["intent"], domain), list(some), _data(slots, house))


def step_calls(slots: Mapping[str, Any], things: Sequence[Thing], states: Mapping[str, State]) -> Iterator[Call]:
    """Give the calls that change a volume, a speed or a temperature from what it is; of a player that tells none, from 0."""
    if "speed_step" in slots:
        yield Call(f"fan/{slots['speed_step']}_speed", things, {})
        return
    if slots.get("volume_step") in ("up", "down"):
        yield Call(f"media_player/volume_{slots['volume_step']}", things, {})
        return
    for one in things:
        now = states.get(one.id, {}).get("attributes", {})
        if "volume_step" in slots:
            level = (now.get("volume_level") or 0.0) + slots["volume_step"] / 100
            yield Call("media_player/volume_set", [one], {"volume_level": min(1.0, max(0.0, round(level, 2)))})
        elif isinstance(now.get("temperature"), int | float):
            yield Call("climate/set_temperature", [one], {"temperature": now["temperature"] + slots["temperature_step"]})


def is_dangerous(slots: Mapping[str, Any], things: Sequence[Thing]) -> bool:
    """Whether it would let somebody in, or water out, if it was not meant."""
    opens = slots["intent"] == "HassTurnOn" or slots.get("position", 0) > 0
    risky = {"lock": slots["intent"] == "HassTurnOff", "valve": opens}
    return any(risky.get(one.domain, opens and one.domain in OPENERS and is_way_in(one)) for one in things)


def is_way_in(thing: Thing) -> bool:
    """Whether it keeps people out, going by its class and its name."""
    return not WAYS_IN.isdisjoint((thing.device_class, *plain(thing.names[0]).split()))


def _service(intent: str, domain: str) -> str:
    if intent == "HassSetPosition":
        return f"{domain}/set_{domain}_position"
    if intent in ("HassTurnOn", "HassTurnOff"):
        return f"{domain}/{SWITCHES.get(domain, ('turn_on', 'turn_off'))[intent == 'HassTurnOff']}"
    return SERVICES[intent]


def _data(slots: Mapping[str, Any], house: House) -> dict[str, Any]:
    intent = slots["intent"]
    data = {FIELDS[slot]: value for slot, value in slots.items() if slot in FIELDS} | dict(FIXED.get(intent, {}))
    if intent == "HassLightSet" and "temperature" in data:
        data["color_temp_kelvin"] = data.pop("temperature")
    if "volume_level" in slots:
        data["volume_level"] = slots["volume_level"] / 100
    if intent == "HassVacuumCleanArea":
        data["cleaning_area_id"] = [one.id for one in house.areas if one.is_called(slots["area"])]
    return data
