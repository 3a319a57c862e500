"""The events of the Realtime protocol, as far as they are spoken here: https://platform.openai.com/docs/api-reference/realtime."""

import base64
import binascii
import secrets
from typing import Any

import numpy as np
from pydantic_core import from_json

from voice.messages import Samples
from voice.serve.protocol import Told

RATE = 24_000
"""Hz of the sound, both ways: the protocol's own."""

PCM = {"type": "audio/pcm", "rate": RATE}

KNOWN = {
    "conversation.item.create", "conversation.item.delete", "conversation.item.retrieve", "input_audio_buffer.clear",
    "output_audio_buffer.clear", "response.create",
}  # fmt: skip
"""Events of the protocol that are not done here."""


class Event(Told, extra="allow"):
    """An event of the server's, with whatever belongs to its type."""

    type: str
    event_id: str


class Unsupported(Exception):
    """What a program asks is not done here; the text is for people, and repeats nothing of it."""

    def __init__(self, code: str, what: str, param: str | None = None) -> None:
        super().__init__(what)
        self.code = code
        self.param = param


def event(kind: str, **fields: Any) -> Event:
    return Event(type=kind, event_id=new_id("event"), **fields)


def error(why: Unsupported, about: object) -> Event:
    """Say why something was not done. `about`: the id of the event that asked for it, where it has one."""
    told = {"type": "invalid_request_error", "code": why.code, "message": str(why), "param": why.param}
    return event("error", error=told | {"event_id": about if isinstance(about, str) else None})


def new_id(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(8)}"


def read(text: str) -> dict[str, Any]:
    """Read a program's event. Raises Unsupported for what is none."""
    try:
        said = from_json(text, allow_inf_nan=False)  # strict: no half letters, which could not be told again
    except ValueError:
        raise Unsupported("invalid_json", "This is no JSON.") from None
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        raise Unsupported("invalid_event", "An event is a JSON object with a type.", "type")
    return said


def sound(said: dict[str, Any]) -> Samples:
    """Read the sound of an event, 24 kHz. Raises Unsupported."""
    try:
        given = base64.b64decode(said.get("audio", ""), validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise Unsupported("invalid_audio", "Sound is base64.", "audio") from None
    if len(given) % 2:
        raise Unsupported("invalid_audio", "Sound of half a sample: it is int16.", "audio")
    return np.frombuffer(given, "<i2").astype(np.int16)


def unheeded(asked: Any) -> list[str]:
    """Name what a `session.update` sets to something that is not so here. Raises Unsupported for what is none."""
    if not isinstance(asked, dict):
        raise Unsupported("invalid_value", "A session is a JSON object.", "session")
    audio = _table(asked.get("audio"))
    hears, speaks = _table(audio.get("input")), _table(audio.get("output"))
    turns = _table(hears.get("turn_detection"))
    wrong = {
        "type": asked.get("type", "realtime") != "realtime",
        "output_modalities": asked.get("output_modalities") not in (None, ["audio"]),
        "audio.input.format": not _is_pcm(hears.get("format")),
        "audio.output.format": not _is_pcm(speaks.get("format")),
        "audio.input.turn_detection": "turn_detection" in hears and hears["turn_detection"] is None,
    }
    others = {
        "": {key: value for key, value in asked.items() if key not in ("type", "audio", "output_modalities", "model")},
        "audio.input.": {key: hears[key] for key in hears.keys() - {"format", "turn_detection", "transcription"}},
        "audio.input.turn_detection.": {key: turns[key] for key in turns.keys() - {"type"} if turns[key] is not True},
        "audio.output.": {key: speaks[key] for key in speaks.keys() - {"format"}},
    }
    left = [f"{where}{key}" for where, found in others.items() for key, value in found.items() if value not in (None, [])]
    return [key for key, is_wrong in wrong.items() if is_wrong] + sorted(left)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_pcm(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and value.get("type") == "audio/pcm" and value.get("rate") in (None, RATE))
