"""Puts a profile and tiers into a settings file and leaves what else the user wrote there as it is.

Plain text is edited, as comments must survive; tomlkit, which would keep them too, is one more package for two lines.
"""

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voice import atomic, config
from voice.config import Config
from voice.config.files import read
from voice.errors import ConfigError

Tiers = Sequence[dict[str, Any]]

TOP = re.compile(r"^\s*\[", re.MULTILINE)
"""Matches the start of the first table."""

PROFILE = re.compile(r"^profile\s*=.*$", re.MULTILINE)


def text_of(file: Path) -> str:
    """Read a settings file that is to be edited; "" where there is none. Raises ConfigError for one that is broken."""
    if not file.exists():
        return ""
    read(file)
    return file.read_text(encoding="utf-8-sig")


def edited(text: str, profile: str, tiers: Tiers) -> str:
    """Set the profile in the text of a settings file, and add the tiers whose names it does not have yet.

    Raises ConfigError for a text that is not TOML, or too intricate to be edited safely.
    """
    before = _parsed(text)
    first = TOP.search(text)
    head, tables = (text[: first.start()], text[first.start() :]) if first else (text, "")
    line = f"profile = {json.dumps(profile)}"
    head = PROFILE.sub(line, head, count=1) if PROFILE.search(head) else f"{line}\n{head}"
    there = {tier.get("name") for tier in before.get("tiers", [])}
    added = [tier for tier in tiers if tier["name"] not in there]
    after = head + tables + "".join(_table(tier) for tier in added)
    wanted = before | {"profile": profile} | ({"tiers": [*before.get("tiers", []), *added]} if added else {})
    if not _says(after, wanted):
        raise ConfigError("the settings file cannot be edited", f"Put {line} at its top yourself.")
    return after


def put(text: str, table: str, values: dict[str, str]) -> str:
    """Set values in a table of a settings file's text, which is added where it is missing. Raises ConfigError."""
    before = _parsed(text)
    head = re.search(rf"^[ \t]*\[{table}\].*\n?", text, re.MULTILINE)
    start, behind = (text[: head.end()], text[head.end() :]) if head else (f"{text.rstrip()}\n\n[{table}]\n".lstrip(), "")
    following = TOP.search(behind)
    own, rest = (behind[: following.start()], behind[following.start() :]) if following else (behind, "")
    for key, value in values.items():
        line = f"{key} = {json.dumps(value)}"
        old = re.compile(rf"^[ \t]*{key}[ \t]*=.*$", re.MULTILINE)
        own = old.sub(line, own, count=1) if old.search(own) else f"{line}\n{own}"
    after = start + own + rest
    if not _says(after, before | {table: before.get(table, {}) | values}):
        raise ConfigError("the settings file cannot be edited", f"Set {values} in its table [{table}] yourself.")
    return after


def with_model_file(text: str, old: str, new: str) -> str:
    """Name another model in the tiers of the file, or of its profile, that run one on this machine. Raises ConfigError."""
    before = _parsed(text)
    tiers = before.get("tiers", [])
    if not any(tier.get("model_file") == old for tier in tiers):
        profile = _parsed((config.PROFILES / f"{before.get('profile', 'embedded')}.toml").read_text(encoding="utf-8"))
        theirs = [tier | {"model_file": new} for tier in profile.get("tiers", []) if tier.get("model_file") == old]
        return edited(text, before.get("profile", "embedded"), theirs)
    after = re.sub(
        rf"^([ \t]*model_file[ \t]*=[ \t]*){re.escape(json.dumps(old))}", rf"\g<1>{json.dumps(new)}", text, flags=re.MULTILINE
    )
    wanted = [tier | ({"model_file": new} if tier.get("model_file") == old else {}) for tier in tiers]
    if not _says(after, before | {"tiers": wanted}):
        raise ConfigError("the settings file cannot be edited", f'Set model_file = "{new}" in it yourself.')
    return after


def settings(file: Path, text: str) -> Config:
    """Read the settings as if `text` were in `file`. Raises ConfigError."""
    with tempfile.TemporaryDirectory(prefix="voice-") as folder:
        tried = Path(folder) / file.name
        tried.write_text(text, encoding="utf-8")
        try:
            return config.load(tried)
        except ConfigError as error:
            raise ConfigError(str(error).replace(str(tried), str(file)), error.remedy) from None


def write(file: Path, text: str) -> Path | None:
    """Replace a settings file by `text` once that is known to load. Returns where the old file is kept, None if there was none.

    Raises ConfigError; the old one is then still there.
    """
    settings(file, text)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = _kept(file) if file.exists() and file.read_text(encoding="utf-8-sig") != text else None
        if kept:
            os.link(file, kept)
        atomic.replace(file, text)
        return kept
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}", "Choose another with --config.") from None


def _kept(file: Path) -> Path:
    """Choose a name for the old file that no file has yet."""
    names = [file.with_name(f"{file.name}.bak"), *(file.with_name(f"{file.name}.bak{n}") for n in range(2, 1000))]
    return next(name for name in names if not name.exists())


def _table(tier: dict[str, Any]) -> str:
    lines = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in tier.items())
    return f"\n[[tiers]]\n{lines}"


def _says(text: str, wanted: dict[str, Any]) -> bool:
    """Whether an edited text means what it should."""
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"the settings file is not TOML: {error}", "Mend the line it names.") from None
