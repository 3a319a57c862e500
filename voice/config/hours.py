"""A span of the day, such as "22:00-06:30", which passes midnight."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

HOURS = r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d"
"""How such a span is written."""

Hours = Annotated[str, Field(pattern=rf"^{HOURS}$")]
"""A span as a setting."""


def within(hours: str, at: datetime) -> bool:
    """Whether a time lies in a span of the day."""
    begin, end = hours.split("-")
    clock = f"{at:%H:%M}"
    return begin <= clock < end if begin <= end else clock >= begin or clock < end
