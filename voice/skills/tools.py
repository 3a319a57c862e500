"""Offers skills to language models as tools: the JSON schema of each one's slots, and a check of the calls.

Sums and conversions are left out: their slots are results. So are `stop` and `repeat`, which are for the user alone.
"""

import re
from collections.abc import Container, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model, model_validator

from voice.english.times import NearDay, Weekday
from voice.messages import Tool, ToolCall
from voice.skills.added import Added
from voice.skills.timing.store import Kind

ClockTime = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="24-hour clock, HH:MM")]
Day = Literal[NearDay, Weekday]
Seconds = Annotated[float, Field(gt=0, le=360 * 86400)]


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("give one line of letters and signs")
    return text


Words = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]


class Slots(BaseModel):
    model_config = ConfigDict(extra="forbid")
    either: ClassVar[tuple[str, ...]] = ()
    """Names of slots of which exactly one is given."""

    @model_validator(mode="after")
    def _gives_either(self) -> Self:
        if self.either and [getattr(self, name) for name in self.either].count(None) != len(self.either) - 1:
            raise ValueError(f"give either {' or '.join(self.either)}")
        return self


class Time(Slots):
    """What time it is."""


class Date(Slots):
    """The date of a day."""

    day: Literal["today", "tomorrow"] = "today"


class TimerSet(Slots):
    """Set a timer that rings after some seconds. Work out how long yourself where the user does not say."""

    seconds: Seconds
    name: Annotated[Words, Field(description='What it is for, in a word or two: "egg"')] | None = None


class TimerStatus(Slots):
    """Timers, alarms or reminders that are set, and when they ring."""

    kind: Kind = "timer"
    name: Words | None = None


class TimerCancel(Slots):
    """Cancel a timer, an alarm or a reminder."""

    kind: Kind = "timer"
    name: Words | None = None
    all: bool = False


class TimerChange(Slots):
    """Change a timer that is set: add or take seconds, pause it, let it go on, or start it again."""

    change: Literal["add", "take", "pause", "resume", "restart"]
    by: Annotated[Seconds | None, Field(description="for add and take")] = None
    name: Words | None = None

    @model_validator(mode="after")
    def _says_by_how_much(self) -> Self:
        if self.change in ("add", "take") and self.by is None:
            raise ValueError("give by")
        return self


Every = Annotated[list[Weekday] | None, Field(description="the days on which it repeats")]


class AlarmSet(Slots):
    """Set an alarm for a time of day."""

    time: ClockTime
    day: Day | None = None
    every: Every = None
    name: Words | None = None


class ReminderSet(Slots):
    """Remind the user of something, either after some seconds or at a time of day."""

    either = ("seconds", "time")

    text: Words
    seconds: Seconds | None = None
    time: ClockTime | None = None
    day: Day | None = None
    every: Every = None


class Volume(Slots):
    """How loud replies are: either per cent, or a change."""

    either = ("value", "change")

    value: Annotated[int, Field(ge=0, le=100)] | None = None
    change: Literal["up", "down", "mute"] | None = None


class Lights(Slots):
    """Switch lights on or off: those of a room, or all."""

    state: Literal["on", "off"]
    room: Words | None = None


BUILT_IN: Mapping[str, type[Slots]] = {
    "time": Time, "date": Date, "timer_set": TimerSet, "timer_status": TimerStatus, "timer_cancel": TimerCancel,
    "timer_change": TimerChange, "alarm_set": AlarmSet, "reminder_set": ReminderSet, "volume": Volume, "lights": Lights,
}  # fmt: skip

ONLY_TELL = frozenset({"time", "date", "timer_status"})
"""Skills that only tell something: the model makes an answer of their reply. The reply of any other skill is the answer."""

TELL_NOTHING_PRIVATE = frozenset({
    "time", "date", "timer_set", "alarm_set", "arithmetic", "convert", "volume", "stop", "repeat", "chance", "courtesy",
    "help", "emergency", "stopwatch", "forget", "microphone",
})  # fmt: skip
"""Skills whose replies tell nothing of what is kept at home, unless they were given a name or a text. All others may."""

SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
"""Matches a list in a sentence: its name, and that of its slot if it differs."""
NOISE = ("title", "minLength", "maxLength")
"""Keys that are left out of a schema: names once more, and limits that a grammar would have to count out."""


class Offer:
    """The skills that a tier may call: how it is told of them, and what it called them with."""

    def __init__(self, names: Container[str], added: Sequence[Added], lists: Mapping[str, Any]) -> None:
        """`names`: of the skills that there are; `lists` are those of all sentences, as hassil takes them."""
        built_in = {name: slots for name, slots in BUILT_IN.items() if name in names}
        self._slots = built_in | {one.skill.name: _of_words(one, lists) for one in added}
        self._closed = {one.skill.name for one in added if not one.any_tier}
        """Names of the skills that a tier which is not trusted may not call."""

    @cached_property
    def tools(self) -> tuple[Tool, ...]:
        return tuple(_tool(name, slots, name not in self._closed) for name, slots in self._slots.items())

    def read(self, call: ToolCall) -> dict[str, Any] | str:
        """Read a call into slots; where its name or its arguments are wrong, into a line that says what is wrong."""
        if call.name not in self._slots or (call.name in self._closed and not call.trusted):
            return f"There is no tool {call.name!r}."
        try:
            given = self._slots[call.name].model_validate_json(call.arguments or "{}")
        except ValidationError as error:
            return "; ".join(": ".join([*map(str, one["loc"]), one["msg"]]) for one in error.errors()[:3])
        values = given.model_dump(exclude_none=True, exclude_defaults=True)
        return {name: int(one) if isinstance(one, float) and one.is_integer() else one for name, one in values.items()}


def _of_words(added: Added, lists: Mapping[str, Any]) -> type[Slots]:
    """Make the slots of an added skill, all of them optional; `lists` are those of all sentences, as hassil takes them."""
    fields: dict[str, Any] = {}
    for name, slot in SLOT.findall(" ".join(added.sentences)):
        own = {"values": added.lists[name]} if name in added.lists else lists.get(name, {})
        fields[slot or name] = (_of_list(own) | None, None)
    return create_model(added.skill.name, __base__=Slots, __doc__=f"Does what is asked so: {added.sentences[0]}", **fields)


def _of_list(written: Mapping[str, Any]) -> Any:
    """What a slot takes: a number of its list's range, a value of its list or, without one, any words."""
    if limits := written.get("range"):
        kind = float if "fractions" in limits else int
        return Annotated[kind, Field(ge=limits["from"], le=limits["to"])]
    values = tuple(value["out"] if isinstance(value, Mapping) else value for value in written.get("values", ()))
    if values and all(isinstance(value, str | int) for value in values):
        return Literal[values]
    return float if values else Words


def _tool(name: str, slots: type[Slots], any_tier: bool) -> Tool:
    """Describe a skill as it is offered to a tier."""
    schema = _lean(slots.model_json_schema())
    described = " ".join(str(schema.pop("description", name)).split())
    return Tool(name, described, {"type": "object", "properties": {}} | schema, any_tier)


def _lean(schema: Any) -> Any:
    """Shorten a schema as far as it goes: a model reads all of its tokens before it writes the first one."""
    if isinstance(schema, list):
        return [_lean(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    lean = {key: _lean(value) for key, value in schema.items() if key not in NOISE or isinstance(value, dict)}
    if choices := [choice for choice in lean.pop("anyOf", ()) if choice != {"type": "null"}]:
        lean = {**choices[0], **{key: value for key, value in lean.items() if value is not None}}
    return lean
