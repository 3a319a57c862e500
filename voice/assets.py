"""Finds the files that ship beside the code: inside the installed package, or next to it in a working copy."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def asset(name: str, package: Path = PACKAGE) -> Path:
    """The path of an asset that ships with `voice` ("demo"). Raises EngineError when it is missing."""
    for folder in (package / "assets", package.parent / "assets"):
        if (folder / name).exists():
            return folder / name
    from voice.errors import EngineError

    raise EngineError(f"{name} is missing from the installation", "Install voiceloop again.")
