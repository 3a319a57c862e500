"""A border: stands before an engine or a device while a session is recorded, and writes down what it gives and when.

Anything can be put behind one: its methods are asked as before, each answer comes back as an arrival of the clock. What is no
plain value, such as a stream that an engine opens, comes back behind a border of its own.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Coroutine, Sequence
from dataclasses import asdict
from functools import partial
from hashlib import blake2b
from inspect import isawaitable
from typing import Any

from voice.clock import ArrivalClock, outside
from voice.messages import Frame, Match, Samples, ToolCall, Transcript
from voice.recorded.tape import FRAMES, VOICE, Tape, base
from voice.recorded.values import beside, error_written, event_written, is_plain, written
from voice.tiers import StreamResult

Place = tuple[str, str, int]
"""The border, the method, and how many times it had been asked before."""


class Desk:
    """Where all borders of a session write, and the session's own events."""

    def __init__(self, tape: Tape, clock: ArrivalClock) -> None:
        self.tape = tape
        self.clock = clock
        self._asked: Counter[tuple[str, str]] = Counter()
        self._kinds: set[tuple[str, str]] = set()
        self._known: dict[tuple[str, str], Any] = {}

    def behind(self, name: str, inner: Any) -> Any:
        """Put an engine or a device behind a border."""
        return Border(self, name, inner)

    def note(self, event: Any) -> None:
        """Write an event down."""
        self.tape.write("event", self.clock.now(), event_written(event))

    def place(self, name: str, method: str, kind: str) -> Place:
        """Number a call; the first of its kind is also noted as such."""
        self.kind(name, method, kind)
        place = name, method, self._asked[name, method]
        self._asked[name, method] += 1
        return place

    def kind(self, name: str, method: str, kind: str) -> None:
        if (known := (base(name), method)) not in self._kinds:
            self._kinds.add(known)
            self.tape.write("kind", *known, kind)

    def given(self, place: Place, value: Any) -> tuple[dict[str, Any], Any]:
        """What a call gave: as it is written, and as the session gets it."""
        if isinstance(value, Frame):
            return {"frame": value.time, "sound": self.tape.keep(FRAMES, value.samples), **beside(value)}, value
        if is_plain(value):
            return {"value": written(value, self._keep)}, value
        return {"part": None}, Border(self, "{}.{}/{}".format(*place), value)

    def attribute(self, name: str, key: str, value: Any) -> None:
        """Note an attribute when it is not what it was."""
        if self._known.get((name, key), self) != value:
            self._known[name, key] = value
            self.tape.write("is", name, key, self.clock.now(), written(value, self._keep))

    async def crossing(self, place: Place, words: str, work: Awaitable[Any], filled: StreamResult | None = None) -> Any:
        """Wait for what an engine or a device gives; it arrives when its turn comes."""
        asked, came, cancelled = self.clock.now(), asyncio.Event(), None
        task = asyncio.create_task(_awaited(work), context=outside())
        task.add_done_callback(lambda _: self.clock.arrive(came))
        while not came.is_set():
            try:
                await came.wait()
            except asyncio.CancelledError as error:
                cancelled = error
                task.cancel()
        outcome, value = self._outcome(place, task)
        if cancelled:
            outcome = {"cancelled": None}
        if filled:
            outcome["filled"] = asdict(filled)
        self.tape.write("call", *place, words, asked, self.clock.now(), outcome)
        if cancelled:
            raise cancelled
        if isinstance(value, BaseException):
            raise value
        return value

    def _outcome(self, place: Place, task: "asyncio.Task[Any]") -> tuple[dict[str, Any], Any]:
        if task.cancelled():
            return {"cancelled": None}, asyncio.CancelledError()
        match task.exception():
            case None:
                return self.given(place, task.result())
            case StopAsyncIteration() as over:
                return {"end": None}, over
            case Exception() as error:
                return {"error": error_written(error)}, error
            case error:
                return {"cancelled": None}, error

    def _keep(self, samples: Samples) -> list[int]:
        return self.tape.keep(VOICE, samples)


class Border:
    """Stands before one engine, device or stream."""

    def __init__(self, desk: Desk, name: str, inner: Any) -> None:
        self.__dict__.update(_desk=desk, _name=name, _inner=inner)

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__"):
            raise AttributeError(key)
        value = getattr(self._inner, key)
        if is_plain(value):
            self._desk.attribute(self._name, key, value)
            return value
        if callable(value):
            return partial(self._call, key, value)
        self._desk.kind(self._name, key, "part")
        return Border(self._desk, f"{self._name}.{key}", value)

    def __setattr__(self, key: str, value: Any) -> None:
        setattr(self._inner, key, value)
        if is_plain(value):
            self._desk.attribute(self._name, key, value)

    def _call(self, key: str, method: Any, *given: Any, **named: Any) -> Any:
        desk, name, words = self._desk, self._name, asked_in(given)
        try:
            value = method(*given, **named)
        except Exception as error:
            desk.tape.write("told", *desk.place(name, key, "told"), words, desk.clock.now(), {"error": error_written(error)})
            raise
        if isinstance(value, AsyncGenerator):
            filled = next((one for one in given if isinstance(one, StreamResult)), None)
            return Stream(desk, "{}.{}/{}".format(*desk.place(name, key, "stream")), words, value, filled)
        if isawaitable(value):
            return desk.crossing(desk.place(name, key, "call"), words, value)
        if given and isinstance(given[0], Frame):
            desk.kind(name, key, "told")
            if value:
                desk.tape.write("frame", name, key, given[0].time, desk.given((name, key, 0), value)[0])
            return value
        place = desk.place(name, key, "told")
        outcome, value = desk.given(place, value)
        desk.tape.write("told", *place, words, desk.clock.now(), outcome)
        return value


class Stream:
    """Stands before what an engine gives piece by piece."""

    def __init__(self, desk: Desk, name: str, words: str, inner: AsyncGenerator[Any], filled: StreamResult | None) -> None:
        self._desk = desk
        self._name = name
        self._words = words
        self._inner = inner
        self._filled = filled

    def __aiter__(self) -> "Stream":
        return self

    def __anext__(self) -> Coroutine[Any, Any, Any]:
        return self._ask("next", anext(self._inner))

    def aclose(self) -> Coroutine[Any, Any, Any]:
        return self._ask("aclose", self._inner.aclose())

    def _ask(self, method: str, work: Awaitable[Any]) -> Coroutine[Any, Any, Any]:
        return self._desk.crossing(self._desk.place(self._name, method, "call"), self._words, work, self._filled)


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work


def asked_in(given: Sequence[Any]) -> str:
    """The words that a call is about, as a digest that says nothing of them; "" for none."""
    about = [repr(one) for one in given if isinstance(one, str | Match | ToolCall | Transcript)]
    return blake2b("\n".join(about).encode("utf-8", "replace"), digest_size=6).hexdigest() if about else ""
