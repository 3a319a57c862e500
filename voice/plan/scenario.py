"""A scenario: the traffic of a day, who is there to answer it, and what goes wrong, as a TOML file says it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from voice import config
from voice.config.hours import Hours
from voice.config.locations import LocationName
from voice.errors import UsageError
from voice.plan import times
from voice.plan.times import Times

FOLDER = Path(__file__).with_name("scenarios")

Class = Literal["command", "easy", "hard", "private"]


class Answers(BaseModel, extra="forbid", frozen=True):
    """A tier of the simulated day, and the machine behind it."""

    name: str
    where: LocationName
    times: str = ""
    """Name of the distribution of its first token; when absent, the one of its own name or of its place."""
    slots: int = Field(1, gt=0)
    """Replies that it writes at a time; others wait. Where the user owns it, each assistant has one of its own."""
    token_ms: float = Field(20.0, gt=0)
    price_in: float = Field(0.0, ge=0)
    price_out: float = Field(0.0, ge=0)
    usd_per_hour: float = Field(0.0, ge=0)
    """What an hour costs in which the machine is awake."""
    cold_start_s: float = Field(0.0, ge=0)
    warm_hours: tuple[Hours, ...] = ()
    trusted: bool | None = None

    @property
    def settings(self) -> config.Tier:
        given = self.model_dump(exclude={"times", "slots", "token_ms", "trusted", "usd_per_hour"})
        trust = {} if self.trusted is None else {"trusted": self.trusted}
        address = "http://127.0.0.1:1/v1" if config.is_owned(self.where) else "https://simulated.invalid/v1"
        return config.Tier(**given, **trust, base_url=address, model="simulated")


class Outage(BaseModel, extra="forbid", frozen=True):
    tier: str
    hours: Hours
    how: Literal["silent", "refused"] = "silent"
    """How it fails: the host is gone, which costs the whole time to connect, or it refuses at once."""


class Scenario(BaseModel, extra="forbid", frozen=True):
    title: str
    devices: int = Field(1, gt=0, le=100_000)
    turns_per_day: float = Field(60.0, gt=0)
    """Turns that each device takes."""
    sharing: int = Field(1, gt=0)
    """How many devices share one assistant, with its engines, budget and breakers."""
    seed: int = 1
    mix: Mapping[Class, float] = {"command": 0.6, "easy": 0.22, "hard": 0.13, "private": 0.05}
    hours: tuple[float, ...] = (0.2, 0.1, 0.1, 0.1, 0.2, 0.6, 2, 4, 3, 2, 1.5, 2, 2.5, 2, 1.5, 1.5, 2, 4, 5, 5, 4, 3, 2, 0.8)
    """How much is asked in each hour of the day, in proportion."""
    readers: int = Field(2, gt=0)
    """Transcriptions that an assistant does at a time."""
    voices: int = Field(2, gt=0)
    """Replies that an assistant begins to speak at the same time."""
    tiers: tuple[Answers, ...] = ()
    outages: tuple[Outage, ...] = ()
    offline: bool = False
    day_usd: float | None = Field(None, ge=0)
    """The most that an assistant may spend in the day."""
    measured: Path | None = None
    """A history, traces or a bench's JSON, whose times count where they are enough."""

    @field_validator("hours")
    @classmethod
    def _whole_day(cls, hours: tuple[float, ...]) -> tuple[float, ...]:
        if len(hours) != 24 or min(hours) < 0 or not sum(hours):
            raise ValueError("24 numbers, none below 0, not all 0")
        return hours

    @model_validator(mode="after")
    def _is_whole(self) -> "Scenario":
        names = [tier.name for tier in self.tiers]
        if unknown := [outage.tier for outage in self.outages if outage.tier not in names]:
            raise ValueError(f"no tier is called {unknown[0]}")
        if len(set(names)) != len(names):
            raise ValueError("two tiers have the same name")
        if min(self.mix.values()) < 0 or not sum(self.mix.values()):
            raise ValueError("the shares of the mix are not below 0, and not all 0")
        return self

    @property
    def never_kept_warm(self) -> "Scenario":
        """The same, but that no machine is kept awake in any hours."""
        return self.model_copy(update={"tiers": tuple(tier.model_copy(update={"warm_hours": ()}) for tier in self.tiers)})

    def distributions(self) -> dict[str, Times]:
        """Stage or tier → its times; those of the file `measured` first. Raises UsageError."""
        own = times.measured(self.measured) if self.measured else {}
        known = {**times.shipped(), **own}
        for tier in self.tiers:
            named = (f"answer/{tier.name}", tier.times, tier.name, tier.where)
            found = next((known[name] for name in named if name in known), None)
            if found is None:
                raise UsageError(f"no times are known for the tier {tier.name}", f"Known: {', '.join(times.shipped())}.")
            known[f"answer/{tier.name}"] = found
        return known


def scenario(name: str) -> Scenario:
    """The scenario of that name that ships, or the one in a TOML file. Raises UsageError."""
    file = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not file.exists() and file.parent == FOLDER:
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.toml")))
        raise UsageError(f"no scenario is called {name}", f"Known: {known}; or name a .toml file.")
    try:
        return Scenario(**tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", "Name a TOML file that describes a scenario.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is no TOML: {error}", "See voice/plan/README.md.") from None
    except ValidationError as error:
        wrong = error.errors()[0]
        at = ".".join(map(str, wrong["loc"])) or "scenario"
        raise UsageError(f"{file}: {at}: {wrong['msg']}", "See voice/plan/README.md for what a scenario has.") from None
