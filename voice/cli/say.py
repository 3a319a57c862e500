"""`voice say`: has `voice serve` say something in its rooms, or play a sound there."""

import base64
from pathlib import Path

from voice.cli import output
from voice.cli.asking import ask
from voice.clock import WallClock
from voice.errors import UsageError
from voice.listen.files import SoundFile


def main(
    settings: Path | None, words: list[str], sound: Path | None, to: list[str], url: str, urgent: bool, ca: Path | None = None
) -> int:
    if bool(words) == bool(sound):
        raise UsageError("there is nothing to say, or both a text and a sound", "Give either a text or --sound FILE.")
    what = {"sound": _read(sound)} if sound else {"text": " ".join(words)}
    wanted = {**what, "to": to or None, "urgent": urgent}
    rooms = ask(settings, url, ca, "/announce", wanted, 202, lambda said: [str(room) for room in said["to"]])
    shown = f"It is {'played' if sound else 'said'} in: {', '.join(rooms)}." if rooms else "Nobody is there to hear it."
    output.console().print(shown, markup=False)
    return 0


def _read(file: Path) -> str:
    """A sound file as base64. Raises UsageError for what is none, or too large."""
    from voice.serve.bodies import LARGEST

    SoundFile(file, WallClock()).check()
    read = base64.b64encode(file.read_bytes()).decode()
    if len(read) > LARGEST - 1024:  # beside what else is asked
        what = f"{file} has more than {LARGEST * 3 // 4 >> 10} KB"
        raise UsageError(what, "Give a shorter sound, or one as FLAC, OGG or MP3.")
    return read
