"""What the bodies of requests hold."""

import base64
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from voice.listen.decoded import READ, decoded
from voice.messages import Sound

LONGEST = 1000
"""Characters of an announcement: a minute and a half of speech."""

LARGEST = 2 << 20
"""Bytes of a request to `/announce`: a sound of half a minute, unless it is a WAV of studio quality."""

SOUND_S = 30.0
"""How much of a sound is played."""

RATE = 24_000
"""Hz that a sound is kept in until a room plays it at its own rate."""


ONE_OF = {"oneOf": [{"required": ["text"]}, {"required": ["sound"]}]}


class Announcement(BaseModel, extra="forbid", strict=True, json_schema_extra=ONE_OF):
    """The body of a request to `/announce`: a text that is said, or a sound that is played."""

    text: Annotated[str, StringConstraints(strip_whitespace=True)] = Field("", min_length=1, max_length=LONGEST)
    sound: str = Field("", min_length=1)
    """A file, base64: WAV, FLAC, OGG or MP3, of which half a minute is played."""
    to: list[str] | None = None
    """Names of satellites, "microphone" for this machine; all when absent."""
    urgent: bool = False
    """In the hours of `do_not_disturb` too."""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if bool(self.text) == bool(self.sound):
            raise PydanticCustomError("announcement", "Give either a text or a sound.")
        return self

    def what(self) -> str | Sound:
        """What is said, or played; decoding takes a while: call it beside the loop. Raises ValueError, for people."""
        if self.text:
            return self.text
        try:
            data = base64.b64decode("".join(self.sound.split()), validate=True)
        except ValueError:
            raise ValueError("no base64") from None
        samples = decoded(data, RATE, SOUND_S)
        if not len(samples):
            raise ValueError(f"no sound in it: send {READ}")
        return Sound(samples, RATE)


def _origin(given: str) -> str:
    """Raise ValueError for what has the letters of an origin and is none: "http://[", "http://kiosk:99999"."""
    try:
        host, _ = urlsplit(given).hostname, urlsplit(given).port
    except ValueError:
        host = None
    if not host:
        raise ValueError("is no address of a page, such as http://kiosk:8378")
    return given


class Wanted(BaseModel, extra="forbid", strict=True):
    """The body of a request to `/pair`."""

    origin: Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.:%\[\]-]+$", max_length=255), AfterValidator(_origin)]
    """Where the page is, as whoever asks reaches it."""


class Typed(BaseModel, extra="forbid", strict=True):
    """The body of a request to `/paired`."""

    code: str = Field(max_length=32)
