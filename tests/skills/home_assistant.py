"""A Home Assistant on this machine: the states, registries, services and conversations that the assistant asks for."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from tests.skills.making import make_skills
from voice.clock import VirtualClock
from voice.config import Config
from voice.skills import Skills

TOKEN = "t0ken"
FLOORS = [{"floor_id": "ground", "name": "Ground Floor", "aliases": ["downstairs"]}]
AREAS = [
    {"area_id": "kitchen", "name": "Kitchen", "aliases": [], "floor_id": "ground"},
    {"area_id": "living_room", "name": "Living Room", "aliases": ["lounge"], "floor_id": "ground"},
    {"area_id": "study", "name": "Study", "aliases": [], "floor_id": None},
]
DEVICES = [{"id": "a1", "area_id": "living_room"}]
STATES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "light.ceiling": ("Ceiling", "on", {}),
    "light.counter": ("Counter Lamp", "off", {}),
    "light.floor_lamp": ("Floor Lamp", "on", {}),
    "light.desk": ("Desk Lamp", "unavailable", {}),
    "light.led": ("Router LED", "on", {}),
    "light.secret": ("Secret Lamp", "on", {}),
    "switch.coffee": ("Coffee Machine", "off", {}),
    "fan.ceiling": ("Ceiling Fan", "off", {}),
    "cover.blinds": ("Blinds", "open", {"device_class": "blind"}),
    "cover.garage": ("Garage Door", "closed", {"device_class": "garage"}),
    "binary_sensor.window": ("Kitchen Window", "on", {"device_class": "window"}),
    "binary_sensor.big_door": ("Car Door", "off", {"device_class": "garage_door"}),
    "lock.front": ("Front Door", "locked", {}),
    "climate.heating": ("Thermostat", "heat", {"current_temperature": 19.5, "temperature": 19.0}),
    "media_player.tv": ("TV", "playing", {"volume_level": 0.5}),
    "sensor.outside": ("Outside Temperature", "4.5", {"device_class": "temperature", "unit_of_measurement": "°C"}),
    "scene.film": ("Movie Night", "unknown", {}),
    "script.bedtime": ("Bedtime", "off", {}),
    "todo.shopping_list": ("Shopping List", "2", {}),
    "todo.chores": ("Chores", "1", {}),
    "vacuum.rover": ("Rover", "docked", {}),
    "person.jane": ("Jane", "home", {}),
    "weather.home": ("Home", "rainy", {"temperature": 7, "temperature_unit": "°C"}),
    "assist_satellite.hall": ("Hall", "idle", {}),
}
"""Id → name, state and attributes."""
ENTRIES: dict[str, dict[str, Any]] = {
    "light.ceiling": {"area_id": "kitchen"},
    "light.counter": {"area_id": "kitchen", "aliases": ["worktop light"]},
    "light.floor_lamp": {"device_id": "a1"},
    "light.desk": {"area_id": "study"},
    "light.led": {"area_id": "study", "entity_category": "config"},
    "light.secret": {"area_id": "study", "options": {"conversation": {"should_expose": False}}},
    "binary_sensor.window": {"area_id": "kitchen"},
    "cover.blinds": {"area_id": "living_room"},
    "media_player.tv": {"device_id": "a1"},
}
BECOMES = {
    "turn_on": "on", "turn_off": "off", "open_cover": "opening", "close_cover": "closing", "lock": "locking",
    "unlock": "unlocking", "set_temperature": "heat", "media_pause": "paused", "start": "cleaning", "clean_area": "cleaning",
    "return_to_base": "returning",
}  # fmt: skip
"""Service → the state that it leads to."""


class HomeAssistant:
    def __init__(self) -> None:
        self.url = ""
        self.begin()

    def begin(self) -> None:
        """Forget what was asked, and be as at first."""
        self.token = TOKEN
        self.status = 200
        """What services answer."""
        self.answer: Any = None
        """What they say, where it is not what Home Assistant says."""
        self.calls: list[tuple[str, Any]] = []
        self.asked: list[str] = []
        """What was asked over the WebSocket."""
        self.has_scenes = True
        self.scenes: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {}
        """What it was asked to remember: the states of some things, by the scene's id."""
        self.lists: dict[str, list[str]] = {"todo.shopping_list": ["bread", "tea"], "todo.chores": ["windows"]}
        """What is to be done, by list."""
        self.takes_items = True
        self.understands: dict[str, str] = {}
        """What its own conversation understands, and answers."""
        self.states = {name: (state, attributes) for name, (_, state, attributes) in STATES.items()}

    def app(self) -> Starlette:
        service = Route("/api/services/{domain}/{service}", self._service, methods=["POST"])
        conversation = Route("/api/conversation/process", self._conversation, methods=["POST"])
        return Starlette(routes=[service, conversation, WebSocketRoute("/api/websocket", self._socket)])

    async def _service(self, request: Request) -> Response:
        name, service = f"{request.path_params['domain']}/{request.path_params['service']}", request.path_params["service"]
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return Response(status_code=401)
        data = await request.json()
        if name == "scene/create" and not self.has_scenes:
            return Response(status_code=400)
        if name == "scene/create" and self.status == 200:
            self.scenes[f"scene.{data['scene_id']}"] = {one: self.states[one] for one in data["snapshot_entities"]}
            return JSONResponse([])
        if name == "todo/get_items" and self.status == 200:
            there = [one for one in data["entity_id"] if one in self.lists]
            told = {one: {"items": [{"summary": item} for item in self.lists[one]]} for one in there}
            return JSONResponse({"service_response": told})
        self.calls.append((name, data))
        if name.startswith("todo/") and not self.takes_items:
            return Response(status_code=400)
        if name.startswith("todo/") and self.status == 200:
            return JSONResponse(self._on_list(service, self.lists[data["entity_id"][0]], data))
        if str(data.get("entity_id")) in self.scenes:
            self.states |= self.scenes[data["entity_id"]]
            return JSONResponse([self._state(one) for one in self.scenes[data["entity_id"]]])
        if self.answer is not None:
            return JSONResponse(self.answer)
        if self.status != 200:
            return Response(status_code=self.status, headers={"Location": "http://127.0.0.1:9/"})
        if service == "search_media":
            found = [{"media_content_id": "m1", "media_content_type": "music"}] if data["search_query"] != "nothing" else []
            return JSONResponse({"service_response": {data["entity_id"]: {"result": found}}})
        ids = [data["entity_id"]] if isinstance(data["entity_id"], str) else data["entity_id"]
        return JSONResponse([self._changed(one, BECOMES[service]) for one in ids if self._changes(one, service)])

    def _on_list(self, service: str, held: list[str], data: dict[str, Any]) -> list[str]:
        items = [data["item"]] if isinstance(data["item"], str) else data["item"]
        adds = service == "add_item" or data.get("status") == "needs_action"
        held[:] = [*held, *items] if adds else [one for one in held if one not in items]
        return []

    def _changes(self, entity: str, service: str) -> bool:
        return entity in self.states and service in BECOMES and self.states[entity][0] not in ("unavailable", BECOMES[service])

    def _changed(self, entity: str, state: str) -> dict[str, Any]:
        self.states[entity] = (state, self.states[entity][1])
        return self._state(entity)

    def _state(self, entity: str) -> dict[str, Any]:
        state, attributes = self.states[entity]
        return {"entity_id": entity, "state": state, "attributes": {"friendly_name": STATES.get(entity, [""])[0], **attributes}}

    async def _conversation(self, request: Request) -> Response:
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return Response(status_code=401)
        asked = await request.json()
        said = self.understands.get(asked["text"])
        self.calls.append(("conversation", asked))
        kind = "error" if said is None else "action_done"
        return JSONResponse({"response": {"response_type": kind, "speech": {"plain": {"speech": said or "Sorry"}}}})

    async def _socket(self, socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_json({"type": "auth_required"})
        if (await socket.receive_json())["access_token"] != self.token:
            await socket.send_json({"type": "auth_invalid"})
            return
        await socket.send_json({"type": "auth_ok"})
        async for asked in socket.iter_json():
            self.asked.append(asked["type"])
            await socket.send_json({"id": asked["id"], "type": "result", "success": True, "result": self._told(asked)})

    def _told(self, asked: dict[str, Any]) -> Any:
        match asked["type"]:
            case "get_states":
                return [self._state(one) for one in self.states]
            case "config/entity_registry/get_entries":
                return {one: ENTRIES.get(one) for one in asked["entity_ids"]}
        return {"area": AREAS, "floor": FLOORS, "device": DEVICES}[asked["type"].split("/")[1].removesuffix("_registry")]


@contextmanager
def running() -> Iterator[HomeAssistant]:
    """Run one until the block ends."""
    home = HomeAssistant()
    server = uvicorn.Server(uvicorn.Config(home.app(), port=0, log_level="error", ws="wsproto", lifespan="off"))
    thread = threading.Thread(target=asyncio.run, args=(server.serve(),), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    home.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield home
    server.should_exit = True
    thread.join()


def at(folder: Path, url: str | None, clock: VirtualClock | None = None, **settings: Any) -> tuple[Skills, str | None]:
    """The skills of an assistant that asked what is in the house, and what it was warned of."""
    config = Config.model_validate({"state_dir": folder, "home": {"url": url, "timeout_s": 5, **settings}})
    skills = make_skills(config, clock)
    warning = asyncio.run(skills.home.refresh())
    assert skills.load() == []
    return skills, warning
