"""A device: a machine that a stage may run on, measured here or described in a file."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from voice.assets import asset
from voice.errors import UsageError
from voice.plan import file as toml

THIS = "this"
"""The name of the machine that the program runs on."""

Kind = Literal["processor", "card"]


MOST = 1e6
"""No machine has more GB, GB/s or TFLOPS than this, or takes more watts or dollars: what does is in other units."""

LEAST = 1e-6

Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Text that is shown: what a terminal would obey has no place in it."""


class Device(BaseModel, extra="forbid", frozen=True, strict=True, allow_inf_nan=False):
    """A machine, by its data sheet. `assets/devices.toml` says what each value is."""

    name: Line
    title: Line
    kind: Kind
    memory_gb: float = Field(ge=LEAST, le=MOST)
    bandwidth_gb_s: float = Field(ge=LEAST, le=MOST)
    tflops: float = Field(ge=LEAST, le=MOST)
    price_usd: float | None = Field(None, ge=0, le=MOST)
    usd_per_hour: float | None = Field(None, ge=0, le=MOST)
    watts: float = Field(ge=0, le=MOST)
    decode: float | None = Field(None, ge=LEAST, le=1)
    prefill: float | None = Field(None, ge=LEAST, le=MOST)
    source: Line
    measured: Line = ""

    @model_validator(mode="after")
    def _has_one_price(self) -> Self:
        if (self.price_usd is None) is (self.usd_per_hour is None):
            raise ValueError("one of price_usd (0 for what is there already) and usd_per_hour, not both")
        return self

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
        first, *others = _read(Path(name))
        if others:
            raise UsageError(f"{name} describes {len(others) + 1} devices", "Keep one of them in the file.")
        return first
    if name not in shipped():
        known = ", ".join(shipped())
        raise UsageError(f"no device is called {name}", f"Known: {known}; {THIS} is the machine at hand; or name a .toml file.")
    return shipped()[name]


def _read(file: Path) -> list[Device]:
    found = toml.tables(file, "a device")
    try:
        machines: Any = found.get("machine", [found])
        made = [Device(**table) for table in machines]
    except TypeError:
        raise UsageError(f"{file}: machine: is no table", toml.SEE) from None
    except ValidationError as error:
        raise toml.wrong(file, error) from None
    if not made:
        raise UsageError(f"{file} describes no device", toml.SEE)
    return made
