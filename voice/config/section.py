"""A table of the settings."""

from pydantic import BaseModel


class Section(BaseModel, extra="forbid", frozen=True):
    """A table of the settings file."""
