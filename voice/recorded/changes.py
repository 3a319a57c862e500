"""What differs between a recorded session and the one that was replayed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from voice.recorded.session import Event

SAME_S = 1.0
"""Two turns whose marks are nearer than this are the same one."""

TOLD = ("heard", "ended", "answered_by", "voice_to_voice_ms")
"""What is told of a turn, beside how long its stages took."""


@dataclass(frozen=True, slots=True)
class TurnPair:
    """One turn, as it was and as it is now; None where there was none."""

    before: dict[str, Any] | None
    now: dict[str, Any] | None

    @property
    def change_ms(self) -> float | None:
        """How much later the reply is heard."""
        before, now = ((turn or {}).get("voice_to_voice_ms") for turn in (self.before, self.now))
        return None if before is None or now is None else round(now - before, 3)

    def as_dict(self) -> dict[str, Any]:
        return {"recorded": _told(self.before), "replayed": _told(self.now), "change_ms": self.change_ms}


def difference(before: Sequence[Event], now: Sequence[Event], ended: float) -> str | None:
    """The first difference, for people; None where every event is the same. What happens at the very end may be cut off."""
    for number, (was, given) in enumerate(zip(before, now, strict=False), start=1):
        if was != given:
            return f"event {number}, {_name(was)}: {'; '.join(_differing(was, given))}"
    if len(now) < len(before):
        return f"event {len(now) + 1}, {_name(before[len(now)])}, did not come"
    if late := [one for one in now[len(before) :] if one[0] < ended]:
        return f"event {len(before) + 1}, {_name(late[0])}, was not recorded"
    return None


def counts(before: Sequence[Event], now: Sequence[Event]) -> list[str]:
    """How many events of each kind there were and are, where that differs."""
    were, are = (Counter(event["event"] for _, event in events) for events in (before, now))
    return [f"{name} {were[name]} → {are[name]}" for name in dict.fromkeys([*were, *are]) if were[name] != are[name]]


def turns(before: Sequence[Event], now: Sequence[Event], shift: float = 0.0) -> list[TurnPair]:
    """Pair the turns by when they began. `shift`: how much later the clock of those now is."""
    were, are = _turns(before), _turns(now)
    pairs = []
    for turn in were:
        began = _began(turn)
        near = [one for one in are if abs(_began(one) - shift - began) < SAME_S]
        found = min(near, key=lambda one: abs(_began(one) - shift - began), default=None)
        if found is not None:
            are.remove(found)
        pairs.append(TurnPair(turn, found))
    return [*pairs, *(TurnPair(None, turn) for turn in are)]


def _turns(events: Sequence[Event]) -> list[dict[str, Any]]:
    return [event for _, event in events if event["event"] == "TurnEnded"]


def _began(turn: dict[str, Any]) -> float:
    marks = turn["marks"]
    return next((marks[key] for key in ("wake_end", "last_voice", "endpoint") if marks.get(key) is not None), 0.0)


def _told(turn: dict[str, Any] | None) -> dict[str, Any] | None:
    return {key: turn[key] for key in (*TOLD, "stages_ms")} if turn else None


def _name(event: Event) -> str:
    return str(event[1]["event"])


def _differing(was: Event, now: Event) -> Iterator[str]:
    if was[0] != now[0]:
        yield f"{(now[0] - was[0]) * 1e3:+.3f} ms"
    yield from _fields(was[1], now[1])


def _fields(was: dict[str, Any], now: dict[str, Any], above: str = "") -> Iterator[str]:
    for key in was | now:
        before, after = was.get(key), now.get(key)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _fields(before, after, f"{above}{key}.")
        elif before != after:
            yield f"{above}{key} is {after!r}, was {before!r}"
