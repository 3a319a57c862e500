"""Changes how long a timer runs: adds and takes time, pauses it, lets it go on."""

from dataclasses import replace
from datetime import datetime, timedelta

from voice.english import times_said
from voice.errors import SkillError
from voice.skills.timing.store import Entry

LONGEST_S = 30 * 86400


def _add(one: Entry, by: float, now: datetime) -> tuple[Entry, str]:
    if one.left is not None:
        return replace(one, left=max(0, one.left + by)), "{name} is paused and now has {left} left"
    return replace(one, due=one.due + timedelta(seconds=by)), "{name} now has {left} left"


def _take(one: Entry, by: float, now: datetime) -> tuple[Entry, str]:
    if by >= left(one, now):
        has = times_said.duration(max(1.0, left(one, now)))
        raise SkillError(f"It has only {has} left. To end it, say: cancel the timer.")
    return _add(one, -by, now)


def _pause(one: Entry, by: float, now: datetime) -> tuple[Entry, str]:
    if one.left is not None:
        return one, "{name} is paused already, with {left} left"
    return replace(one, left=left(one, now)), "{name} is paused with {left} left"


def _resume(one: Entry, by: float, now: datetime) -> tuple[Entry, str]:
    if one.left is None:
        return one, "{name} is running, with {left} left"
    return replace(one, left=None, due=now + timedelta(seconds=one.left)), "{name} goes on with {left} left"


def _set(one: Entry, by: float, now: datetime) -> tuple[Entry, str]:
    return replace(one, left=None, due=now + timedelta(seconds=by), seconds=by), "{name} now has {left} left"


def _restart(one: Entry, by: float, now: datetime) -> tuple[Entry, str]:
    return _set(one, one.seconds or 0, now)[0], "{name} starts again with {left}"


def _double(one: Entry, by: float, now: datetime) -> tuple[Entry, str]:
    return _add(one, left(one, now), now)


def _triple(one: Entry, by: float, now: datetime) -> tuple[Entry, str]:
    return _add(one, 2 * left(one, now), now)


def _halve(one: Entry, by: float, now: datetime) -> tuple[Entry, str]:
    return _add(one, -left(one, now) / 2, now)


CHANGES = {
    "add": _add, "take": _take, "double": _double, "triple": _triple, "halve": _halve, "pause": _pause, "resume": _resume,
    "set": _set, "restart": _restart,
}  # fmt: skip


def left(one: Entry, now: datetime) -> float:
    return (one.due - now).total_seconds() if one.left is None else one.left


def is_over(one: Entry, now: datetime) -> bool:
    return one.left is None and one.due <= now


def bounded(one: Entry, now: datetime) -> Entry:
    if left(one, now) > LONGEST_S:
        raise SkillError("That is too long: a timer can run for 30 days at most.")
    return one
