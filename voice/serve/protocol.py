"""What a satellite and the server tell each other: JSON objects in text messages, and sound in binary ones.

Sound is int16, little endian, mono: 16 kHz from the satellite, at the rate of `welcome` to it; or, where `hello` asks for it,
packets of Opus, one a message. `python -m voice.serve.protocol` writes all this as a JSON Schema.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from voice.serve.screen_messages import (
    Called,
    Cancel,
    Figures,
    Forget,
    Forgotten,
    Hushed,
    Noted,
    Past,
    Recall,
    Routed,
    Saying,
    SetAlarm,
    SetTimer,
    SpeakAs,
    Timers,
    Voices,
)
from voice.serve.told import Told as Told

PROTOCOL = 1
"""The version that is spoken here."""

SCHEMA = Path(__file__).parent / "protocol.schema.json"

LARGEST = 64 << 10
"""Bytes of a message, either way: two seconds of a satellite's sound."""

NAME = "^[a-z0-9]([a-z0-9 _-]{0,30}[a-z0-9])?$"
"""What a satellite may be called."""

ENDPOINT = "/satellite"

Codec = Literal["pcm", "opus"]

Why = Literal[
    "full", "stopping", "starting", "token", "protocol", "name", "hello", "flood", "nonsense", "slow", "replaced", "renewed",
    "failed",
]  # fmt: skip
"""Why a satellite is let go: no slot is free; the server stops, or is not ready; its token, protocol, name or hello is not
accepted; it sends too much, what is no message, or reads too slowly; it has come back on another connection; there are new
settings, and it had better come again at once; its session failed."""


# from the satellite


class Hello(Told):
    """The first message."""

    type: Literal["hello"] = "hello"
    protocol: int
    name: str = Field(pattern=NAME)
    """Where it stands: timers that are set there ring there."""
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    """Chosen at random when it starts. One that comes again with the same takes the place of its older connection."""
    token: str | None = Field(None, max_length=256)
    """Where one is asked for, and it is not in the `Authorization` header already."""
    hears_itself: bool = True
    """What it plays is in the sound that it sends, so that only the wake word interrupts a reply."""
    screen: bool = False
    """It is told more, for people to look at: `timers`, `routed`, `saying`, `voices`."""
    codec: Codec = "pcm"
    """How sound is written, both ways. "opus": each binary message is one packet of RFC 6716, mono."""


class Echo(Told):
    """Behind what of its own voice it has taken out, up to this level the sound that follows may be the rest of that."""

    type: Literal["echo"] = "echo"
    db: float | None = Field(ge=-200, le=0)
    """dB of full scale; None: it plays nothing."""


class Muted(Told):
    """Its microphone was switched off, or on again."""

    type: Literal["muted"] = "muted"
    on: bool


class Played(Told):
    """All that it was sent so far has been heard, or was dropped."""

    type: Literal["played"] = "played"
    samples: int = Field(ge=0)
    """All it was sent since `welcome`."""


# both ways


class Volume(Told):
    """How loud to play; from the satellite: how loud somebody there wants it."""

    type: Literal["volume"] = "volume"
    percent: int = Field(ge=0, le=100)


FromSatellite = Annotated[
    Hello | Echo | Muted | Played | Volume | Called | Hushed | SetTimer | SetAlarm | Cancel | SpeakAs | Recall | Forget,
    Field(discriminator="type"),
]  # fmt: skip


# to the satellite


class Welcome(Told):
    """The answer to `hello`: from here on sound is taken."""

    type: Literal["welcome"] = "welcome"
    protocol: int = PROTOCOL
    rate: int
    """Hz of the sound that is sent."""
    codec: Codec = "pcm"
    """How sound is written from here on; what was asked for."""
    phrases: tuple[str, ...]
    """What wakes it, as it is said."""
    voice: str = ""
    """The synthesiser that speaks."""
    keeps: Literal["nothing", "figures", "words"] = "nothing"
    """What the history keeps of a turn: nothing, what it took and who answered, or also what was said."""


class Goodbye(Told):
    """The last message: why the satellite is let go, or was not let in. The connection is closed behind it."""

    type: Literal["goodbye"] = "goodbye"
    why: Why
    what: str
    """For people, in English."""
    retry_after_s: float | None
    """When to come again; None: not without a change."""


class Floor(Told):
    """Who may speak now has changed."""

    type: Literal["floor"] = "floor"
    state: Literal["idle", "listening", "thinking", "speaking", "asking", "following", "ringing"]


class Stop(Told):
    """Fall silent, and drop the sound that has not been heard."""

    type: Literal["stop"] = "stop"


class Duck(Told):
    """Play softer, or as before: somebody may be speaking."""

    type: Literal["duck"] = "duck"
    on: bool


class Woken(Told):
    """The wake word was heard."""

    type: Literal["woken"] = "woken"
    phrase: str
    score: float


class Partial(Told):
    """The words so far, at a pause."""

    type: Literal["partial"] = "partial"
    text: str


class Heard(Told):
    """The words, now that the turn is over."""

    type: Literal["heard"] = "heard"
    text: str


class LetGo(Told):
    """What was said was not meant for the assistant."""

    type: Literal["let_go"] = "let_go"


class Answered(Figures):
    """The turn is over, and its reply has been heard."""

    type: Literal["answered"] = "answered"
    heard: str
    reply: str
    reason: str
    """Why it was asked who answered."""


class LeftOpen(Told):
    """For so long the next words need no wake word."""

    type: Literal["left_open"] = "left_open"
    seconds: float


class Ringing(Told):
    """A timer, an alarm or a reminder rings."""

    type: Literal["ringing"] = "ringing"
    text: str


class Announced(Told):
    """Somebody has something said in this room."""

    type: Literal["announced"] = "announced"
    text: str


class WordsLeft(Told):
    """Words leave the house."""

    type: Literal["words_left"] = "words_left"
    place: str


class Warned(Told):
    """Something works worse than it should."""

    type: Literal["warned"] = "warned"
    text: str


ToSatellite = Annotated[
    Welcome | Goodbye | Floor | Stop | Duck | Volume | Woken | Partial | Heard | LetGo | Answered | LeftOpen | Ringing
    | Announced | WordsLeft | Warned | Timers | Noted | Routed | Saying | Voices | Past | Forgotten,
    Field(discriminator="type"),
]  # fmt: skip

_FROM: TypeAdapter[Told] = TypeAdapter(FromSatellite)
_TO: TypeAdapter[Told] = TypeAdapter(ToSatellite)


def from_satellite(text: str) -> Told | None:
    """Read a satellite's message; None for what is none."""
    try:
        return _FROM.validate_json(text, strict=True)
    except ValidationError:
        return None


def to_satellite(text: str) -> Told | None:
    """Read the server's message; None for one that is not known here."""
    try:
        return _TO.validate_json(text)
    except ValidationError:
        return None


def schema() -> str:
    """Both directions as one JSON Schema document."""
    made: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "voice: satellites",
        "description": " ".join((__doc__ or "").partition("`python")[0].split()),
        "$defs": {},
    }
    told = {
        "FromSatellite": _FROM.json_schema(ref_template="#/$defs/{model}"),
        "ToSatellite": _TO.json_schema(ref_template="#/$defs/{model}", mode="serialization"),
    }
    for name, one in told.items():
        made["$defs"] |= one.pop("$defs") | {name: one}
    return json.dumps(made | {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in told]}, indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema(), encoding="utf-8")
