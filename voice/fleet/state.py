"""Keeps what this machine has taken of its fleet, and how that goes, in one small file in the state folder."""

import secrets
import string
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from voice import atomic
from voice.config.fleet import STATE
from voice.errors import FleetError
from voice.privacy.chain import make_private

Stage = Literal["none", "on trial", "kept", "rolled back"]
"""How the newest release for this machine is doing; "none": there was none."""

MOST_FAILED = 100
"""How many rolled back releases are remembered, each as a digest."""


def _new_device() -> str:
    """Make an identity that tells nothing: 16 letters, as digits could be taken for somebody's number."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(16))


class Taken(BaseModel, extra="forbid"):
    """A release that this machine has taken."""

    version: int
    content: str
    """A digest of its settings and models, without version and percentage."""
    since: datetime
    last: int = 0
    """The number of the last turn before it: clocks are set, and what was said before it is not judged."""
    hours: int = 0
    """For how many hours it has run on trial."""
    settings: dict[str, dict[str, Any]] = {}
    models: dict[str, str] = {}
    """The version of each model that it brought."""


class State(BaseModel, extra="forbid"):
    device: str = Field(default_factory=_new_device)
    """This machine's name in its fleet: random, and made anew with this file."""
    seen: int = 0
    """The highest version of a release ever seen: a lower one is an old one sent again, and refused."""
    seen_digest: str = ""
    stage: Stage = "none"
    taken: Taken | None = None
    before: Taken | None = None
    """The last release that was kept, to go back to."""
    starts: int = 0
    """How often the program was started with what is on trial, and did not run for long."""
    failed: list[str] = []
    """The contents of releases that were rolled back: they are not taken again."""
    told: dict[str, str] = {}
    """When "report" and "release" were last tried, and what came of it, for people."""

    def roll_back(self) -> Taken:
        """Go back to the release that was kept before; return the one that goes."""
        gone = self.taken
        assert gone is not None
        self.failed = [*self.failed, gone.content][-MOST_FAILED:]
        self.taken, self.before, self.stage, self.starts = self.before, None, "rolled back", 0
        return gone


def read(folder: Path) -> State:
    """Read the state, or make a new one if there is none. Raises FleetError: without it an old release could be taken."""
    file = folder / STATE
    try:
        return State.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return State()
    except (OSError, ValidationError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise FleetError(f"{file} cannot be read: {reason}", "Remove it: the newest release is then taken anew.") from None


def write(folder: Path, state: State) -> None:
    """Replace the state, whole or not at all. Raises FleetError."""
    try:
        make_private(folder)
        atomic.replace(folder / STATE, state.model_dump_json(indent=1), lasting=True)
    except OSError as error:
        raise FleetError(f"{folder / STATE} cannot be written: {error.strerror}", "Make room there.") from None
