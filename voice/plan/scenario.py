"""A scenario: the traffic of a day, who is there to answer it, and what goes wrong, as a TOML file says it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError, field_validator, model_validator

from voice import config
from voice.config.hours import Hours
from voice.config.locations import LocationName
from voice.errors import UsageError
from voice.plan import file as toml
from voice.plan import times
from voice.plan.times import Times

FOLDER = Path(__file__).with_name("scenarios")

Class = Literal["command", "easy", "hard", "private"]


MOST_TURNS = 6_000_000
"""A day of so many turns takes two cores half an hour; more would fill the memory."""

FREE = ("skill", "nobody")
"""What a report of the day calls those who are no tier."""


class Table(BaseModel, extra="forbid", frozen=True, allow_inf_nan=False):
    """A table of a scenario."""


def _lasts(hours: str) -> str:
    begin, end = hours.split("-")
    if begin == end:
        raise ValueError("begins when it ends; a whole day is 00:00-23:59")
    return hours


Span = Annotated[Hours, AfterValidator(_lasts)]
"""A span of the day in which something happens."""


class Answers(Table):
    """A tier of the simulated day, and the machine behind it."""

    name: str = Field(min_length=1)
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
    warm_hours: tuple[Span, ...] = ()
    trusted: bool | None = None

    @property
    def settings(self) -> config.Tier:
        given = self.model_dump(exclude={"times", "slots", "token_ms", "trusted", "usd_per_hour"})
        trust = {} if self.trusted is None else {"trusted": self.trusted}
        address = "http://127.0.0.1:1/v1" if config.is_owned(self.where) else "https://simulated.invalid/v1"
        return config.Tier(**given, **trust, base_url=address, model="simulated")


class Outage(Table):
    tier: str
    hours: Span
    how: Literal["silent", "refused"] = "silent"
    """How it fails: the host is gone, which costs the whole time to connect, or it refuses at once."""


class Scenario(Table):
    title: str
    devices: int = Field(1, gt=0, le=100_000)
    turns_per_day: float = Field(60.0, gt=0)
    """Turns that each device takes."""
    sharing: int = Field(1, gt=0)
    """How many devices share one assistant, with its engines, budget and breakers."""
    seed: int = Field(1, ge=0)
    mix: Mapping[Class, Annotated[float, Field(ge=0)]] = {"command": 0.6, "easy": 0.22, "hard": 0.13, "private": 0.05}
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
        if taken := [name for name in names if name in FREE]:
            raise ValueError(f"no tier is called {taken[0]}: that is who else a report names")
        if not sum(self.mix.values()):
            raise ValueError("the shares of the mix are not all 0")
        if not 1 <= round(self.devices * self.turns_per_day) <= MOST_TURNS:
            raise ValueError(f"all devices together take at least one turn and at most {MOST_TURNS:,}")
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
            if tier.times and tier.times not in known:
                raise _unknown(tier, f"called {tier.times}", known)
            named = (f"answer/{tier.name}", tier.times, tier.name, tier.where)
            found = next((known[name] for name in named if name in known), None)
            if found is None:
                raise _unknown(tier, "known", known)
            known[f"answer/{tier.name}"] = found
        return known


def _unknown(tier: Answers, which: str, known: Mapping[str, Times]) -> UsageError:
    return UsageError(f"no times are {which}, for the tier {tier.name}", f"Known: {', '.join(known)}.")


def scenario(name: str) -> Scenario:
    """The scenario of that name that ships, or the one in a TOML file. Raises UsageError."""
    file = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not file.exists() and file.parent == FOLDER:
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.toml")))
        raise UsageError(f"no scenario is called {name}", f"Known: {known}; or name a .toml file.")
    try:
        found = Scenario(**toml.tables(file, "a scenario"))
    except ValidationError as error:
        raise toml.wrong(file, error) from None
    beside = found.measured and file.parent / found.measured
    return found.model_copy(update={"measured": beside})
