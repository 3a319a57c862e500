"""Keys and tokens: they are no settings, but come from the environment, or from what systemd hands to a service."""

import os
import re
import string
from pathlib import Path

from pydantic import SecretStr

from voice.errors import ConfigError

HOME_TOKEN = "VOICE_HOME_TOKEN"
"""The environment variable that holds Home Assistant's token."""

SERVE_TOKEN = "VOICE_SERVE_TOKEN"
"""The environment variable that holds the token of `voice serve`, there and at a satellite."""

FLEET_TOKEN = "VOICE_FLEET_TOKEN"
"""The environment variable that holds the token of a fleet's collector."""

TOKENS = (HOME_TOKEN, SERVE_TOKEN, FLEET_TOKEN)

AROUND = string.whitespace + "\x00\u00a0\u200b\u2060\ufeff"
"""Left out around a key: line ends of files, and what web pages put around what is copied from them."""

COPIED = re.compile(r"(?:bearer\s+)?(?P<quote>[\"']?)(?P<key>.+?)(?P=quote)", re.IGNORECASE)
"""A key as it stands in files that quote it, or behind the word that it is sent with."""


def secret(name: str | None) -> SecretStr | None:
    """The value of an environment variable that holds a secret, without what was copied around it; None when unset or empty.

    A service has it as a credential instead: a file of that name, which systemd shows to nobody else.
    Raises ConfigError, which does not repeat it, where it holds what no HTTP header can.
    """
    given, where = os.environ.get(name or "", ""), "the environment"
    if not given and name:
        given, where = _credential(name), "the credentials of the service"
    value = given.strip(AROUND)
    if found := COPIED.fullmatch(value):
        value = found["key"]
    if not all(" " <= char <= "~" for char in value):
        what = f"{name}: not a key: it holds control characters or letters beyond ASCII (from {where})"
        raise ConfigError(what, "Copy it there again.")
    return SecretStr(value) if value else None


def _credential(name: str) -> str:
    """What systemd's `LoadCredential=` gave to this service under a name; "" where it gave nothing. Raises ConfigError."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder or not re.fullmatch(r"\w+", name):
        return ""
    try:
        return (Path(folder) / name).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        what = f"{name}: the credential cannot be read: {error.strerror}"
        raise ConfigError(what, "See LoadCredential= of the service.") from None
