"""Tells which program and which settings a figure comes from, so that two of them are never mixed up."""

import hashlib
import json
import shutil
import subprocess
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from voice.config import Config

NAME = "voiceloop"
"""The distribution's name."""

SHORT = 8
"""Letters of a commit or of a digest that are shown."""


@cache
def program() -> str:
    """The version, with the commit where it is known: "0.1.0 (1a2b3c4d)"."""
    try:
        installed = distribution(NAME)
    except PackageNotFoundError:
        return "not installed"
    commit = _from_its_address(installed) or _from_its_checkout()
    return f"{installed.version} ({commit[:SHORT]})" if commit else installed.version


def origin(settings: Config) -> dict[str, str]:
    """What a record of this program under these settings holds of both."""
    return {"version": program(), "settings": fingerprint(settings)}


def fingerprint(settings: Config) -> str:
    """A digest of all settings but where things are kept; keys are no settings."""
    return hashlib.sha256(settings.model_dump_json(exclude={"state_dir"}).encode()).hexdigest()[:SHORT]


def _from_its_address(installed: Distribution) -> str:
    """The commit that pip wrote down, for what was installed from a repository's address (PEP 610)."""
    found = json.loads(installed.read_text("direct_url.json") or "{}")
    return str(found.get("vcs_info", {}).get("commit_id", ""))


def _from_its_checkout() -> str:
    here = Path(__file__).parents[1]
    if not (here / ".git").exists() or not (git := shutil.which("git")):
        return ""
    asked = subprocess.run([git, "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, check=False)
    return asked.stdout.strip()
