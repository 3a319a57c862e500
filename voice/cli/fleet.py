"""`voice fleet` shows what this machine tells and takes of its fleet, and signs what a fleet shares."""

import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from voice import config
from voice.cli.output import console, emit, table
from voice.clock import WallClock
from voice.config import Config
from voice.config.fleet import STATE
from voice.errors import FleetError, UsageError
from voice.fleet import release, report, state
from voice.fleet.state import State
from voice.privacy.gate import LARGEST_ANSWER

if TYPE_CHECKING:
    import minisign


def status(settings: Path | None, as_json: bool) -> int:
    chosen = config.load(settings)
    held, known = state.read(chosen.state_dir), (chosen.state_dir / STATE).exists()
    values = report.summary(chosen, held, WallClock().today())
    if as_json:
        places = {"report": chosen.fleet.report, "release": chosen.fleet.release, "offline": chosen.offline}
        emit(places | {"state": held.model_dump(mode="json") if known else None, "summary": [asdict(one) for one in values]})
        return 0
    out = console()
    _tell(out, chosen, held, known)
    shown = table("what is told, each hour", "of", "", figures=("",))
    for value in values:
        shown.add_row(value.name, ", ".join(value.labels.values()), f"{value.number:g} {value.unit.strip('{}1')}".strip())
    out.print(shown)
    return 0


def _tell(out: Console, chosen: Config, held: State, known: bool) -> None:
    fleet, away = chosen.fleet, " (nothing is: offline is on)" if chosen.offline else ""
    lines = [
        f"Summaries go to {fleet.report}{away}" if fleet.report else "Nothing is told to anybody: [fleet] report is not set.",
        f"Releases come from {fleet.release}{away}" if fleet.release else "No releases are taken: [fleet] release is not set.",
        f"This machine is called {held.device}." if known else "",
        f"Release {held.taken.version}, since {held.taken.since:%Y-%m-%d %H:%M}." if held.taken else "No release is taken.",
        {"on trial": "It is on trial.", "rolled back": "A newer one was rolled back."}.get(held.stage, ""),
        f"The newest that was seen has version {held.seen}." if held.seen else "",
        *(f"Last {name}: {told}" for name, told in held.told.items()),
    ]
    for line in filter(None, lines):
        out.print(line, markup=False, soft_wrap=True)


def sign(file: Path, key: Path) -> int:
    try:
        text = file.read_bytes().decode()  # as it is, line ends too
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError(f"{file} cannot be read: {why}", "Give the file with the release.") from None
    if len(text.encode()) >= LARGEST_ANSWER:
        raise UsageError(f"{file} has {LARGEST_ANSWER // 1024} KB or more", "No machine would take it: shorten it.")
    found = release.checked(text)
    try:
        with _secret_key(key) as secret:
            public = secret.get_public_key().to_base64().decode()
            signature = file.with_name(file.name + release.SIGNATURE)
            signature.write_bytes(bytes(secret.sign(text.encode(), trusted_comment=f"version:{found.version}")) + b"\n")
    except ImportError:
        raise FleetError("the package py-minisign is not installed", "pip install 'voiceloop[fleet]'") from None
    except ValueError as error:
        raise UsageError(f"{key}: {error}", "Give the secret key that `minisign -G` or this command has made.") from None
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read or written: {error.strerror}", "Choose another place.") from None
    out = console()
    told = f"{signature} signs version {found.version}, for {found.percent:g} % of the machines."
    out.print(told, markup=False, soft_wrap=True)
    out.print("Put both files where [fleet] release leads. The machines' settings:", markup=False, soft_wrap=True)
    out.print(f'key = "{public}"', markup=False, soft_wrap=True)
    return 0


def _secret_key(file: Path) -> "minisign.SecretKey":
    """Read a secret key, asking for its password where it has one; make one that its owner alone reads where there is none."""
    import minisign

    with suppress(FileExistsError):
        made = minisign.KeyPair.generate().secret_key
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(bytes(made) + b"\n")
    secret = minisign.SecretKey.from_file(file)
    if secret.is_encrypted():
        secret.decrypt(typer.prompt("Password", hide_input=True))
    return secret
