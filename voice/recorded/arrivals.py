"""Arrivals: all that a recording holds for the engines and devices of its session, and which of it answers a call.

While the session asks as it did, each call gets its own answer. Once it strays, as under another setting, a call gets the
answer to the same words, or else the next one.
"""

import asyncio
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from voice.clock import ArrivalClock
from voice.messages import FRAME_SAMPLES, Frame
from voice.recorded.again import PIECES, Again
from voice.recorded.loudspeaker import SpeakerAgain
from voice.recorded.tape import Record, base
from voice.recorded.values import BESIDE, DamagedError, error_read, read, silence

READS = ("partial", "finish")
"""What a hearing is asked: by another setting sooner or later, or one in place of the other."""


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
                return self.behind(f"{name}.{method}/{number}")
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
