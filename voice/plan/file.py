"""Reads the TOML files that describe a device, a workload or a day, and says plainly what is wrong in one."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voice.config.faults import own_faults, plainly
from voice.config.files import written
from voice.errors import UsageError

SEE = "See voice/plan/README.md for what such a file holds."


def tables(file: Path, what: str) -> dict[str, Any]:
    """The tables of a file. `what` it should describe: "a device". Raises UsageError."""
    try:
        return tomllib.loads(written(file))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", f"Name a TOML file that describes {what}.") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is no TOML: {error}", SEE) from None


def wrong(file: Path, error: ValidationError) -> UsageError:
    """Say what is wrong in a file, and under which key."""
    first = own_faults(error)[0]
    key = ".".join(map(str, first["loc"]))
    return UsageError(": ".join(filter(None, (str(file), key, plainly(first)))), SEE)
