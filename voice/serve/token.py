"""The token that satellites on other machines have to show: from the environment, or made once and kept in a file."""

import secrets
from pathlib import Path

from pydantic import SecretStr

from voice import atomic
from voice.config import SERVE_TOKEN, secret
from voice.errors import UsageError

SHORTEST = 16
"""Letters of a token that cannot be guessed."""


def file(folder: Path) -> Path:
    """Where it is kept, in the state folder."""
    return folder / "serve-token"


def served(folder: Path) -> SecretStr:
    """The token of a server; it is made where there is none yet. Raises UsageError."""
    if token := known(folder):
        if len(token.get_secret_value()) < SHORTEST:
            raise UsageError(f"the token is too short ({SERVE_TOKEN} or {file(folder)})", f"Take {SHORTEST} letters at least.")
        return token
    made = secrets.token_urlsafe(32)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        atomic.replace(file(folder), made)
    except OSError as error:
        raise UsageError(f"{file(folder)} cannot be written: {error.strerror}", f"Or set {SERVE_TOKEN}.") from None
    return SecretStr(made)


def known(folder: Path) -> SecretStr | None:
    """The token in the environment, or in the file of this machine; None where there is neither. Raises UsageError."""
    if token := secret(SERVE_TOKEN):
        return token
    kept = file(folder)
    try:
        kept.chmod(0o600)
        text = kept.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UsageError(f"{kept} cannot be read: {error}", "Remove it, and another is made.") from None
    return SecretStr(text) if text else None
