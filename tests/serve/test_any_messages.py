"""No order of messages, whole or broken, and of sound of any length gives a fault, a leak, or harm to another satellite.

The messages are made from the shipped JSON Schema, the application is the real one, the time is virtual.
"""

import asyncio
import base64
import json
import string
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.serve.far import FROM, SCHEMA, Home, Room
from voice.events import Left
from voice.serve import app, protocol
from voice.serve.realtime import caller as realtime

pytestmark = pytest.mark.slow

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def of_schema(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a part of the schema allows."""
    if "$ref" in schema:
        return of_schema(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of(*map(of_schema, choices))
    least, most = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1), schema.get("maximum")
    match schema["type"]:
        case "object":
            needed = set(schema.get("required", ()))
            parts = {name: of_schema(part) for name, part in schema["properties"].items()}
            optional = {name: part for name, part in parts.items() if name not in needed | {"type"}}
            return st.fixed_dictionaries({name: parts[name] for name in parts if name not in optional}, optional=optional)
        case "array":
            return st.lists(of_schema(schema["items"]), max_size=schema.get("maxItems", 3))
        case "string" if "pattern" in schema:
            return st.from_regex(schema["pattern"], fullmatch=True).filter(lambda text: not text.endswith("\n"))
        case "string":
            return st.text(max_size=schema.get("maxLength", 60))
        case "integer":
            return st.integers(least, most) | st.integers(least, min(most or 100, 100))
        case "number":
            return st.floats(least, most, allow_nan=False)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
    raise AssertionError(schema)


WHOLE = of_schema(SCHEMA["$defs"]["FromSatellite"])


@st.composite
def broken(draw: Any) -> str:
    """A message that is nearly one, or no message at all."""
    message = dict(draw(WHOLE))
    key = draw(st.sampled_from(sorted(message)))
    match draw(st.integers(0, 3)):
        case 0:
            message.pop(key)
        case 1:
            message[key] = draw(ANYTHING)
        case 2:
            return str(draw(st.text(max_size=200)))
        case _:
            return json.dumps(draw(ANYTHING))
    return json.dumps(message)


class Visitor(Room):
    """A satellite at the door of the application, which may say anything."""

    path = protocol.ENDPOINT

    async def connect(self, *, hello: bool = True) -> "Visitor":
        host = [(b"host", b"localhost")]
        scope = {"type": "websocket", "path": self.path, "headers": host, "client": ("127.0.0.1", 1), "query_string": b""}
        self._coming.put_nowait({"type": "websocket.connect"})
        self.talks = asyncio.create_task(
            self.home.app(scope | {"extensions": {"websocket.http.response": {}}}, self._coming.get, self._sent)  # type: ignore[attr-defined]
        )
        if hello:
            self.tells({"type": "hello", "protocol": 1, "name": self.name, "id": self.id, "screen": self.screen})
            self._mouth = asyncio.create_task(self._speak())
        return self


class Satellites(RuleBasedStateMachine):
    """A house with somebody who behaves, and visitors who do not."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="house-")
        self.home = Home(Path(self.folder.name), settings={"serve": {"slots": 4}})
        self.home.clock._jumps = True
        self.runner = asyncio.Runner(loop_factory=self.home.clock._loop)
        self.visitors: list[Visitor] = []
        self.runner.run(self._open())

    async def _open(self) -> None:
        self.home.station.open(self.home.engines)
        self.home.app = app.create(self.home.station, self.home.auth)  # type: ignore[attr-defined]
        self.resident = await Visitor("kitchen", self.home, id="resident").connect()
        await self.resident.until("welcome")

    def _pass(self, seconds: float = 0.05) -> None:
        self.runner.run(self.home.clock.sleep(seconds))

    def _somebody(self) -> Visitor:
        """Whoever came last and is still there, else somebody new."""
        if there := [one for one in self.visitors if one.talks and not one.talks.done()]:
            return there[-1]
        self.comes("hall", "c", True)
        return self.visitors[-1]

    async def _connected(self, visitor: Visitor, hello: bool) -> None:
        self.visitors.append(visitor)
        await visitor.connect(hello=hello)

    @rule(name=st.sampled_from(["kitchen", "office", "hall"]), id=st.sampled_from(["a", "b"]), screen=st.booleans())
    def comes(self, name: str, id: str, screen: bool) -> None:
        self.runner.run(self._connected(Visitor(name, self.home, id=id, screen=screen), True))
        self._pass()

    @rule(first=broken() | WHOLE.map(json.dumps) | st.binary(max_size=40))
    def comes_without_hello(self, first: str | bytes) -> None:
        visitor = Visitor("hall", self.home)
        self.runner.run(self._connected(visitor, False))
        visitor.sends(first) if isinstance(first, bytes) else visitor.tells(first)
        self._pass()

    @rule(message=WHOLE)
    def says(self, message: dict[str, Any]) -> None:
        self._somebody().tells(json.loads(json.dumps(message)))
        self._pass()

    @rule(text=broken())
    def says_nonsense(self, text: str) -> None:
        self._somebody().tells(text)
        self._pass()

    @rule(size=st.integers(0, 300) | st.integers(0, protocol.LARGEST).map(lambda size: size // 2 * 2))
    def sends(self, size: int) -> None:
        self._somebody().sends(bytes(size))
        self._pass()

    @rule(text=st.sampled_from(["hey jarvis what time is it", "hey jarvis tell me a story", "hey jarvis", "stop"]))
    def speaks(self, text: str) -> None:
        self._somebody().says(text)

    @rule()
    def reads_no_more(self) -> None:
        self._somebody().reads = False

    @rule()
    def vanishes(self) -> None:
        self._somebody().vanish()
        self._pass()

    @rule(text=st.text(string.printable, min_size=1, max_size=30))
    def announces(self, text: str) -> None:
        rooms = [name for name in self.home.station.rooms if not self.home.station.rooms[name].full]
        self.home.station.announce(text, rooms, True)

    @rule(seconds=st.sampled_from([0.02, 0.5, 3.0, 12.0]))
    def passes(self, seconds: float) -> None:
        self._pass(seconds)

    @invariant()
    def nobody_is_harmed(self) -> None:
        for visitor in self.visitors:
            if visitor.talks and visitor.talks.done():
                visitor.talks.result()  # what it raised
        station = self.home.station
        assert self.resident.goodbye is None
        assert station.sessions.keys() == station.rooms.keys() == station.satellites.keys()
        assert station.slots.leased == len(station.sessions) <= station.slots.count
        assert not [event.why for event in self.home.events if isinstance(event, Left) and "failed" in event.why]

    def teardown(self) -> None:
        self.runner.run(self._close())
        self.home.clock._jumps = False
        self.runner.close()
        self.folder.cleanup()

    async def _close(self) -> None:
        for visitor in self.visitors:
            visitor.reads = True
            visitor.vanish()
        await asyncio.wait([one.talks for one in self.visitors if one.talks] or [asyncio.create_task(asyncio.sleep(0))])
        assert list(self.home.station.sessions) == ["kitchen"]
        assert (await self.resident.asks("what time is it")).startswith("It's")
        await self.home.station.drain()
        await self.resident.gone()
        await self.home.engines.close()
        for task in (self.resident._mouth, *(one._mouth for one in self.visitors), *self.home.tasks):
            if task:
                task.cancel()
        await asyncio.sleep(0)
        await self.home.clock.sleep(1.0)
        assert not self.home.station.sessions
        assert not self.home.station.slots.leased
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, left


def test_any_messages_of_satellites() -> None:
    run_state_machine_as_test(
        Satellites,
        settings=settings(
            max_examples=30, stateful_step_count=30, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_what_is_made_from_the_schema_is_a_message() -> None:
    @given(WHOLE)
    @settings(max_examples=300, derandomize=True, database=None)
    def check(message: dict[str, Any]) -> None:
        text = json.dumps(message)
        assert FROM.is_valid(json.loads(text))
        assert protocol.from_satellite(text) is not None

    check()


# programs that speak the Realtime protocol

EVENTS = (
    "input_audio_buffer.append", "input_audio_buffer.commit", "session.update", "response.cancel", "conversation.item.truncate",
    "response.create", "dance",
)  # fmt: skip
LETTERS = st.text(st.sampled_from("aé\0\ud800\udfff"), max_size=4)
"""Halves of letters among them, which JSON can write and UTF-8 cannot."""
SAID = st.fixed_dictionaries(
    {"type": st.sampled_from(EVENTS)},
    optional={
        "event_id": LETTERS | ANYTHING,
        "audio": st.binary(max_size=4000).map(lambda sound: base64.b64encode(sound).decode()) | ANYTHING,
        "item_id": LETTERS | ANYTHING,
        "audio_end_ms": st.integers() | ANYTHING,
        "session": st.dictionaries(LETTERS | st.sampled_from(["audio", "type", "voice"]), ANYTHING, max_size=3) | ANYTHING,
    },
)


class Caller(Visitor):
    """A program at the door."""

    path = realtime.ENDPOINT

    async def _sent(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.closed = message["code"]
        elif (text := message.get("text")) is not None:
            self.told.append(json.loads(text.encode()))


HALVES = (
    {"type": "conversation.item.truncate", "item_id": "\ud800", "audio_end_ms": 5}, {"type": "dance", "event_id": "\udfff"},
    {"type": "session.update", "session": {"\ud800": 1}},
)  # fmt: skip


@example([json.dumps(said) for said in HALVES])
@given(st.lists(SAID.map(json.dumps) | ANYTHING.map(json.dumps) | st.text(max_size=60), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_any_events_of_programs(said: list[str]) -> None:
    async def script(home: Home) -> None:
        caller = await Caller("program", home).connect(hello=False)
        await caller.until("session.created")
        for text in said:
            caller.tells(text)
            await home.clock.sleep(0.05)
        assert caller.talks
        assert not caller.talks.done(), caller.talks.exception() or caller.told[-1]
        caller.vanish()
        await caller.gone()

    HOUSE.live(script)


@pytest.fixture(autouse=True, scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> None:
    global HOUSE
    HOUSE = Shared(tmp_path_factory.mktemp("house"))


class Shared(Home):
    """A house that stays open from one conversation to the next."""

    def live(self, script: Any, *, loaded: bool = True) -> None:
        async def run() -> None:
            self.app = app.create(self.station, self.auth)
            self.station.open(self.engines)
            await script(self)
            assert not self.station.sessions

        self.clock.run(asyncio.wait_for(run(), 600))


HOUSE: Shared
