"""Reads the settings: a shipped profile, over it what a fleet shares, the user's TOML file, and `VOICE_…` variables."""

import os
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voice.config.faults import CORRECT, checked, explained, own_faults, plainly, tables, unknown_variables
from voice.config.files import config_path, profile_name, read, shipped_profile
from voice.config.fleet import taken
from voice.config.places import checked as checked_url
from voice.config.secrets import TOKENS, secret
from voice.config.settings import Config, Given
from voice.errors import ConfigError

VARIABLES = {"VOICE_CONFIG", "VOICE_MODELS_DIR", "VOICE_DEVICE_FILE", "VOICE_GATEWAY_KEY", *TOKENS} | {
    f"VOICE_{where}_{what}" for where in ("DEVICE", "CLOUD") for what in ("URL", "MODEL", "KEY")
}
"""Environment variables that are not settings."""


def load(path: Path | None = None) -> Config:
    """Read the settings. `path` replaces the user's own file and must exist; the user's own may be absent.

    Raises ConfigError, which names the key and the file.
    """
    file = path or config_path()
    if (path or os.environ.get("VOICE_CONFIG")) and not file.is_file():
        raise ConfigError(f"no settings file at {file}", "Check the path, or leave it out to use the defaults.")
    user = read(file) if file.exists() else {}
    profile = shipped_profile(profile_name(user), "VOICE_PROFILE or --profile" if os.environ.get("VOICE_PROFILE") else file)
    values = _values(profile, user)
    chosen, faults = checked(values, file)
    if chosen and chosen.fleet.release and (shared := taken(chosen.state_dir)):
        both, conflicts = checked(_values(profile, shared, user), file)
        chosen = chosen if conflicts else both
    places = [*tables(values.get("tiers")), *tables([values.get("transcribe"), values.get("speak")])]
    keys = [key for place in places if isinstance(key := place.get("key_env"), str) and key]
    faults += unknown_variables(VARIABLES | {name.upper() for name in keys})
    if faults or chosen is None:
        raise explained(faults)
    for name in (*keys, *TOKENS):
        secret(name)
    return chosen


def shipped(profile: str, over: Mapping[str, Any], file: Path) -> Config:
    """A shipped profile with other settings over it, whatever the user's own file and the environment say.

    Raises ConfigError for a setting that is unknown or malformed, which names `file` as where it is from.
    """
    values = _merged(shipped_profile(profile, file), {"profile": profile, **over})
    try:
        return Given(**values)
    except ValidationError as error:
        first = own_faults(error)[0]
        key = ".".join(str(part) for part in first["loc"]) or "settings"
        raise ConfigError(f"{key}: {plainly(first)} (from {file})", CORRECT) from None


def _values(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Put settings over one another, the last on top, with the tiers of the environment."""
    values = reduce(_merged, layers, dict[str, Any]())
    if isinstance(tiers := values.get("tiers", []), list):
        values["tiers"] = [*tiers, *_environment_tiers()]
    return values


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {**base, **over}
    for key in base.keys() & over.keys():
        if isinstance(base[key], dict) and isinstance(over[key], dict):
            both[key] = _merged(base[key], over[key])
    return both


def _environment_tiers() -> list[dict[str, Any]]:
    """Make tiers from variables: VOICE_CLOUD_URL a cloud tier, VOICE_DEVICE_URL or VOICE_DEVICE_FILE a device tier."""
    tiers: list[dict[str, Any]] = []
    for where in ("device", "cloud"):
        prefix = f"VOICE_{where.upper()}_"
        if url := os.environ.get(prefix + "URL"):
            model = os.environ.get(prefix + "MODEL")
            if not model:
                what = f"{prefix}URL is set but {prefix}MODEL is not (from the environment)"
                raise ConfigError(what, f"Set {prefix}MODEL to the model's name at that endpoint.")
            try:
                checked_url(url)
            except ValueError as error:
                raise ConfigError(f"{prefix}URL: {error} (from the environment)", "Correct it there, or unset it.") from None
            key_env = prefix + "KEY" if where == "cloud" or os.environ.get(prefix + "KEY") else None
            tiers.append({"name": where, "where": where, "base_url": url, "model": model, "key_env": key_env})
    if file := os.environ.get("VOICE_DEVICE_FILE"):
        tiers.append({"name": "device", "where": "device", "model_file": file})
    return tiers
