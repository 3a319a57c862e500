"""Replaces a file whole or not at all, readable by its owner alone; and reads it back."""

import errno
import os
import tempfile
from pathlib import Path


def replace(file: Path, content: str | bytes, lasting: bool = False) -> None:
    """Write `content` (text as UTF-8) to a new file and move it to the place of `file`, whose folder exists.

    `lasting`: it survives a power cut at once, which costs some ten milliseconds on a memory card.
    Raises OSError; the old file is then still there.
    """
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content.encode() if isinstance(content, str) else content)
            if lasting:
                opened.flush()
                os.fsync(opened.fileno())
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def text(file: Path) -> str:
    """Read a file of ours. Raises OSError also for what is none: a pipe keeps whoever opens it waiting, a device has no end."""
    if file.exists() and not file.is_file() and not file.is_dir():
        raise OSError(errno.EINVAL, "Not a file")
    return file.read_text(encoding="utf-8")
