"""A table of the settings."""

import re
from typing import Any

from pydantic import BaseModel, field_validator

NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Characters that no file, address or name has, and that a terminal may obey."""


def printable(value: Any) -> Any:
    """A value of the settings, unless its text holds control characters. Raises ValueError."""
    for text in value if isinstance(value, list | tuple) else (value,):
        if isinstance(text, str) and NO_TEXT.search(text):
            raise ValueError("it holds control characters")
    return value


class Section(BaseModel, extra="forbid", frozen=True):
    """A table of the settings file."""

    _printable = field_validator("*", mode="before")(printable)
