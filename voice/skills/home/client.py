"""Asks the user's Home Assistant: what is in the house, what state it is in, and to do something."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from voice.config import HOME_TOKEN, secret
from voice.config import Home as Settings
from voice.english.numbers_said import listed
from voice.errors import SkillError, WithheldError
from voice.privacy.gate import EgressGate, home_of
from voice.skills.home.house import House, Thing

if TYPE_CHECKING:
    from httpx2.websockets import AsyncWebSocketSession

LARGEST_MESSAGE = 32 << 20
"""Bytes of the longest message: the states of some ten thousand entities."""
UNSPOKEN = {"config", "diagnostic"}
"""Categories of entities that nobody asks for: how well a lamp is received, the restart of a plug."""
AGENT = "conversation.home_assistant"
"""Home Assistant's own sentences; any other agent may be a language model elsewhere."""

HOW = "The command voice doctor tells how to connect it."
NOT_CONNECTED = f"I'm not connected to Home Assistant, so I can't do that. {HOW}"
REFUSED = "Home Assistant refused my key. The command voice doctor tells more."
KEY = f"Check {HOME_TOKEN} in the environment: a long-lived access token of your Home Assistant."

BEFORE = "voice_before_"
"""How the names of scenes begin in which it remembers how things were; nobody speaks of them."""

State = Mapping[str, Any]


class UnableError(SkillError):
    """Home Assistant was reached, and does not do what it was asked."""


class Client:
    """Every method raises SkillError, whose text is spoken, where Home Assistant cannot be asked or refuses."""

    def __init__(self, settings: Settings, gate: EgressGate) -> None:
        self._settings = settings
        self._client = gate.client_to(home_of(settings))

    @property
    def missing(self) -> list[str]:
        """What is to be set before Home Assistant can be asked."""
        needed = {"home.url in the settings": self._settings.url, f"{HOME_TOKEN} in the environment": secret(HOME_TOKEN)}
        return [what for what, there in needed.items() if not there]

    @property
    def needed(self) -> str:
        """Say that nothing in the house can be done yet; "" where it can."""
        return NOT_CONNECTED if self.missing else ""

    @property
    def remedy(self) -> str:
        """What is to be set before anything in the house can be done; "" where nothing is."""
        return f"Set {listed(self.missing)}." if self.missing else ""

    async def call(self, service: str, data: Mapping[str, Any]) -> set[str]:
        """Call a service, written "light/turn_on"; the ids of what changed, as far as Home Assistant tells."""
        answer = await self._post(f"services/{service}", data)
        with _reading():
            return {one["entity_id"] for one in answer or ()}

    async def media(self, player: str, query: str, **kind: Any) -> list[dict[str, Any]]:
        """Have a player look for music or a film; what it found, as `play_media` wants it."""
        asked = {"entity_id": player, "search_query": query, **kind}
        answer = await self._post("services/media_player/search_media?return_response", asked)
        with _reading():
            found = answer["service_response"][player]["result"]
            return [{key: one[key] for key in ("media_content_id", "media_content_type")} for one in found]

    async def todo(self, lists: Sequence[str]) -> dict[str, list[str]]:
        """What is on some lists and not done yet, by the list's entity."""
        asked = {"entity_id": lists, "status": ["needs_action"]}
        answer = await self._post("services/todo/get_items?return_response", asked)
        with _reading():
            return {one: [str(item["summary"]) for item in of["items"]] for one, of in answer["service_response"].items()}

    async def converse(self, text: str) -> str | None:
        """Have Home Assistant's own sentences understand a request and do it; its reply, None where it did not understand."""
        answer = await self._post("conversation/process", {"text": text, "language": "en", "agent_id": AGENT})
        with _reading():
            response = answer["response"]
            return None if response["response_type"] == "error" else str(response["speech"]["plain"]["speech"])

    async def states(self) -> dict[str, State]:
        """The state of everything, by its id."""
        (states,) = await self._ask(("get_states", {}))
        with _reading():
            return {one["entity_id"]: {"state": str(one["state"]), "attributes": dict(one["attributes"])} for one in states}

    async def house(self) -> House:
        """Everything that can be spoken of, with its room and its names."""
        states, areas, floors, devices = await self._ask(
            ("get_states", {}),
            ("config/area_registry/list", {}),
            ("config/floor_registry/list", {}),
            ("config/device_registry/list", {}),
        )
        with _reading():
            ids = [one["entity_id"] for one in states]
        (entries,) = await self._ask(("config/entity_registry/get_entries", {"entity_ids": ids}))
        with _reading():
            rooms = {one["id"]: one.get("area_id") for one in devices}
            return House(
                tuple(one for state in states if (one := _entity(state, entries.get(state["entity_id"]) or {}, rooms))),
                tuple(Thing(one["area_id"], _names(one), one.get("floor_id") or "") for one in areas),
                tuple(Thing(one["floor_id"], _names(one)) for one in floors),
            )

    async def _post(self, path: str, data: Mapping[str, Any]) -> Any:
        url, headers = f"{self._url}/api/{path}", {"Authorization": f"Bearer {self._token}"}
        timeout_s = self._settings.timeout_s
        try:
            status, text = await self._client.request("POST", url, timeout_s=timeout_s, headers=headers, json=data)
        except WithheldError as withheld:
            raise _withheld(withheld) from None
        except OSError:
            raise SkillError("I can't reach Home Assistant.") from None
        if status in (401, 403):
            raise SkillError(REFUSED, KEY)
        if status != 200:
            raise UnableError(f"Home Assistant could not do that: it answered {status}.")
        try:
            return json.loads(text)
        except ValueError:  # more than the gate lets in, or no JSON
            return None

    async def _ask(self, *questions: tuple[str, Mapping[str, Any]]) -> list[Any]:
        """Ask over the WebSocket, which alone tells of rooms, floors and aliases."""
        try:
            async with (
                asyncio.timeout(self._settings.timeout_s),
                self._client.http(timeout=self._settings.timeout_s) as client,
                client.websocket(f"{self._url}/api/websocket", max_message_size_bytes=LARGEST_MESSAGE) as socket,
            ):
                await _authorise(socket, self._token)
                return [await _answer(socket, number, *question) for number, question in enumerate(questions, 1)]
        except Exception as error:  # of the network, of the protocol, or what is read is not what was expected
            raise _spoken(error) from None

    @property
    def _url(self) -> str:
        return str(self._settings.url).rstrip("/")

    @property
    def _token(self) -> str:
        token = secret(HOME_TOKEN)
        return token.get_secret_value() if token else ""


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever is not as Home Assistant answers becomes one line."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError):
        raise SkillError("I can't read what Home Assistant answered.") from None


def _withheld(error: WithheldError) -> SkillError:
    return SkillError(f"I did not ask Home Assistant: {error.aloud}.", f"It was kept back: {error}. {error.remedy}")


def _spoken(error: BaseException) -> SkillError:
    """Say what went wrong with a WebSocket, whose tasks raise in groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    match error:
        case SkillError():
            return error
        case WithheldError():
            return _withheld(error)
        case PermissionError():
            return SkillError(REFUSED, KEY)
    return SkillError("I can't reach Home Assistant.")


async def _authorise(socket: "AsyncWebSocketSession", token: str) -> None:
    await socket.receive_json()
    await socket.send_json({"type": "auth", "access_token": token})
    if (await socket.receive_json()).get("type") != "auth_ok":
        raise PermissionError


async def _answer(socket: "AsyncWebSocketSession", number: int, kind: str, values: Mapping[str, Any]) -> Any:
    await socket.send_json({"id": number, "type": kind, **values})
    answer = await socket.receive_json()
    if not answer.get("success"):
        raise OSError(f"it refused {kind}")
    return answer["result"]


def _entity(state: State, entry: Mapping[str, Any], rooms: Mapping[str, str | None]) -> Thing | None:
    """An entity of the house; None for one that is hidden from the voice."""
    exposed = (entry.get("options") or {}).get("conversation", {}).get("should_expose")
    if state["entity_id"].startswith(f"scene.{BEFORE}"):
        return None
    if exposed is False or (not exposed and (entry.get("hidden_by") or entry.get("entity_category") in UNSPOKEN)):
        return None
    attributes = state["attributes"]
    names = _names({"name": attributes.get("friendly_name"), "aliases": entry.get("aliases") or ()})
    area = entry.get("area_id") or rooms.get(entry.get("device_id") or "") or ""
    return Thing(state["entity_id"], names, area, attributes.get("device_class") or "")


def _names(of: Mapping[str, Any]) -> tuple[str, ...]:
    aliases: Sequence[Any] = of.get("aliases") or ()
    return tuple(name for name in (of["name"], *aliases) if isinstance(name, str))
