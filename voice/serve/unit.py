"""The systemd unit that runs `voice serve`: for the machine, under a user of its own, or for whoever is logged in."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from voice.errors import UsageError

NAME = "voice-serve"

USER = "voice"
"""Whom the machine's service runs as; all that it keeps is in this user's home, so that `sudo -H -u voice voice …` finds it."""

HOME = Path("/var/lib/voice")

TEMPLATE = Path(__file__).with_name("voice-serve.service")

SYSUSERS = f"""# Written by `voice install-service`.
u {USER} - "Voice assistant" {HOME}
m {USER} audio
"""

UNIT = Path(f"/etc/systemd/system/{NAME}.service")

MACHINE = {Path("/etc/sysusers.d/voice.conf"): SYSUSERS, UNIT: ""}
"""The files of a machine's service."""

CREDENTIALS = "# Keys: files that only root can read, /etc/credstore/VOICE_HOME_TOKEN and the like. Any may be absent."

HIDDEN = ("/home", "/root", "/run/user")
"""What the machine's service does not see of the system: ProtectHome=."""

OWN = f"""User={USER}
Group={USER}
SupplementaryGroups=audio
StateDirectory=voice
StateDirectoryMode=0700
WorkingDirectory={HOME}"""

SEPARATED = """CapabilityBoundingSet=
# The sound cards' devices, and none else; a graphics card needs a line of its own: DeviceAllow=char-nvidia-uvm rw, and so on.
DevicePolicy=closed
DeviceAllow=char-alsa rw
KeyringMode=private
PrivateTmp=yes
PrivateUsers=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
"""
"""What only the machine's manager may do for a service. /proc stays whole: sound cards and processors are looked up there."""


@dataclass(frozen=True, slots=True)
class Service:
    """What is written, where, and what is run behind that."""

    files: dict[Path, str]
    control: tuple[str, ...]
    """The command that service managers are told with."""


def system(command: Sequence[str], secrets: Sequence[str]) -> Service:
    """The service of a machine. `secrets`: names of environment variables that it takes credentials for.

    Raises UsageError where the program is in a place that the service does not see.
    """
    for path in {Path(command[0]), Path(sys.prefix), Path(sys.base_prefix), Path(__file__).resolve()}:
        if hidden := next((one for one in HIDDEN if path.is_relative_to(one)), None):
            what = f"the service of the machine sees nothing of {hidden}, where this program is ({path})"
            raise UsageError(what, "Install it and its Python elsewhere, such as in /opt/voice, or take --user.")
    credentials = "\n".join([CREDENTIALS, *(f"LoadCredential={name}" for name in secrets)])
    text = _text(command, OWN, credentials, SEPARATED, "multi-user.target")
    return Service({**MACHINE, UNIT: text}, ("systemctl",))


def user(command: Sequence[str], settings: Path) -> Service:
    """The service of whoever is logged in, with the sound server and the settings that they have. `settings`: their folder."""
    file = settings / "voice" / "environment"
    keys = f"# Keys: lines NAME=VALUE in a file that nobody else can read.\nEnvironmentFile=-{file}"
    text = _text(command, "# It runs as you.", keys, "", "default.target")
    text = text.replace("After=network-online.target sound.target", "After=pipewire.service pulseaudio.service")
    text = text.replace("Wants=network-online.target\n", "")
    return Service({settings / "systemd" / "user" / f"{NAME}.service": text}, ("systemctl", "--user"))


def _text(command: Sequence[str], who: str, credentials: str, system: str, target: str) -> str:
    written = shlex.join(command).replace("%", "%%").replace("$", "$$")
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(command=written, who=who, credentials=credentials, system=system, target=target)
