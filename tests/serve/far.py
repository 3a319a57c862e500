"""Rooms with a satellite, in virtual time: the messages go straight from one side to the other, and each is checked."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr
from starlette.websockets import WebSocket

from tests.house import CLOUD, NOON, engines
from voice.answer.cache import AnswerCache
from voice.answer.tier_pool import TierPool
from voice.clock import VirtualClock, deadline
from voice.config import Config
from voice.events import TurnEnded
from voice.gateway.auth import Auth
from voice.messages import FRAME_S, FRAME_SAMPLES, Samples
from voice.serve import protocol
from voice.serve.metrics import Metrics
from voice.serve.station import Station
from voice.testing import WORD_FRAMES, ScriptedTier, Vocabulary
from voice.trace import TurnTrace

jsonschema = pytest.importorskip("jsonschema_rs")

SCHEMA = json.loads(protocol.SCHEMA.read_text(encoding="utf-8"))


def checks(direction: str) -> Any:
    """Checks messages of one direction, as the shipped schema describes them."""
    return jsonschema.validator_for({**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{direction}"}]})


FROM, TO = checks("FromSatellite"), checks("ToSatellite")

COMMANDS = ("what time is it", "set a timer for five seconds", "stop", "mute", "volume up", "what day is it")


@dataclass
class Room:
    """A satellite, and somebody who speaks to it."""

    name: str
    home: "Home"
    id: str = "one"
    token: str | None = None
    told: list[dict[str, Any]] = field(default_factory=list)
    """The messages that came."""
    sound: list[bytes] = field(default_factory=list)
    closed: int | None = None
    """The code that the connection was closed with."""
    screen: bool = False
    reads: bool = True
    plays: bool = True
    """It tells when it has played what came."""
    near: str = ""
    """Where the voice comes from that it takes; its own room where that is not told."""
    share: float = 1.0
    """How much of that voice reaches it, 0..1."""

    def __post_init__(self) -> None:
        self._coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._frames: list[int] = []
        self._samples = 0
        self._voice = np.random.default_rng(list((self.near or self.name).encode()))
        self._air = np.random.default_rng(list(self.name.encode()))
        self.talks: asyncio.Task[None] | None = None
        self._mouth: asyncio.Task[None] | None = None

    # what the satellite does

    async def connect(self, *, hello: bool = True) -> "Room":
        scope = {"type": "websocket", "path": "/satellite", "headers": [], "extensions": {"websocket.http.response": {}}}
        socket = WebSocket(scope, self._coming.get, self._sent)
        self._coming.put_nowait({"type": "websocket.connect"})
        await socket.accept()
        self.talks = asyncio.create_task(self.home.station.receive(socket, self.home.auth))
        if hello:
            said = {"type": "hello", "protocol": 1, "name": self.name, "id": self.id, "hears_itself": True}
            said |= {"screen": True} if self.screen else {}
            self.tells(said | ({"token": self.token} if self.token else {}))
            self._mouth = asyncio.create_task(self._speak())
        return self

    def tells(self, message: dict[str, Any] | str, *, valid: bool = True) -> None:
        if isinstance(message, dict):
            assert FROM.is_valid(message) == valid, message
            message = json.dumps(message)
        self._coming.put_nowait({"type": "websocket.receive", "text": message})

    def sends(self, sound: bytes) -> None:
        self._coming.put_nowait({"type": "websocket.receive", "bytes": sound})

    def says(self, text: str) -> None:
        for word in text.split():
            self._frames += [self.home.vocabulary.number(word)] * WORD_FRAMES

    def vanish(self) -> None:
        self._coming.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def _speak(self) -> None:
        while self.closed is None:
            await self.home.clock.sleep(FRAME_S)
            value = self._frames.pop(0) if self._frames else 0
            self.sends(self._taken(value).tobytes() if value else bytes(2 * FRAME_SAMPLES))

    def _taken(self, value: int) -> Samples:
        """A frame of a word: noise, as no two voices sound alike, of which a part is lost on the way."""
        heard = (self._voice.random(FRAME_SAMPLES) < 0.5) & (self._air.random(FRAME_SAMPLES) < self.share)
        return (value * heard).astype(np.int16)

    async def _sent(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.closed = message["code"]
        if not self.reads:
            await asyncio.Event().wait()
        if (text := message.get("text")) is not None:
            said = json.loads(text)
            assert TO.is_valid(said), list(TO.iter_errors(said))
            self.told.append(said)
        elif (sound := message.get("bytes")) is not None:
            assert 0 < len(sound) <= protocol.LARGEST
            self.sound.append(sound)
            self._samples += len(sound) // 2
            if self.plays:
                self.home.tasks.append(asyncio.create_task(self._play(self._samples, len(sound) / 2 / 16_000)))

    async def _play(self, samples: int, seconds: float) -> None:
        await self.home.clock.sleep(seconds)
        if samples == self._samples and self.closed is None:
            self.tells({"type": "played", "samples": samples})

    # what came of it

    def kinds(self) -> list[str]:
        return [one["type"] for one in self.told]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.told if one["type"] == kind]

    @property
    def replies(self) -> list[str]:
        return [one["reply"] for one in self.of("answered")]

    @property
    def goodbye(self) -> str | None:
        return next((one["why"] for one in self.of("goodbye")), None)

    async def until(self, kind: str, count: int = 1) -> dict[str, Any]:
        """Wait until so many messages of a kind have come."""
        async with deadline(self.home.clock, 60.0):
            while len(self.of(kind)) < count:
                await self.home.clock.sleep(FRAME_S)
        return self.of(kind)[count - 1]

    async def asks(self, text: str) -> str:
        """Say it, and wait until the reply has been heard."""
        before = len(self.replies)
        self.says(f"hey jarvis {text}")
        await self.until("answered", before + 1)
        while self.of("floor")[-1]["state"] != "idle":
            await self.home.clock.sleep(FRAME_S)
        return self.replies[before]

    async def gone(self) -> None:
        assert self.talks is not None
        async with deadline(self.home.clock, 60.0):
            await self.talks

    def close(self) -> None:
        for task in (self.talks, self._mouth):
            if task:
                task.cancel()


@dataclass
class Home:
    """A station with nothing real below it."""

    folder: Path
    pieces: tuple[Any, ...] = ("Rayleigh ", "scattering.")
    settings: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(start=NOON))

    def __post_init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.events: list[Any] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.auth = Auth(SecretStr(self.key) if self.key else None)
        self.config = Config(state_dir=self.folder, tiers=(CLOUD,), **self.settings)
        self.tier = ScriptedTier("cloud", *self.pieces, clock=self.clock)
        self.engines = self.loaded()
        self.metrics = Metrics(self.config.budget)
        self.station = Station(self.config, self.clock, self.metrics, self.events.append)
        self.left_running: set[Any] = set()

    def loaded(self) -> Any:
        made = engines(self.config, self.clock, self.vocabulary, *COMMANDS)
        made.pool = TierPool({"cloud": self.tier}, self.clock, AnswerCache(self.clock, 0.0))
        return made

    @property
    def turns(self) -> list[TurnTrace]:
        return [event.trace for event in self.events if isinstance(event, TurnEnded)]

    def live(self, script: Callable[["Home"], Awaitable[None]], *, loaded: bool = True) -> None:
        """The station is open until the script is over; everything that it began has then ended."""

        async def run() -> None:
            before = asyncio.all_tasks()
            if loaded:
                self.station.open(self.engines)
            await script(self)
            await self.station.drain()
            await self.clock.sleep(1.0)
            await asyncio.gather(*self.tasks)
            await self.engines.close()
            self.left_running = {task for task in asyncio.all_tasks() - before if "_speak" not in repr(task)}

        self.clock.run(asyncio.wait_for(run(), 600))
        assert not self.left_running
        assert not self.station.sessions
        assert not self.station.slots.leased
