"""The files that settings are read from, and where the value of one of them comes from."""

import errno
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from voice.config.fleet import taken
from voice.config.settings import Config
from voice.errors import ConfigError

PROFILES = Path(__file__).parent / "profiles"

MOST_KB = 256
"""What somebody writes by hand is not larger, and as much is read in less than a second."""

DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){40}""")
"""Matches a key within forty others, which Python's reader takes the square of their number for."""


def config_path() -> Path:
    """The user's settings file: `VOICE_CONFIG`, or config.toml in the platform's configuration directory."""
    return Path(os.environ.get("VOICE_CONFIG") or platformdirs.user_config_path("voice") / "config.toml")


def skills_path(own: str | Path | None = None) -> Path:
    """The file of the user's own skills; `own` is the setting `skills.own`."""
    return Path(own) if own else config_path().with_name("skills.toml")


def origin(key: tuple[int | str, ...], path: Path | None = None) -> str:
    """Where the value of a setting comes from: an environment variable, a file, or "default"."""
    held = {name.upper() for name in os.environ}
    for length in range(len(key), 0, -1):
        variable = "VOICE_" + "__".join(str(part) for part in key[:length]).upper()
        if variable in held:
            return f"environment variable {variable}"
    inside = "VOICE_" + "__".join(str(part) for part in key).upper() + "__"
    if within := sorted(name for name in held if name.startswith(inside)):
        return f"environment variable {within[0]}"
    file = path or config_path()
    user = read(file) if file.is_file() else {}
    if _holds(user, key):
        return str(file)
    if _holds(_shared(user), key):
        return "the fleet"
    profile = PROFILES / f"{profile_name(user)}.toml"
    return str(profile) if _holds(read(profile), key) else "default"


def profile_name(user: Mapping[str, Any]) -> str:
    """Which shipped profile is used: the environment's, else the one that the user's file names."""
    return os.environ.get("VOICE_PROFILE") or str(user.get("profile", "embedded"))


def shipped_profile(name: str, where: str | Path) -> dict[str, Any]:
    """The settings of a shipped profile. Raises ConfigError where there is none; `where`: where its name is from."""
    file = PROFILES / f"{name}.toml"
    if not file.is_file():
        known = ", ".join(sorted(one.stem for one in PROFILES.glob("*.toml")))
        raise ConfigError(f"profile: there is no profile {name!r} (from {where})", f"Profiles: {known}.")
    return read(file)


def read(file: Path) -> dict[str, Any]:
    """Read a file of settings. Raises ConfigError."""
    try:
        return tomllib.loads(written(file))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file} is not UTF-8 text: line {line}", "Save it as UTF-8 in your editor.") from None
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}", "Mend that, or move it away.") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{file} cannot be read as TOML: {error}", "Mend the line it names.") from None


def written(file: Path) -> str:
    """Read what somebody wrote by hand. Raises ValueError for what is no text or too deep, OSError also for what is no file:
    a pipe keeps whoever opens it waiting, a device has no end."""
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "it is no file", str(file))
    if file.stat().st_size > MOST_KB * 1024:
        raise OSError(errno.EFBIG, f"it has more than {MOST_KB} kB", str(file))
    read = file.read_text(encoding="utf-8-sig")
    if DEEP.search(read):
        raise ValueError("a key within forty others")
    return read


def _shared(user: Mapping[str, Any]) -> dict[str, Any]:
    """What this machine has taken of its fleet, where it follows one."""
    section, state_dir = user.get("fleet"), os.environ.get("VOICE_STATE_DIR") or user.get("state_dir")
    follows = os.environ.get("VOICE_FLEET__RELEASE") or (isinstance(section, dict) and section.get("release"))
    default = Config.model_fields["state_dir"].get_default(call_default_factory=True)
    return taken(Path(str(state_dir or default))) if follows else {}


def _holds(values: Any, loc: tuple[int | str, ...]) -> bool:
    for part in loc:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True
