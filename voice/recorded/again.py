"""Again: stands in for the engines and devices of a recorded session, and gives what they gave, when they gave it.

While the session asks as it did, each answer comes at its own time; once it strays, as long after it was asked as it took then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from voice.errors import EngineError
from voice.messages import FRAME_S, FRAME_SAMPLES, Frame, ToolCall
from voice.recorded.border import asked_in
from voice.recorded.tape import base
from voice.tiers import StreamResult

if TYPE_CHECKING:
    from voice.recorded.arrivals import Arrivals

PIECES = ("next", "aclose")
"""What a stream is asked."""


class Again:
    """Stands in for one engine, device or stream."""

    def __init__(self, arrivals: Arrivals, name: str) -> None:
        self.__dict__.update(_arrivals=arrivals, _name=name)

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__"):
            raise AttributeError(key)
        arrivals, name = self._arrivals, self._name
        if known := arrivals.attributes.get((name, key)):
            past = [value for at, value in known if at <= arrivals.clock.now()]
            return past[-1] if past else known[0][1]
        kind = arrivals.kinds.get((base(name), key))
        return Again(arrivals, f"{name}.{key}") if kind == "part" else partial(self._call, key, kind)

    def __setattr__(self, key: str, value: Any) -> None:
        self._arrivals.attributes[self._name, key].append((self._arrivals.clock.now(), value))

    def _call(self, key: str, kind: str | None, *given: Any, **named: Any) -> Any:
        arrivals, name = self._arrivals, self._name
        if name == "sink" and (arrivals.strayed or key == "write"):
            return arrivals.speaker.asked(key, given, partial(self._answer, key, kind, *given))
        return self._answer(key, kind, *given)

    def _answer(self, key: str, kind: str | None, *given: Any) -> Any:
        arrivals, name = self._arrivals, self._name
        words = "" if arrivals.wordless else asked_in(given)
        if given and isinstance(given[0], Frame):
            return arrivals.frames.get((name, key), {}).get(given[0].time)
        if kind is None and (name == "sink" or arrivals.over):
            return None  # what a speaker is told needs no answer
        if kind is None:
            raise EngineError(f"the recording holds no answer of {base(name)}.{key}", "--engines asks the engines themselves.")
        number = arrivals.number(name, key)
        if kind == "stream":
            filled = next((one for one in given if isinstance(one, StreamResult)), None)
            return StreamAgain(arrivals, arrivals.stream(f"{name}.{key}/{number}", words), words, filled)
        return answered(arrivals, name, key, number, words) if kind == "call" else self._told(key, number, words)

    def _told(self, key: str, number: int, words: str) -> Any:
        arrivals, name = self._arrivals, self._name
        given = arrivals.find(name, key, number, words, None)
        if given is None and arrivals.over:
            return None
        if given is None:
            raise EngineError(f"the recording holds no answer of {base(name)}.{key}", "--engines asks the engines themselves.")
        return arrivals.value(name, key, number, given.outcome)


class StreamAgain:
    """Stands in for what an engine gave piece by piece."""

    def __init__(self, arrivals: Arrivals, name: str, words: str, filled: StreamResult | None) -> None:
        self._arrivals = arrivals
        self._name = name
        self._words = words
        self._filled = filled

    def __aiter__(self) -> StreamAgain:
        return self

    def __anext__(self) -> Coroutine[Any, Any, Any]:
        return self._ask("next")

    def aclose(self) -> Coroutine[Any, Any, Any]:
        return self._ask("aclose")

    def _ask(self, method: str) -> Coroutine[Any, Any, Any]:
        number = self._arrivals.number(self._name, method)
        return answered(self._arrivals, self._name, method, number, self._words, self._filled)


async def answered(
    arrivals: Arrivals, name: str, method: str, number: int, words: str, filled: StreamResult | None = None
) -> Any:
    """Give the answer to a call at its time. One that never came is waited for until somebody gives up."""
    clock, cancelled = arrivals.clock, None
    asked = clock.now()
    given = arrivals.find(name, method, number, words, asked)
    if given is None:
        return await _unanswered(arrivals, name, method)
    exact = not arrivals.strayed
    due = given.at if exact or "frame" in given.outcome else asked + given.at - given.asked
    while True:
        try:
            if "cancelled" in given.outcome and not cancelled:
                await arrivals.finished.wait()
                return _nothing(method)
            await clock.until(due)
            break
        except asyncio.CancelledError as error:
            if not exact or cancelled:
                raise
            cancelled = error
    if filled and "filled" in given.outcome:
        fill(filled, given.outcome["filled"])
    if cancelled:
        raise cancelled
    return arrivals.value(name, method, number, given.outcome)


async def _unanswered(arrivals: Arrivals, name: str, method: str) -> Any:
    """What a call gives that has no answer: a microphone goes on in silence, another stream has ended."""
    last = arrivals.last(name) if arrivals.strayed and method in PIECES else None
    if last is None:
        await arrivals.finished.wait()  # or until somebody gives up
    elif "frame" in last.outcome:
        clock = arrivals.clock
        await clock.sleep(FRAME_S)
        return Frame(np.zeros(FRAME_SAMPLES, np.int16), last.outcome["frame"] + clock.now() - last.at)
    return _nothing(method)


def _nothing(method: str) -> None:
    """What a call gives where nothing more comes."""
    if method == "next":
        raise StopAsyncIteration


def fill(result: StreamResult, told: dict[str, Any]) -> None:
    """Fill in what a tier has told of its reply so far."""
    for key in result.__slots__:
        setattr(result, key, told.get(key, getattr(result, key)))
    result.calls = [ToolCall(**one) for one in result.calls]  # type: ignore[arg-type]
