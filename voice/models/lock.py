"""Reads and writes the lock file of a model: which versions are here, which one serves, the SHA-256 of each file.

One file per model, replaced by a rename: what serves, what is kept for rollback and the pins change together or not at all.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from voice import atomic
from voice.errors import ModelError

CHANGE_S = 180.0
"""Wait this many seconds for another process's change; a rollback of 5 GB on a memory card takes the longest."""


class Held(BaseModel, extra="forbid"):
    """What was written down about a file when it was pulled."""

    size: int
    """Bytes."""
    sha256: str
    pinned: Literal["by the manifest", "on first download"]
    oid: str | None = None
    """The hub's own hash of the content (a git object): tells that a file is unchanged before it is fetched."""


class Version(BaseModel, extra="forbid"):
    repository: str
    """The repository, the packages or the folder that it came from."""
    revision: str
    """The commit; "" where none was named."""
    pulled: str
    """Local time, ISO 8601."""
    files: dict[str, Held]


class Canary(BaseModel, extra="forbid"):
    """A version on probation: it serves until it has had its turns or has done worse than `current`."""

    version: str
    turns: int = Field(gt=0)


class Lock(BaseModel, extra="forbid"):
    current: str | None = None
    previous: str | None = None
    """The version kept for rollback."""
    canary: Canary | None = None
    versions: dict[str, Version] = {}

    @property
    def serving(self) -> str | None:
        return self.canary.version if self.canary else self.current


def read(home: Path) -> Lock:
    """Read the lock of the model in `home`; an empty one when there is none. Raises ModelError."""
    file = home / "lock.json"
    try:
        return Lock.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Lock()
    except (OSError, ValidationError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a lock file"
        raise ModelError(f"{file} cannot be read: {reason}", f"Remove {home} and pull the model again.") from None


def write(home: Path, lock: Lock) -> None:
    """Replace the lock file; a failure leaves it as it was. Raises OSError."""
    atomic.replace(home / "lock.json", lock.model_dump_json(indent=2), lasting=True)


def exclusively(home: Path) -> AbstractContextManager[None]:
    """Let only this process change a model's versions in the block; wait for another's change. Raises ModelError, OSError."""
    return _locked(home / ".changing", CHANGE_S, f"another process is changing the versions of {home.name}")


def alone(home: Path) -> AbstractContextManager[None]:
    """Lock what pulls leave unfinished, for the block; versions may change. Raises ModelError where another pulls, OSError."""
    return _locked(home / ".pulling", 0.0, f"another process is pulling the model {home.name}")


@contextmanager
def _locked(file: Path, wait_s: float, busy: str) -> Iterator[None]:
    """Hold a lock that the system gives back when its process dies. Raises ModelError, saying `busy`, after `wait_s`."""
    from filelock import FileLock, Timeout

    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        taken = FileLock(file).acquire(timeout=wait_s)
    except Timeout:
        raise ModelError(busy, "Wait until it has ended.") from None
    with taken:
        yield
