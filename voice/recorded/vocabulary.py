"""Vocabulary: the words of the program's own, which may stay in a recording whose other words are left out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from voice import events, messages
from voice.budget import ACTIONS
from voice.clock import ArrivalClock
from voice.config import Config, Tier
from voice.config.settings import Given
from voice.messages import Completeness, EndReason, TierKind
from voice.privacy import HOUSEHOLD, IDENTIFIERS, LANGUAGE, STATEMENTS
from voice.privacy.gate import EgressGate
from voice.recorded.session import Event
from voice.recorded.values import TYPES
from voice.skills import Skills
from voice.skills.timing.store import Kind
from voice.trace import STAGES, Doubted

TOLD = {
    "event", "type", "engine", "reason", "ended", "tier", "skill", "verdict", "answered_by", "doubt", "action", "stage", "path",
    "language", "fallbacks", "candidates", "private", "kind", "completeness", "judged", "whole", "voice",
}  # fmt: skip
"""Keys whose value may be a word of the program's own; any other text is replaced."""

EVENTS = {name for module in (events, messages) for name in vars(module) if name[0].isupper()}

ENGINES = ("grammar", "dictation", "whisper", "fused", "typed", "none", "en", "stop", "length", "tool_calls")

JUDGED = ("met", "missed", "saved")


def blank(happened: Sequence[Event]) -> list[Event]:
    """Events as they are compared where words are left out: without any text that is not the program's own."""
    kept = known()
    return [(at, _blanked(event, "", kept)) for at, event in happened]


def _blanked(value: Any, key: str, kept: frozenset[str]) -> Any:
    match value:
        case dict():
            return {name: _blanked(one, name, kept) for name, one in value.items() if name not in ("slots", "signals")}
        case list():
            return [_blanked(one, key, kept) for one in value]
        case str():
            return value if key in TOLD and value in kept else ""
    return value


def known() -> frozenset[str]:
    """Words of the program's own: choices of the settings, names of its skills, stages and actions."""
    config = Given()
    clock = ArrivalClock(0.0, datetime.fromisoformat("2000-01-01T00:00:00+00:00"))
    skills = Skills(config, clock, EgressGate.of(config, clock)).known
    choices = {*_choices(Config), *_choices(Tier), *get_args(EndReason), *get_args(Completeness), *get_args(TierKind)}
    kinds = {*IDENTIFIERS, *STATEMENTS, HOUSEHOLD, LANGUAGE, *get_args(Doubted), *get_args(Kind)}
    return frozenset({*choices, *kinds, *skills, *STAGES, *ACTIONS, *EVENTS, *ENGINES, *TYPES, *JUDGED})


def _choices(kind: Any) -> Iterator[str]:
    """What the settings may be, where they are a choice."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for field in kind.model_fields.values():
            yield from _choices(field.annotation)
    elif get_origin(kind) is Literal:
        yield from (one for one in get_args(kind) if isinstance(one, str))
    else:
        for part in get_args(kind):
            yield from _choices(part)
