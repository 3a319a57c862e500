"""`voice backup` and `voice restore`: everything that cannot be fetched again, in one file, and back."""

from pathlib import Path

from voice import config
from voice.backup import Manifest, Places
from voice.backup.make import make
from voice.backup.restore import missing, restore
from voice.cli import output
from voice.clock import WallClock


def write(settings: Path | None, out: Path, secrets: bool) -> int:
    output.check_writable(out.absolute())
    manifest = make(Places.of(config.load(settings), settings), out.absolute(), secrets, WallClock())
    kept = "with keys and tokens: keep it where nobody else can read it" if secrets else "without keys and tokens"
    _show(f"{out}: {_files(manifest)}, {kept}.")
    if manifest.models:
        _show(f"Models are fetched again when it is put back: {', '.join(manifest.models)}.")
    return 0


def back(settings: Path | None, archive: Path) -> int:
    manifest, before = restore(archive, settings, WallClock())
    _show(f"Put back as of {manifest.made}: {_files(manifest)}.")
    if before:
        _show(f"To go back to what was there before: voice restore {before}")
    if absent := missing(manifest):
        _show(f"Models that were there and are not here: voice models pull {' '.join(absent)}")
    _show("What runs has to be started again: systemctl restart voice-serve, or by hand.")
    return 0


def _files(manifest: Manifest) -> str:
    count = len(manifest.files)
    return f"{count} file{'s' if count != 1 else ''}"


def _show(line: str) -> None:
    output.console().print(line, markup=False, soft_wrap=True)
