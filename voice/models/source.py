"""Says what a source of models is: a place that tells which files of a model it has, and gives them.

Whatever the place, the same file has the same size and SHA-256: those of the manifest decide, not who sent it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Show(Protocol):
    """Tells people how a pull goes."""

    def begin(self, model: str, size: int) -> None:
        """A download of `size` bytes begins."""

    def advance(self, count: int) -> None:
        """`count` more bytes have come; a negative number when some have to come again."""

    def say(self, text: str) -> None:
        """Something is on its way, or was tried in vain."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file that a source has."""

    name: str
    """Its path in the model's folder."""
    size: int | None
    """Bytes."""
    sha256: str | None
    """None where the source announces none."""
    oid: str | None = None
    """Git's hash of a small file, or of the pointer that stands for a large one in git."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source has of a model."""

    origin: str
    """Repository, packages or folder: written into the lock file and shown."""
    revision: str
    """The commit; "" where the source knows no commits."""
    files: tuple[Remote, ...]


class Source(Protocol):
    """A place that may have a model."""

    @property
    def place(self) -> str:
        """What people call it, behind "from"."""
        ...

    def listing(self, revision: str | None) -> Listing:
        """Tell which files it has at a commit, the newest when None. Raises Unanswered."""
        ...

    def fetch(self, listing: Listing, remote: Remote, part: Path, advance: Callable[[int], None]) -> None:
        """Write the file to `part`, or the rest of it where a part is there. Raises Unanswered, OSError."""
        ...
