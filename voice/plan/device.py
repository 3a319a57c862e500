"""A device: a machine that a stage may run on, measured here or described in a file."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from voice.assets import asset
from voice.errors import UsageError

THIS = "this"
"""The name of the machine that the program runs on."""

Kind = Literal["processor", "card"]


class Device(BaseModel, extra="forbid", frozen=True):
    """A machine, by its data sheet. `assets/devices.toml` says what each value is."""

    name: str
    title: str
    kind: Kind
    memory_gb: float = Field(gt=0)
    bandwidth_gb_s: float = Field(gt=0)
    tflops: float = Field(gt=0)
    price_usd: float | None = Field(None, ge=0)
    usd_per_hour: float | None = Field(None, ge=0)
    watts: float = Field(ge=0)
    decode: float | None = Field(None, gt=0)
    prefill: float | None = Field(None, gt=0)
    source: str
    measured: str = ""

    @property
    def rented(self) -> bool:
        return self.price_usd is None


@cache
def shipped() -> dict[str, Device]:
    """The devices that ship with the program, by name."""
    return {device.name: device for device in _read(asset("devices.toml"))}


def described(name: str) -> Device:
    """The device of that name, or the one that a TOML file describes. Raises UsageError."""
    if name.endswith(".toml"):
        return _read(Path(name))[0]
    if name not in shipped():
        known = ", ".join(shipped())
        raise UsageError(f"no device is called {name}", f"Known: {known}; {THIS} is the machine at hand; or name a .toml file.")
    return shipped()[name]


def _read(file: Path) -> list[Device]:
    try:
        tables: Any = tomllib.loads(file.read_text(encoding="utf-8"))
        found = [Device(**table) for table in tables.get("machine", [tables])]
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", "Name a TOML file that describes a device.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is no TOML: {error}", "See assets/devices.toml for how a device is described.") from None
    except (ValidationError, TypeError, AttributeError) as error:
        wrong = error.errors()[0] if isinstance(error, ValidationError) else {"loc": ("machine",), "msg": "is no table"}
        what = f"{file}: {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"
        raise UsageError(what, "See assets/devices.toml for how a device is described.") from None
    if not found:
        raise UsageError(f"{file} describes no device", "See assets/devices.toml for how one is described.")
    return found
