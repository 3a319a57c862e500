"""What the bodies of requests hold."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field

LONGEST = 1000
"""Characters of an announcement: a minute and a half of speech."""


class Announcement(BaseModel, extra="forbid", strict=True):
    """The body of a request to `/announce`."""

    text: str = Field(min_length=1, max_length=LONGEST)
    to: list[str] | None = None
    """Names of satellites, "microphone" for this machine; all when absent."""
    urgent: bool = False
    """In the hours of `do_not_disturb` too."""


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
