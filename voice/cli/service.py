"""`voice install-service` and `voice uninstall-service`: `voice serve` under systemd."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import platformdirs

from voice import atomic, config
from voice.cli import output
from voice.config import HOME_TOKEN, SERVE_TOKEN
from voice.errors import UsageError, WorkError
from voice.serve import unit

RUNS = Path("/run/systemd/system")
"""Is there where systemd runs."""

SECRETS = (SERVE_TOKEN, HOME_TOKEN, "VOICE_CLOUD_KEY", "VOICE_DEVICE_KEY")


def install(settings: Path | None, options: Sequence[str], for_user: bool, shown: bool, dry: bool) -> int:
    _check(options)
    service = _service(settings, options, for_user)
    if shown:
        print("\n".join(service.files.values()), end="")
        return 0
    out = output.console()
    for file, text in service.files.items():
        if not dry:
            _write(file, text, for_user)
        out.print(f"{'Would write' if dry else 'Written'}: {file}", markup=False, soft_wrap=True)
    if not for_user:
        _run(["systemd-sysusers", "/etc/sysusers.d/voice.conf"], dry)
    _run([*service.control, "daemon-reload"], dry)
    for line in _next(service, for_user):
        out.print(line, markup=False, soft_wrap=True)
    return 0


def uninstall(for_user: bool, dry: bool) -> int:
    """Stop the service and remove what was written for it; what it keeps stays."""
    service = unit.user([""], _own_settings()) if for_user else unit.Service(unit.MACHINE, ("systemctl",))
    there = [file for file in service.files if file.exists()]
    if not there:
        raise UsageError("there is no such service", "It was installed with --user, or not at all." if not for_user else "")
    _run([*service.control, "disable", "--now", unit.NAME], dry)
    out = output.console()
    for file in there:
        if not dry:
            _unlink(file)
        out.print(f"{'Would remove' if dry else 'Removed'}: {file}", markup=False, soft_wrap=True)
    _run([*service.control, "daemon-reload"], dry)
    kept = "Settings, state and models stay" if for_user else f"The user {unit.USER} and all that it has in {unit.HOME} stay"
    out.print(f"{kept}.", markup=False, soft_wrap=True)
    return 0


def _service(settings: Path | None, options: Sequence[str], for_user: bool) -> unit.Service:
    """Raises UsageError, ConfigError."""
    named = ["--config", str(settings.absolute())] if settings else []
    command = [*_program(), *named, "serve", "--json", *options]
    if for_user:
        return unit.user(command, _own_settings())
    chosen = config.load(settings) if settings else None
    places = [*chosen.tiers, chosen.transcribe, chosen.speak] if chosen else []
    keys = [key for place in places if (key := getattr(place, "key_env", None))]
    return unit.system(command, list(dict.fromkeys([*SECRETS, *keys])))


def _program() -> list[str]:
    """This program, as it can be started from anywhere."""
    found = shutil.which(sys.argv[0]) or shutil.which("voice")
    return [str(Path(found).absolute())] if found and Path(found).name == "voice" else [sys.executable, "-m", "voice.cli"]


def _own_settings() -> Path:
    return platformdirs.user_config_path()


def _check(options: Sequence[str]) -> None:
    """Raise UsageError for what `voice serve` does not take: else the service would fail, and nobody would look."""
    from typer.main import get_command

    from voice.cli.commands import app

    serve: Any = get_command(app)
    try:
        serve.commands["serve"].make_context("serve", list(options))
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        raise UsageError(f"voice serve: {error.format_message()}", "See voice serve --help.") from None


def _write(file: Path, text: str, for_user: bool) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic.replace(file, text)
        file.chmod(0o644)
    except OSError as error:
        raise _forbidden(file, error, for_user) from None


def _unlink(file: Path) -> None:
    try:
        file.unlink()
    except OSError as error:
        raise _forbidden(file, error, False) from None


def _forbidden(file: Path, error: OSError, for_user: bool) -> UsageError:
    remedy = "Try it as root, or for you alone with --user." if not for_user and os.geteuid() else "Look at its folder."
    return UsageError(f"{file} cannot be changed: {error.strerror}", remedy)


def _run(command: list[str], dry: bool) -> None:
    """Run a command of systemd's, where that runs. Raises WorkError."""
    if dry:
        output.console().print(f"Would run: {' '.join(command)}", markup=False, soft_wrap=True)
        return
    if not (RUNS.is_dir() and shutil.which(command[0])):
        output.warn(f"systemd does not run here: {' '.join(command)} was left out")
        return
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WorkError(f"{' '.join(command)} failed: {done.stderr.strip()}", "Mend that, and run it again.")


def _next(service: unit.Service, for_user: bool) -> list[str]:
    control = " ".join(service.control)
    lines = [f"Start it, now and whenever the machine does: {control} enable --now {unit.NAME}"]
    if for_user:
        return [*lines, "To keep it running without anybody logged in: loginctl enable-linger"]
    return [*lines, f"Its settings, state and models are in {unit.HOME}: sudo -H -u {unit.USER} voice setup"]
