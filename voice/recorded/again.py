"""Again: stands in for the engines and devices of a recorded session, and gives what they gave, when they gave it.

While the session asks as it did, each call gets its own answer at its own time. Once it strays, as under another setting, a
call gets the answer to the same words, or else the next one, as long after it was asked as it took then.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Coroutine
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from voice.clock import ArrivalClock
from voice.errors import EngineError
from voice.messages import FRAME_S, FRAME_SAMPLES, Frame, ToolCall
from voice.recorded.border import asked_in
from voice.recorded.loudspeaker import SpeakerAgain
from voice.recorded.tape import Record, base
from voice.recorded.values import BESIDE, DamagedError, error_read, read, silence
from voice.tiers import StreamResult

READS = ("partial", "finish")
"""What a hearing is asked: by another setting sooner or later, or one in place of the other."""


PIECES = ("next", "aclose")
"""What a stream is asked."""


class Given(NamedTuple):
    """One answer of a border."""

    method: str
    words: str
    asked: float
    at: float
    outcome: dict[str, Any]


class Arrivals:
    """All that a recording holds for the borders of a session."""

    def __init__(self, record: Record, clock: ArrivalClock, end: float) -> None:
        """`end`: when the recording ended. Raises DamagedError."""
        self.clock = clock
        self.strayed = False
        """Whether the session asks for something else than it did, or at another time."""
        self.finished = asyncio.Event()
        """Set at the end of the recording: no answer is waited for any more."""
        self._end = end
        self.damaged: DamagedError | None = None
        self.wordless = bool(record.head.get("wordless"))
        self._record = record
        self.kinds: dict[tuple[str, str], str] = {}
        self.attributes: defaultdict[tuple[str, str], list[tuple[float, Any]]] = defaultdict(list)
        self.frames: defaultdict[tuple[str, str], dict[float, Any]] = defaultdict(dict)
        self._given: defaultdict[tuple[str, str], dict[int, Given]] = defaultdict(dict)
        self._alike: defaultdict[tuple[str, str], list[Given]] = defaultdict(list)
        self._opened: dict[str, str] = {}
        """Streams by name → the words they were opened with."""
        self._used: set[int] = set()
        self._asked: Counter[tuple[str, str]] = Counter()
        for line in record.lines:
            self._sort(line)
        written = [one for one in self._alike["sink", "write"] if isinstance(one.outcome.get("value"), float)]
        self.lag_s = max(0.0, min((one.outcome["value"] - one.at for one in written), default=0.0))
        """How long the speaker took at least until what it was given was heard."""
        self.speaker = SpeakerAgain(self)

    def behind(self, name: str) -> Any:
        """What stands in for an engine or a device."""
        return Again(self, name)

    @property
    def over(self) -> bool:
        return self.finished.is_set()

    def number(self, name: str, method: str) -> int:
        self._asked[name, method] += 1
        return self._asked[name, method] - 1

    def value(self, name: str, method: str, number: int, outcome: dict[str, Any]) -> Any:
        """What a call gives, or raises. Raises DamagedError, and keeps it, as a session may take it for the engine's."""
        try:
            return self._value(name, method, number, outcome)
        except DamagedError as error:
            self.damaged = error
            raise

    def _value(self, name: str, method: str, number: int, outcome: dict[str, Any]) -> Any:
        match outcome:
            case {"frame": float(time)}:
                samples = self._record.sound(outcome["sound"]) if "sound" in outcome else silence(FRAME_SAMPLES)
                return Frame(samples, time, **{key: outcome[key] for key in BESIDE if key in outcome})
            case {"value": value}:
                return read(value, self._record.sound)
            case {"part": None}:
                return Again(self, f"{name}.{method}/{number}")
            case {"error": [_, _, _, _, _] as told}:
                raise error_read(told)
            case {"end": None}:
                raise StopAsyncIteration
        raise DamagedError(f"the recording {self._record.folder} is damaged: an answer is missing", "Record it again.")

    def stream(self, name: str, words: str) -> str:
        """The stream that was opened with the same words, by its name: this one, if there is none but it."""
        if self._opened.get(name) == words:
            return name
        alike = (one for one, about in self._opened.items() if about == words and base(one) == base(name))
        return next(alike, name)

    def last(self, name: str) -> Given | None:
        """The last that a stream gave."""
        given = self._given[name, "next"]
        return given[max(given)] if given else None

    def find(self, name: str, method: str, number: int, words: str, now: float | None) -> Given | None:
        """The answer to a call, `now` where its time counts; None: there was none, or none is left."""
        mine = self._given[name, method].get(number)
        if not self.strayed:
            if mine and mine.words == words and now in (None, mine.asked):
                self._used.add(id(mine))
                return mine
            if mine is None and now is None and self.clock.now() >= self._end:
                self.finished.set()
                return None
            if mine is None and now is not None and method not in READS:
                return None  # it was still being waited for when the recording ended
            self.strayed = True
        return self._nearest(name, method, words, mine)

    def _nearest(self, name: str, method: str, words: str, mine: Given | None) -> Given | None:
        if method in READS:
            read = self._reading(name)
            return read._replace(asked=mine.asked, at=mine.at) if read and mine else read or mine
        if method in PIECES:
            return mine
        if mine and mine.words == words and "cancelled" not in mine.outcome:
            return mine
        alike = [one for one in self._alike[base(name), method] if "cancelled" not in one.outcome]
        same = [one for one in alike if one.words == words]
        fresh = [one for one in same or alike if id(one) not in self._used]
        found = fresh[0] if fresh else same[-1] if same else None
        if found:
            self._used.add(id(found))
        return found

    def _reading(self, name: str) -> Given | None:
        """What a hearing last read by now, or first."""
        read = [one for method in READS for one in self._given[name, method].values() if "value" in one.outcome]
        read.sort(key=lambda one: one.asked)
        by_now = [one for one in read if one.asked <= self.clock.now()]
        return by_now[-1] if by_now else read[0] if read else None

    def _sort(self, line: list[Any]) -> None:
        match line:
            case ["kind", str(name), str(method), str(kind)]:
                self.kinds[name, method] = kind
            case ["is", str(name), str(key), float(at), value]:
                self.attributes[name, key].append((at, read(value, self._record.sound)))
            case ["frame", str(name), str(method), float(time), dict(outcome)]:
                self.frames[name, method][time] = self.value(name, method, 0, outcome)
            case ["call", str(name), str(method), int(number), str(words), float(asked), float(at), dict(outcome)]:
                self._add(name, method, number, Given(method, words, asked, at, outcome))
            case ["told", str(name), str(method), int(number), str(words), float(at), dict(outcome)]:
                self._add(name, method, number, Given(method, words, at, at, outcome))
            case ["event" | "end", *_]:
                pass
            case _:
                raise DamagedError(f"the recording {self._record.folder} holds what no session writes", "Record it again.")

    def _add(self, name: str, method: str, number: int, given: Given) -> None:
        self._given[name, method][number] = given
        self._alike[base(name), method].append(given)
        if method == "next":
            self._opened.setdefault(name, given.words)


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

    def __aiter__(self) -> "StreamAgain":
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
