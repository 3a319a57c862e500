"""The era: what was before somebody had everything forgotten belongs to another one, and is not remembered in this.

It is told by the date of a file, so that every process of a user sees it change; a look takes a few microseconds.
"""

from datetime import datetime
from pathlib import Path

from voice import atomic
from voice.privacy.chain import make_private

FILE = "forgotten"


def era(folder: Path) -> str:
    """Which era it is, in a state folder: "" where nothing was ever forgotten."""
    try:
        stat = (folder / FILE).stat()
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}-{stat.st_ino}"


def begin(folder: Path, now: datetime) -> None:
    """Begin another era. Raises OSError."""
    make_private(folder)
    atomic.replace(folder / FILE, now.isoformat(timespec="seconds") + "\n", lasting=True)
