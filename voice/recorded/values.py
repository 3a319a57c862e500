"""What crosses a border as JSON, and back: plain values, sound, and the types of `voice.messages`."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from voice import errors
from voice.events import RouteChosen, TurnEnded
from voice.messages import (
    Frame,
    Hypothesis,
    Match,
    Message,
    Route,
    Samples,
    SkillReply,
    ToolCall,
    ToolResult,
    Transcript,
    WakeHeard,
)
from voice.skills import Ring
from voice.speak.player import AUDIBLE
from voice.trace import route_as_dict

TYPES: dict[str, TypeAdapter[Any]] = {
    one.__name__: TypeAdapter(one)
    for one in (Hypothesis, Match, Message, Ring, Route, SkillReply, ToolCall, ToolResult, Transcript, WakeHeard)
}
"""What is written with its name."""

NOT_TOLD = {"id", "device", "version", "settings"}
"""What differs between two runs of the same session: the name of a turn, the machine and the program."""

BESIDE = ("echo_db", "muted")
"""What a frame may tell beside its sound."""

LONGEST = 100_000_000
"""No piece of sound has more samples."""

Keep = Callable[[Samples], list[int]]
"""Keeps sound; returns where."""

Found = Callable[[list[int]], Samples]


class DamagedError(errors.UsageError):
    """A folder is no recording, or holds what no session has written."""


def beside(frame: Frame) -> dict[str, Any]:
    """What a frame tells beside its sound, where it tells anything."""
    plain = Frame(frame.samples, frame.time)
    return {key: getattr(frame, key) for key in BESIDE if getattr(frame, key) != getattr(plain, key)}


def is_plain(value: Any) -> bool:
    """Whether a value crosses a border whole; anything else stays there and is asked for what it has."""
    match value:
        case None | bool() | int() | float() | str() | np.ndarray() | np.generic() | date() | time():
            return True
        case list() | tuple() | set() | frozenset():
            return all(map(is_plain, value))
        case Mapping():
            return all(map(is_plain, value.values()))
    return type(value).__name__ in TYPES


def written(value: Any, keep: Keep) -> Any:
    """A plain value as JSON."""
    match value:
        case np.ndarray():
            return {"sound": keep(value)}
        case np.generic():
            return value.item()
        case tuple():
            return {"tuple": [written(one, keep) for one in value]}
        case list() | set() | frozenset():
            return [written(one, keep) for one in value]
        case date() | time():
            return value.isoformat()
        case Mapping():
            return {"map": {str(key): written(one, keep) for key, one in value.items()}}
    if is_dataclass(value):
        name = type(value).__name__
        return {"type": name, "fields": TYPES[name].dump_python(value, mode="json")}
    return value


def read(value: Any, found: Found) -> Any:
    """A value from its JSON. Raises DamagedError."""
    match value:
        case {"sound": list(where)}:
            return found(where)
        case {"silence": int(length), "heard": heard} if 0 <= length <= LONGEST:
            return silence(length, heard)
        case {"tuple": list(parts)}:
            return tuple(read(one, found) for one in parts)
        case {"map": dict(parts)}:
            return {key: read(one, found) for key, one in parts.items()}
        case {"type": str(name), "fields": fields} if name in TYPES:
            try:
                return TYPES[name].validate_python(fields)
            except ValidationError:
                raise DamagedError(f"the recording holds a damaged {name}", "Record it again.") from None
        case list():
            return [read(one, found) for one in value]
        case dict():
            raise DamagedError("the recording holds what no session writes", "Record it again.")
    return value


def silence(length: int, heard: Any = None) -> Samples:
    """What takes the place of sound that was left out; from sample `heard` on it could be heard, so one sample can."""
    samples = np.zeros(length, np.int16)
    if isinstance(heard, int) and 0 <= heard < length:
        samples[heard] = AUDIBLE
    return samples


def error_written(error: Exception) -> list[Any]:
    """A failure as JSON: its kind, its text, its remedy, and what private words had to do with it."""
    told = getattr(error, "remedy", ""), list(getattr(error, "kinds", ())), list(getattr(error, "reasons", ()))
    return [type(error).__name__, str(error), *told]


def error_read(told: list[Any]) -> Exception:
    """A failure from its JSON."""
    name, text, remedy, kinds, reasons = told
    if name == "WithheldError":
        return errors.WithheldError(text, kinds, reasons)
    kind = getattr(errors, name, errors.EngineError)
    known = isinstance(kind, type) and issubclass(kind, errors.VoiceError)
    return kind(text, remedy) if known else errors.EngineError(text, remedy)


def event_written(event: Any) -> dict[str, Any]:
    """An event of a session as JSON, without what differs between two runs of it."""
    match event:
        case TurnEnded(trace):
            whole = trace.as_dict()
            told = {key: value for key, value in whole.items() if key in whole.keys() - NOT_TOLD}
        case RouteChosen(route):
            told = route_as_dict(route)
        case _ if is_dataclass(event) and not isinstance(event, type):
            told = asdict(event)
        case _:
            told = {"text": str(event)}
    return {"event": type(event).__name__, **told}


def as_date(text: Any) -> datetime:
    """A date and time from its JSON. Raises DamagedError."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise DamagedError("the recording does not tell when it was made", "Record it again.") from None
