"""Tells what is wrong in the settings, where it was written, and what to do about it."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from voice.config.files import origin, skills_path
from voice.config.settings import Config
from voice.config.tier import Tier
from voice.errors import ConfigError

CORRECT = "Correct it, or remove it."

MOST = 20
"""Faults that are told at once. Finding what each was meant for takes milliseconds."""


class Fault(NamedTuple):
    """Something wrong in the settings, and what to do about it."""

    what: str
    remedy: str


def checked(values: dict[str, Any], file: Path) -> tuple[Config | None, list[Fault]]:
    """The settings that values make, or what is wrong in them; `file`: where they are from."""
    try:
        return Config(**values), []
    except SettingsError:
        what = "a VOICE_… environment variable that holds a list is not JSON (from the environment)"
        return None, [Fault(what, """Write lists like VOICE_WAKE__PHRASES='["alexa", "hey_jarvis"]'.""")]
    except ValidationError as error:
        return None, [_fault(one, values, file) for one in own_faults(error)[:MOST]]


def explained(faults: Sequence[Fault]) -> ConfigError:
    """Tell every fault at once: who mends one does not want to find the next behind it."""
    if len(faults) == 1:
        return ConfigError(*faults[0])
    lines = [f"{what}. {remedy.removesuffix(CORRECT)}".strip() for what, remedy in faults]
    title = f"{'at least ' * (len(faults) >= MOST)}{len(faults)} settings are wrong:"
    return ConfigError("\n  ".join([title, *lines]), "Correct them there, or remove them.")


def _fault(error: Mapping[str, Any], values: Mapping[str, Any], file: Path) -> Fault:
    at, kind, given = error["loc"], error["type"], error.get("input")
    key = ".".join(str(part) for part in at) or "settings"
    what, remedy = plainly(error), CORRECT
    if at in (("skill",), ("skills",)) and any("sentences" in one for one in tables(given)):
        what, remedy = "a skill of your own is no setting", f"Write it as [[skill]] in {skills_path(_own(values))}."
    elif kind == "extra_forbidden":
        what, remedy = "unknown setting", _meant(at)
    elif kind == "missing":
        at, what, remedy = at[:-1], "not set", "Add it there."
    elif kind == "model_type" and isinstance(given, list):
        what, remedy = "one table, not a list of them", f"Write [{key}], with one bracket."
    elif at == ("tiers",) and isinstance(given, dict):
        what, remedy = "a list of tables, not one", "Write [[tiers]], with two brackets."
    return Fault(f"{key}: {what} (from {_tier(error['loc'], values)}{origin(at, file)})", remedy)


def _own(values: Mapping[str, Any]) -> str | None:
    section = values.get("skills")
    return section.get("own") if isinstance(section, dict) else None


def tables(given: Any) -> list[dict[str, Any]]:
    """The tables in what may be a list of them, or one."""
    return [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, dict)]


def _meant(at: tuple[int | str, ...]) -> str:
    """Say what an unknown setting may have been meant for: one of that name elsewhere, or the nearest name."""
    name, known = str(at[-1]), [".".join(key) for key in _keys(Config)]
    if elsewhere := [key for key in known if key.rpartition(".")[2] == name]:
        sections = [key.rpartition(".")[0] for key in elsewhere]
        where = [f"in [{table}]" if table else "above the first [table]" for table in sections]
        return f"{name} belongs {' or '.join(where)}."
    if name in Tier.model_fields:
        return f"{name} belongs in one of the [[tiers]]."
    if at[0] == "tiers":
        return _nearest(name, list(Tier.model_fields))
    leaves = {key.rpartition(".")[2]: key for key in known}
    near = get_close_matches(".".join(map(str, at)), known, n=1)
    return _suggested(near or [leaves[leaf] for leaf in get_close_matches(name, leaves, n=1)])


def own_faults(error: ValidationError) -> list[Any]:
    """What a `ValidationError` lists, without what only follows from the rest."""
    return [one for one in error.errors() if one["type"] != "default_factory_not_called"]


def plainly(error: Mapping[str, Any]) -> str:
    """Say what is wrong with a value, as a `ValidationError` lists it, in words that need no Python."""
    plain = {"missing": "not set", "extra_forbidden": "unknown key", "tuple_type": 'not a list: write ["…"]'}
    return plain.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")


def _tier(loc: tuple[int | str, ...], values: Mapping[str, Any]) -> str:
    """The tier that a key belongs to, by its name; "" where it has none."""
    match loc:
        case ("tiers", int(number), _, *_) if isinstance(name := values["tiers"][number].get("name"), str):
            return f"the tier {name!r} of "
    return ""


def unknown_variables(others: Iterable[str]) -> list[Fault]:
    """Find the variables that are neither a setting nor one of `others`: a misspelt section would go unnoticed."""
    known = {"VOICE_" + "__".join(key).upper() for key in _keys(Config)}.union(others)
    return [
        Fault(f"{name}: unknown setting (from the environment)", _nearest(name.upper(), sorted(known)))
        for name in sorted(os.environ)
        if name.upper().startswith("VOICE_") and name.upper() not in known
    ]


def _keys(section: type[BaseModel], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the key of every setting and section below `section`."""
    for name, field in section.model_fields.items():
        yield (*at, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation, (*at, name))


def _nearest(name: str, known: list[str]) -> str:
    return _suggested(get_close_matches(name, known, n=1))


def _suggested(near: Sequence[str]) -> str:
    return f"Did you mean {near[0]}? {CORRECT}" if near else "Check its spelling, or remove it."
