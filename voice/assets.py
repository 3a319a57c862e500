"""Finds the files that ship beside the code: inside the installed package, or next to it in a working copy."""

import tempfile
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent

LONGEST_ESPEAK_DATA = 120
"""Bytes of the longest path to espeak-ng's data: the library has room for 160, file names included, and crashes beyond."""


def asset(name: str, package: Path = PACKAGE) -> Path:
    """The path of an asset that ships with `voice` ("demo"). Raises EngineError when it is missing."""
    for folder in (package / "assets", package.parent / "assets"):
        if (folder / name).exists():
            return folder / name
    from voice.errors import EngineError

    raise EngineError(f"{name} is missing from the installation", "Install voiceloop again.")


@cache
def espeak_data() -> Path:
    """The folder of espeak-ng's data, by a path that is short enough for it."""
    import espeakng_loader

    data = Path(espeakng_loader.get_data_path())
    if len(bytes(data)) <= LONGEST_ESPEAK_DATA:
        return data
    short = Path(_folder().name, "espeak")
    short.symlink_to(data)
    return short


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """A folder that is there as long as the process."""
    return tempfile.TemporaryDirectory(prefix="voice-")
