"""A Home Assistant for the house of the requests: a local server with the part of its REST and WebSocket API that is asked.

A service changes the device as the real one would, in plain units: brightness, position and volume in per cent.
"""

import socket
import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn import Config, Server

Device = dict[str, Any]
HOUSE = tomllib.loads(Path(__file__).with_name("house.toml").read_text(encoding="utf-8"))
AREAS: Mapping[str, list[str]] = HOUSE["areas"]
FLOORS: Mapping[str, list[str]] = HOUSE["floors"]

STATES = {
    "turn_on": "on", "turn_off": "off", "open_cover": "open", "close_cover": "closed", "lock": "locked", "unlock": "unlocked",
    "start": "cleaning", "return_to_base": "returning", "media_play": "playing", "media_pause": "paused", "media_stop": "idle",
    "set_percentage": "on", "volume_set": None, "volume_mute": None, "set_temperature": None,
    "volume_up": None, "volume_down": None, "clean_area": "cleaning",
}  # fmt: skip
"""Service → the state that it brings about; None: it leaves it as it is."""
TURNED_ON = {"scene": "activated", "script": "activated", "climate": "heat", "media_player": "playing", "vacuum": "cleaning"}
"""What is not just "on" after it was turned on."""
COLOURS = {(255, 0, 0): "red", (0, 255, 0): "green", (0, 128, 0): "green", (0, 0, 255): "blue"}
SETS: Mapping[str, Callable[[Device, Any], tuple[str, Any]]] = {
    "brightness_pct": lambda device, value: ("brightness", value),
    "brightness": lambda device, value: ("brightness", round(value / 2.55)),
    "brightness_step_pct": lambda device, value: ("brightness", device.get("brightness", 0) + value),
    "brightness_step": lambda device, value: ("brightness", device.get("brightness", 0) + round(value / 2.55)),
    "color_name": lambda device, value: ("color", value),
    "rgb_color": lambda device, value: ("color", COLOURS.get(tuple(value), str(value))),
    "position": lambda device, value: ("position", value),
    "percentage": lambda device, value: ("speed", value),
    "temperature": lambda device, value: ("temperature", value),
    "hvac_mode": lambda device, value: ("state", value),
    "volume_level": lambda device, value: ("volume", round(100 * value)),
    "is_volume_muted": lambda device, value: ("muted", value),
}
"""Field of a service → what it sets."""
ATTRIBUTES: Mapping[str, tuple[str, float]] = {
    "name": ("friendly_name", 1), "class": ("device_class", 1), "unit": ("unit_of_measurement", 1), "color": ("color_name", 1),
    "brightness": ("brightness", 2.55), "position": ("current_position", 1), "speed": ("percentage", 1),
    "temperature": ("temperature", 1), "measured": ("current_temperature", 1), "volume": ("volume_level", 0.01),
    "muted": ("is_volume_muted", 1),
}  # fmt: skip
"""What a device has → the attribute that tells it, and by how much it is multiplied there."""


class House:
    """The devices as they are now."""

    def __init__(self) -> None:
        self.devices: dict[str, Device] = {}
        self.set()

    def set(self, otherwise: Mapping[str, Any] | None = None) -> None:
        """Put the house as it is before a request."""
        self.devices = deepcopy(HOUSE["entities"])
        for name, state in (otherwise or {}).items():
            self.devices[name]["state"] = state
            if "position" in self.devices[name]:
                self.devices[name]["position"] = 0 if state == "closed" else 100

    def call(self, domain: str, service: str, data: Mapping[str, Any]) -> list[str] | None:
        """Do what a service does; give the devices that it was for, None where there is no such service."""
        if domain == "script" and f"script.{service}" in self.devices:
            service, data = "turn_on", {"entity_id": f"script.{service}"}
        if service not in STATES and service not in ("set_cover_position", "set_hvac_mode", "toggle"):
            return None
        meant = [name for name in self._meant(data) if domain in (name.partition(".")[0], "homeassistant")]
        for name in meant:
            self._change(name, service, data)
        return meant

    def _meant(self, data: Mapping[str, Any]) -> list[str]:
        target = {**data, **data.get("target", {})}
        areas = {*_listed(target.get("area_id")), *(one for name in _listed(target.get("floor_id")) for one in FLOORS[name])}
        named = _listed(target.get("entity_id"))
        return [name for name, has in self.devices.items() if name in named or "all" in named or has.get("area") in areas]

    def _change(self, name: str, service: str, data: Mapping[str, Any]) -> None:
        device, domain = self.devices[name], name.partition(".")[0]
        state = STATES.get(service)
        if service == "toggle":
            state = "off" if device["state"] == "on" else "on"
        if state:
            device["state"] = TURNED_ON.get(domain, state) if state == "on" else state
        if state in ("open", "closed") and "position" in device:
            device["position"] = 100 if state == "open" else 0
        if service in ("volume_up", "volume_down"):
            device["volume"] = device.get("volume", 0) + (10 if service == "volume_up" else -10)
        for field, value in data.items():
            if field in SETS:
                what, new = SETS[field](device, value)
                device[what] = new
        if service == "set_cover_position":
            device["state"] = "open" if device["position"] else "closed"

    def told(self, name: str) -> dict[str, Any]:
        """A device as the API tells it."""
        device = self.devices[name]
        attributes = {to: _times(device[have], by) for have, (to, by) in ATTRIBUTES.items() if have in device}
        return {"entity_id": name, "state": device["state"], "attributes": attributes}


def _times(value: Any, by: float) -> Any:
    return value if by == 1 else round(value * by, 2)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _app(house: House) -> Starlette:
    def states() -> list[dict[str, Any]]:
        return [house.told(name) for name in house.devices]

    async def all_states(request: Request) -> JSONResponse:
        return JSONResponse(states())

    async def state(request: Request) -> JSONResponse:
        name = request.path_params["name"]
        return JSONResponse(house.told(name)) if name in house.devices else JSONResponse({}, 404)

    async def service(request: Request) -> JSONResponse:
        meant = house.call(request.path_params["domain"], request.path_params["service"], await request.json())
        return JSONResponse({}, 400) if meant is None else JSONResponse([house.told(name) for name in meant])

    async def converse(request: Request) -> JSONResponse:
        speech = {"plain": {"speech": "Sorry, I couldn't understand that"}}
        error = {"response_type": "error", "data": {"code": "no_intent_match"}, "speech": speech}
        return JSONResponse({"response": error, "conversation_id": None})

    async def registries(asked: WebSocket) -> None:
        await asked.accept()
        await asked.send_json({"type": "auth_required"})
        await asked.receive_json()
        await asked.send_json({"type": "auth_ok"})
        told = _registries() | {"get_states": states()}
        async for question in asked.iter_json():
            known = question["type"] in told
            answer = {"id": question["id"], "type": "result", "success": known, "result": told.get(question["type"])}
            await asked.send_json(answer)

    return Starlette(
        routes=[
            Route("/api/states", all_states),
            Route("/api/states/{name}", state),
            Route("/api/services/{domain}/{service}", service, methods=["POST"]),
            Route("/api/conversation/process", converse, methods=["POST"]),
            WebSocketRoute("/api/websocket", registries),
        ]
    )


def _registries() -> dict[str, Any]:
    """What the WebSocket tells of the house, by question."""
    entries = {
        name: {"entity_id": name, "area_id": has.get("area"), "aliases": has.get("aliases", []), "device_id": None}
        for name, has in HOUSE["entities"].items()
    }
    floor_of = {area: floor for floor, areas in FLOORS.items() for area in areas}
    areas = [
        {"area_id": area, "name": name, "aliases": aliases, "floor_id": floor_of.get(area)}
        for area, (name, *aliases) in AREAS.items()
    ]
    return {
        "config/area_registry/list": areas,
        "config/floor_registry/list": [{"floor_id": floor, "name": floor.capitalize(), "aliases": []} for floor in FLOORS],
        "config/device_registry/list": [],
        "config/entity_registry/list": list(entries.values()),
        "config/entity_registry/get_entries": entries,
    }


@contextmanager
def served(house: House) -> Iterator[str]:
    """Serve the house; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(Config(_app(house), log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
