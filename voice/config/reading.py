"""Reads the settings: a shipped profile, over it what a fleet shares, the user's TOML file, and `VOICE_…` variables."""

import os
import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsError
from pydantic_settings import PydanticBaseSettingsSource as Source

from voice.config.fleet import taken
from voice.config.places import checked
from voice.config.settings import Config
from voice.config.tier import Tier
from voice.errors import ConfigError

PROFILES = Path(__file__).parent / "profiles"

HOME_TOKEN = "VOICE_HOME_TOKEN"
"""The environment variable that holds Home Assistant's token."""

SERVE_TOKEN = "VOICE_SERVE_TOKEN"
"""The environment variable that holds the token of `voice serve`, there and at a satellite."""

FLEET_TOKEN = "VOICE_FLEET_TOKEN"
"""The environment variable that holds the token of a fleet's collector."""

TOKENS = (HOME_TOKEN, SERVE_TOKEN, FLEET_TOKEN)

VARIABLES = {"VOICE_CONFIG", "VOICE_MODELS_DIR", "VOICE_DEVICE_FILE", "VOICE_GATEWAY_KEY", *TOKENS} | {
    f"VOICE_{where}_{what}" for where in ("DEVICE", "CLOUD") for what in ("URL", "MODEL", "KEY")
}
"""Environment variables that are not settings."""

CORRECT = "Correct it, or remove it."

AROUND = string.whitespace + "\x00\u00a0\u200b\u2060\ufeff"
"""Left out around a key: line ends of files, and what web pages put around what is copied from them."""


def config_path() -> Path:
    """The user's settings file: `VOICE_CONFIG`, or config.toml in the platform's configuration directory."""
    return Path(os.environ.get("VOICE_CONFIG") or platformdirs.user_config_path("voice") / "config.toml")


def load(path: Path | None = None) -> Config:
    """Read the settings. `path` replaces the user's own file and must exist; the user's own may be absent.

    Raises ConfigError, which names the key and the file.
    """
    file = path or config_path()
    if (path or os.environ.get("VOICE_CONFIG")) and not file.is_file():
        raise ConfigError(f"no settings file at {file}", "Check the path, or leave it out to use the defaults.")
    user = _read(file) if file.is_file() else {}
    profile_file = _profile_file(user)
    if not profile_file.is_file():
        known = ", ".join(sorted(p.stem for p in PROFILES.glob("*.toml")))
        where = "VOICE_PROFILE or --profile" if os.environ.get("VOICE_PROFILE") else file
        raise ConfigError(f"profile: there is no profile {profile_file.stem!r} (from {where})", f"Profiles: {known}.")
    values = _values(_read(profile_file), user)
    chosen, faults = _checked(values, file)
    if chosen and chosen.fleet.release and (shared := taken(chosen.state_dir)):
        both, conflicts = _checked(_values(_read(profile_file), shared, user), file)
        chosen = chosen if conflicts else both
    places = [*_tables(values.get("tiers")), *_tables([values.get("transcribe"), values.get("speak")])]
    keys = [key for place in places if isinstance(key := place.get("key_env"), str) and key]
    faults += _unknown_variables(VARIABLES | {name.upper() for name in keys})
    if faults or chosen is None:
        raise _explained(faults)
    for name in (*keys, *TOKENS):
        secret(name)
    return chosen


class _Shipped(Config):
    """Settings that the environment has no part in."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: Source, env_settings: Source, dotenv_settings: Source,
        file_secret_settings: Source,
    ) -> tuple[Source, ...]:  # fmt: skip
        return (init_settings,)


def shipped(profile: str, over: Mapping[str, Any], file: Path) -> Config:
    """A shipped profile with other settings over it, whatever the user's own file and the environment say.

    Raises ConfigError for a setting that is unknown or malformed, which names `file` as where it is from.
    """
    if not (PROFILES / f"{profile}.toml").is_file():
        known = ", ".join(sorted(one.stem for one in PROFILES.glob("*.toml")))
        raise ConfigError(f"profile: there is no profile {profile!r} (from {file})", f"Profiles: {known}.")
    values = _merged(_read(PROFILES / f"{profile}.toml"), {"profile": profile, **over})
    try:
        return _Shipped(**values)
    except ValidationError as error:
        first = own_faults(error)[0]
        key = ".".join(str(part) for part in first["loc"]) or "settings"
        raise ConfigError(f"{key}: {plainly(first)} (from {file})", CORRECT) from None


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
    user = _read(file) if file.is_file() else {}
    if _holds(user, key):
        return str(file)
    if _holds(_shared(user), key):
        return "the fleet"
    profile = _profile_file(user)
    return str(profile) if _holds(_read(profile), key) else "default"


def secret(name: str | None) -> SecretStr | None:
    """The value of an environment variable that holds a secret, without what was copied around it; None when unset or empty.

    A service has it as a credential instead: a file of that name, which systemd shows to nobody else.
    Raises ConfigError, which does not repeat it, where it holds what no HTTP header can.
    """
    given, where = os.environ.get(name or "", ""), "the environment"
    if not given and name:
        given, where = _credential(name), "the credentials of the service"
    value = given.strip(AROUND)
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


def _profile_file(user: Mapping[str, Any]) -> Path:
    name = os.environ.get("VOICE_PROFILE") or str(user.get("profile", "embedded"))
    return PROFILES / f"{name}.toml"


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError, OSError) as error:
        raise ConfigError(f"{file} cannot be read as TOML: {error}", "Mend the line it names.") from None


def _shared(user: Mapping[str, Any]) -> dict[str, Any]:
    """What this machine has taken of its fleet, where it follows one."""
    section, state_dir = user.get("fleet"), os.environ.get("VOICE_STATE_DIR") or user.get("state_dir")
    follows = os.environ.get("VOICE_FLEET__RELEASE") or (isinstance(section, dict) and section.get("release"))
    default = Config.model_fields["state_dir"].get_default(call_default_factory=True)
    return taken(Path(str(state_dir or default))) if follows else {}


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
                checked(url)
            except ValueError as error:
                raise ConfigError(f"{prefix}URL: {error} (from the environment)", "Correct it there, or unset it.") from None
            key_env = prefix + "KEY" if where == "cloud" or os.environ.get(prefix + "KEY") else None
            tiers.append({"name": where, "where": where, "base_url": url, "model": model, "key_env": key_env})
    if file := os.environ.get("VOICE_DEVICE_FILE"):
        tiers.append({"name": "device", "where": "device", "model_file": file})
    return tiers


class Fault(NamedTuple):
    """Something wrong in the settings, and what to do about it."""

    what: str
    remedy: str


def _checked(values: dict[str, Any], file: Path) -> tuple[Config | None, list[Fault]]:
    try:
        return Config(**values), []
    except SettingsError:
        what = "a VOICE_… environment variable that holds a list is not JSON (from the environment)"
        return None, [Fault(what, """Write lists like VOICE_WAKE__PHRASES='["alexa", "hey_jarvis"]'.""")]
    except ValidationError as error:
        return None, [_fault(one, values, file) for one in own_faults(error)]


def _explained(faults: Sequence[Fault]) -> ConfigError:
    """Tell every fault at once: who mends one does not want to find the next behind it."""
    if len(faults) == 1:
        return ConfigError(*faults[0])
    lines = [f"{what}. {remedy.removesuffix(CORRECT)}".strip() for what, remedy in faults]
    return ConfigError("\n  ".join([f"{len(faults)} settings are wrong:", *lines]), "Correct them there, or remove them.")


def _fault(error: Mapping[str, Any], values: Mapping[str, Any], file: Path) -> Fault:
    at, kind, given = error["loc"], error["type"], error.get("input")
    key = ".".join(str(part) for part in at) or "settings"
    what, remedy = plainly(error), CORRECT
    if at in (("skill",), ("skills",)) and any("sentences" in one for one in _tables(given)):
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


def _tables(given: Any) -> list[dict[str, Any]]:
    """The tables in what may be a list of them, or one."""
    return [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, dict)]


def _meant(at: tuple[int | str, ...]) -> str:
    """Say what an unknown setting may have been meant for: one of that name elsewhere, or the nearest name."""
    name, known = str(at[-1]), [".".join(key) for key in _keys(Config)]
    if elsewhere := [key for key in known if key.rpartition(".")[2] == name]:
        tables = [key.rpartition(".")[0] for key in elsewhere]
        where = [f"in [{table}]" if table else "above the first [table]" for table in tables]
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


def _unknown_variables(others: Iterable[str]) -> list[Fault]:
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


def _holds(values: Any, loc: tuple[int | str, ...]) -> bool:
    for part in loc:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True
