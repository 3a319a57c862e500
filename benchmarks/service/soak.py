"""Minutes or hours of people who talk while satellites vanish, flood and babble, processes are killed and settings renewed.

At the end nothing is lost that was promised: timers that were noted are set, things that were added are on the list, each
announcement that was taken was said or told of as lost. Memory, threads and handles are what they were, no error was logged,
`/readyz` is good, and everybody is answered.
"""

import argparse
import asyncio
import json
import signal
import string
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from httpx2.websockets import HTTPXWSException

from benchmarks import corpora
from benchmarks.corpora import Clip
from benchmarks.corpora.plan import Row
from benchmarks.corpora.synthesis import voices
from benchmarks.listening.figures import machine
from benchmarks.service.capacity import EMBEDDED
from benchmarks.service.harm import Harms
from benchmarks.service.place import Place
from benchmarks.service.server import Held, Server, serving

VOICE = next(voice for voice in voices() if voice.name == "espeak-us")
"""It comes with the package, so that a soak runs anywhere."""

THINGS = ("milk", "bread", "butter", "rice", "tea", "coffee", "salt", "sugar", "apples", "bananas")
SENTENCES = (*(f"add {thing} to my shopping list" for thing in THINGS), "what time is it", "what is ten plus five", "volume up")

PEOPLE = 3
WAKE, GAP_S = "hey_jarvis", 0.35

SETTLES_S = 12.0
"""How long the server may take to let go of what has left."""

COMES_S = 60.0
"""How long a satellite may take to be let in again."""

GROWS_MB, GROWS_THREADS, GROWS_HANDLES = 25.0, 3, 6
"""More than this is a leak. Engines are there twice while settings are renewed, and the allocator keeps some of that."""

MOST_TIMERS = 60
"""The store takes 100."""

USUAL = {"VOICE_SERVE__SLOTS": "14", "VOICE_SIGNALS__EARCONS": "false", "VOICE_CONVERSATION__FORGET_S": "5"}
"""Conversations are forgotten soon, so that engines under older settings are let go while somebody looks."""


@dataclass
class Promises:
    """What the server said it has done, or will do."""

    timers: set[str] = field(default_factory=set)
    things: set[str] = field(default_factory=set)
    announced: int = 0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--settings", type=Path, help="TOML; the embedded engines when absent")
    parser.add_argument("--every", type=float, default=1.0, metavar="S", help="seconds between two harms")
    parser.add_argument("--seed", type=int, default=1)


def run(chosen: argparse.Namespace) -> dict[str, Any]:
    settings = chosen.settings.read_text(encoding="utf-8") if chosen.settings else EMBEDDED
    with TemporaryDirectory(prefix="soak-") as folder, serving(Path(folder), settings, **USUAL) as server:
        soak = Soak(server, Path(folder), Random(chosen.seed), chosen.minutes * 60, chosen.every)
        found = asyncio.run(soak.run())
        found["faults"] += [f"exit code {code}"] if (code := server.assistant.stop()) else []
        found["faults"] += [f"stderr: {line}" for line in server.stderr.splitlines()[:5]]
    for fault in found["faults"]:
        print(f"FAULT {fault}", file=sys.stderr)
    return {"machine": machine(), "ok": not found["faults"], **found}


class Soak:
    """One soak of a server."""

    def __init__(self, server: Server, folder: Path, draw: Random, seconds: float, every_s: float) -> None:
        self._server = server
        self._folder = folder
        self._draw = draw
        self._seconds = seconds
        self._every_s = every_s
        self._promises = Promises()
        self._harms = Harms(server, Random(draw.random()))
        self._places = [Place(f"room {number}", server.url, folder) for number in range(PEOPLE)]
        self._clips = clips()
        self._turns = self._answered = self._reloads = self._left = 0
        self._faults: list[str] = []
        """What was found before the end."""

    async def run(self) -> dict[str, Any]:
        async with present(self._places) as staying:
            for place in self._places:
                await asyncio.wait_for(place.inside.wait(), 60)
                await place.ask(self._clips[-3])
            for _ in range(2):
                await self._reload()  # the first two cost memory that later ones do not
                await self._restore(staying)
            before = self._server.held
            await self._suffer(staying)
            await self._restore(staying)
            await asyncio.sleep(SETTLES_S)
            after = self._server.held
            answers = [await self._is_answered(place) for place in self._places]
            faults = [*self._faults, *await self._broken(), *grown(before, after)]
            faults += [f"nobody answers in {place.name}" for place, fine in zip(self._places, answers, strict=True) if not fine]
        return {
            "seconds": self._seconds,
            "faults": faults,
            "turns": self._turns,
            "answered": self._answered,
            "harms": self._harms.done | {"leaves": self._left, "reloads": self._reloads},
            "promised": {
                "timers": len(self._promises.timers), "things": len(self._promises.things),
                "announcements": self._promises.announced,
            },
            "before": asdict(before),
            "after": asdict(after),
        }  # fmt: skip

    async def _suffer(self, staying: dict[str, "asyncio.Task[None]"]) -> None:
        """Have everything happen side by side for as long as it is to last."""
        parts = [self._talk(place) for place in self._places]
        parts += [self._harm(), self._announce(), self._set_timers(), self._reload_now_and_then(), self._leave(staying)]
        tasks = [asyncio.create_task(part) for part in parts]
        done, _ = await asyncio.wait(tasks, timeout=self._seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    async def _talk(self, place: Place) -> None:
        while True:
            await place.inside.wait()
            await self._ask(place, self._draw.choice(self._clips))
            await asyncio.sleep(self._draw.uniform(0.5, 4.0))

    async def _ask(self, place: Place, clip: Clip) -> bool:
        turn = await place.ask(clip)
        self._turns += 1
        self._answered += turn.waited_ms is not None
        if (reply := place.reply) and reply.startswith("Added "):
            self._promises.things |= {thing for thing in THINGS if thing in reply}
        return turn.waited_ms is not None

    async def _is_answered(self, place: Place) -> bool:
        for _ in range(3):
            if await self._ask(place, self._clips[-3]):
                return True
        return False

    async def _harm(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                tasks.create_task(self._harms.one())
                await asyncio.sleep(self._draw.expovariate(1 / self._every_s))

    async def _announce(self) -> None:
        async with httpx2.AsyncClient(base_url=self._server.url, timeout=30) as client:
            for number in range(10**9):
                await asyncio.sleep(self._draw.uniform(2.0, 8.0))
                to = None if self._draw.random() < 0.3 else [self._draw.choice(self._places).name]
                with suppress(httpx2.HTTPError):
                    said = await client.post("/announce", json={"text": f"This is number {number}.", "to": to, "urgent": True})
                    if said.status_code == 202:
                        self._promises.announced += len(said.json()["to"])

    async def _set_timers(self) -> None:
        """Set timers by hand, at a satellite that comes and goes."""
        while True:
            try:
                async with screen(self._server.url, "hall") as (socket, _):
                    for _ in range(self._draw.randrange(1, 6)):
                        await asyncio.sleep(self._draw.uniform(0.5, 5.0))
                        if len(self._promises.timers) < MOST_TIMERS:
                            await self._set_timer(socket)
            except* (httpx2.HTTPError, HTTPXWSException, TimeoutError, OSError):
                pass  # it was let go: all slots were taken, or there are new settings
            await asyncio.sleep(1.0)

    async def _set_timer(self, socket: Any) -> None:
        name = "".join(self._draw.choices(string.ascii_lowercase, k=8))
        wanted = {"type": "set_timer", "seconds": 20_000 + self._draw.randrange(5000), "name": name}
        await socket.send_text(json.dumps(wanted))
        while (said := json.loads(await socket.receive_text(15)))["type"] != "noted":
            pass
        if not said["failed"]:
            self._promises.timers.add(name)

    async def _reload_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(max(20.0, self._seconds / 8))
            await self._reload()

    async def _reload(self) -> None:
        before = self._count("there are new settings")
        self._reloads += 1
        self._server.signal(signal.SIGHUP)
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                while self._count("there are new settings") == before:
                    await asyncio.sleep(0.2)

    async def _leave(self, staying: dict[str, "asyncio.Task[None]"]) -> None:
        """Have satellites be switched off in the middle of anything, and on again."""
        while True:
            await asyncio.sleep(self._draw.uniform(4.0, 12.0))
            place = self._draw.choice(self._places)
            self._left += 1
            place.inside.clear()
            staying[place.name].cancel()
            await asyncio.sleep(self._draw.uniform(0.0, 1.5))
            staying[place.name] = asyncio.create_task(place.stay())

    async def _restore(self, staying: dict[str, "asyncio.Task[None]"]) -> None:
        """Wait until everybody is there, and engines under older settings are gone."""
        await asyncio.sleep(SETTLES_S)
        for place in self._places:
            if staying[place.name].done():
                staying[place.name] = asyncio.create_task(place.stay())
            try:
                await asyncio.wait_for(place.inside.wait(), COMES_S)
            except TimeoutError:
                self._faults.append(f"{place.name} did not come in again: {_why_out(place, staying[place.name])}")

    async def _broken(self) -> list[str]:
        """What is not as it was promised, or as it should be."""
        faults = []
        async with screen(self._server.url, "hall") as (_, names):
            if lost := self._promises.timers - names:
                faults.append(f"{len(lost)} of {len(self._promises.timers)} timers are lost")
        file = self._folder / "state" / "lists.json"
        there = {thing for things in json.loads(file.read_text()).values() for thing in things} if file.exists() else set()
        if missing := self._promises.things - there:
            faults.append(f"not on the list: {', '.join(sorted(missing))}")
        said = sum(one["event"] == "announced" for one in self._server.events)
        told = sum(int(what.rpartition(" ")[2]) for what in self._degraded() if what.startswith("announcements that were not"))
        if said + told < self._promises.announced:
            faults.append(f"of {self._promises.announced} announcements {said} were said and {told} told of as lost")
        async with httpx2.AsyncClient(base_url=self._server.url, timeout=30) as client:
            ready = await client.get("/readyz")
            faults += [f"/readyz: {ready.text}"] if ready.status_code != 200 else []
        events = self._server.events
        faults += [f"logged: {one}" for one in events if one["level"] in ("error", "critical")][:5]
        return faults + [f"{one['satellite']}: {one['why']}" for one in events if "failed" in one.get("why", "")][:5]

    def _degraded(self) -> list[str]:
        return [one["what"] for one in self._server.events if one["event"] == "degraded"]

    def _count(self, begin: str) -> int:
        return sum(what.startswith(begin) for what in self._degraded())


def clips() -> list[Clip]:
    """What the people say, in the voice that comes with the package."""
    made = [
        Row(f"soak/{text}", "soak", "tune", "soak", VOICE, "clean", ("hey jarvis", text), (GAP_S,), phrase=WAKE, text=text)
        for text in SENTENCES
    ]
    return list(corpora.of_rows(made))


def _why_out(place: Place, staying: "asyncio.Task[None]") -> str:
    """Why a satellite is not inside: what ended it, or what it was told last."""
    if staying.done() and not staying.cancelled() and (error := staying.exception()):
        return str(error)
    return place.warnings[-1] if place.warnings else "it was told nothing"


def grown(before: Held, after: Held) -> list[str]:
    limits = {"mb": GROWS_MB, "threads": GROWS_THREADS, "handles": GROWS_HANDLES}
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in limits)
    return [f"{name} grew from {old:.0f} to {new:.0f}" for name, old, new in pairs if new - old > limits[name]]


@asynccontextmanager
async def present(places: list[Place]) -> AsyncIterator[dict[str, "asyncio.Task[None]"]]:
    """Have the satellites there in the block; their tasks by name, which may be replaced."""
    staying = {place.name: asyncio.create_task(place.stay()) for place in places}
    try:
        yield staying
    finally:
        for task in staying.values():
            task.cancel()
        await asyncio.gather(*staying.values(), return_exceptions=True)


@asynccontextmanager
async def screen(url: str, name: str) -> AsyncIterator[tuple[Any, set[str]]]:
    """A satellite with a screen; what it is told is set in its place."""
    hello = {"type": "hello", "protocol": 1, "name": name, "id": f"{name}-{time.monotonic_ns()}", "screen": True}
    async with httpx2.AsyncClient(timeout=30) as client, client.websocket(f"{url}/satellite") as socket:
        await socket.send_text(json.dumps(hello))
        while (said := json.loads(await socket.receive_text(15)))["type"] != "timers":
            pass
        yield socket, {entry["name"] for entry in said["entries"]}
