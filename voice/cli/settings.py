"""`voice config`: the settings in use and where each comes from, as TOML fit for a settings file."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from voice import config
from voice.cli.output import emit

CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
"""Matches the name and password in a URL."""


def path(settings: Path | None) -> int:
    print(settings or config.config_path())
    return 0


def show(settings: Path | None, as_json: bool) -> int:
    chosen = config.load(settings)
    entries = list(_entries(chosen, (), settings))
    if as_json:
        emit([{"key": ".".join(map(str, key)), "value": value, "from": origin} for key, value, origin in entries])
        return 0
    print("\n".join(_toml(entries)))
    return 0


Entry = tuple[tuple[int | str, ...], Any, str]
"""A setting: its key, its value fit to be shown, and where that comes from."""


def _entries(section: BaseModel, at: tuple[int | str, ...], settings: Path | None) -> Iterator[Entry]:
    """Yield every setting below `section`, plain values before sections, as TOML needs them."""
    fields = [(name, getattr(section, name)) for name in type(section).model_fields]
    for name, value in fields:
        if not _holds_sections(value):
            yield (*at, name), _shown(value), config.origin((*at, name), settings)
    for name, value in fields:
        if isinstance(value, BaseModel):
            yield from _entries(value, (*at, name), settings)
        elif _holds_sections(value):
            for number, tier in enumerate(value):
                yield from _tier(tier, (*at, name, number), settings)


def _tier(tier: config.Tier, at: tuple[int | str, ...], settings: Path | None) -> Iterator[Entry]:
    """Yield the settings of the tiers; a tier that no file holds was made from the environment."""
    for key, value, origin in _entries(tier, at, settings):
        made = config.origin(at, settings) == "default"
        yield key, value, f"environment variable VOICE_{tier.where.upper()}_URL" if made else origin


def _holds_sections(value: Any) -> bool:
    return any(isinstance(one, BaseModel) for one in (value if isinstance(value, tuple) else [value]))


def _shown(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_shown(part) for part in value]
    if isinstance(value, Path):
        return str(value)
    return CREDENTIALS.sub("***@", value) if isinstance(value, str) else value


def _toml(entries: list[Entry]) -> Iterator[str]:
    section: tuple[int | str, ...] = ()
    for key, value, origin in entries:
        if key[:-1] != section:
            section = key[:-1]
            name = ".".join(str(part) for part in section if isinstance(part, str))
            yield f"\n[[{name}]]" if isinstance(section[-1], int) else f"\n[{name}]"
        line = f"# {key[-1]} is not set" if value is None else f"{key[-1]} = {json.dumps(value, ensure_ascii=False)}"
        note = f"; {value} is {'set' if config.secret(value) else 'not set'}" if key[-1] == "key_env" and value else ""
        yield f"{line:<36}  # {origin}{note}"
