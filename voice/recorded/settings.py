"""The settings of a recorded session, and its state, to run it again with."""

import json
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from voice.config import Config
from voice.config.faults import plainly
from voice.config.settings import Given
from voice.errors import UsageError
from voice.recorded.tape import STATE, Record
from voice.recorded.values import DamagedError

SECRET = re.compile(r'(https?://)(?:[^/@"\s]*@)?([^?#"\s]*)[^"\s]*')
"""An address; who asks, and what for, is left out of it. Keys are no settings."""


def kept(config: Config) -> dict[str, Any]:
    """The settings as they are recorded, without secrets."""
    told: dict[str, Any] = json.loads(SECRET.sub(r"\1\2", config.model_dump_json(exclude={"state_dir"})))
    return told


@contextmanager
def restored(record: Record, changes: Sequence[str] = ()) -> Iterator[Config]:
    """The settings of a recording with changes ("endpoint.default_ms=600"); the state is a copy that is thrown away.

    Raises DamagedError, or UsageError for a change that is none.
    """
    with tempfile.TemporaryDirectory() as folder:
        for file in (record.folder / STATE).glob("*.json"):
            with suppress(OSError):
                shutil.copy(file, folder)
        told = record.head.get("config")
        if not isinstance(told, dict):
            raise DamagedError(f"{record.folder} holds no settings", "Copy the whole folder.")
        _made(told, folder, DamagedError(f"{record.folder} holds settings of another version", "Replay it with that version."))
        for change in changes:
            told = _changed(told, change, folder)
        yield Given(**told, state_dir=Path(folder))


def _changed(told: dict[str, Any], change: str, folder: str) -> dict[str, Any]:
    key, equals, text = change.partition("=")
    if not equals or not key:
        raise UsageError(f"--set {change}: not a setting with its value", "Write, say: --set endpoint.default_ms=600")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    changed = json.loads(json.dumps(told))
    *tables, last = key.split(".")
    table = changed
    for name in tables:
        table = table.setdefault(name, {})
        if not isinstance(table, dict):
            raise UsageError(f"--set {key}: there is no such setting", "`voice config show` lists them.")
    table[last] = value
    _made(changed, folder, UsageError(f"--set {change}", "`voice config show` lists the settings."))
    return changed  # type: ignore[no-any-return]


def _made(told: dict[str, Any], folder: str, error: UsageError) -> None:
    """Raise the error, with what is wrong, where these are no settings."""
    try:
        Given(**told, state_dir=Path(folder))
    except (ValidationError, TypeError) as fault:
        why = plainly(fault.errors()[0]) if isinstance(fault, ValidationError) else "no names"
        raise type(error)(f"{error}: {why}", error.remedy) from None
