"""A scenario: what a bench says, how often, under which settings, with which language models, and what it tries instead.

Scenarios are TOML files. `quick` and `full` ship in assets/scenarios; any other is named by its path.
"""

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from voice import config
from voice.assets import asset
from voice.bench import corpus
from voice.bench.corpus import Kind
from voice.config.faults import own_faults, plainly
from voice.config.files import written
from voice.config.locations import LocationName
from voice.config.section import printable
from voice.errors import UsageError

SHIPPED = ("quick", "full")

COMMANDS = "commands"
"""The name of the scenario's own settings."""

MOST = 1000
"""As often, at most, anything is said or started: what would take longer than days is a slip."""


LONGEST_MS, SLOWEST = 60_000.0, 0.1
"""The longest that a stand-in waits, ms, and the fewest tokens a second that it writes: with less a turn would not end."""


class Table(BaseModel, extra="forbid", frozen=True, allow_inf_nan=False):
    """A table of a scenario."""

    _printable = field_validator("*", mode="before")(printable)


class Network(Table):
    """The network delay to a language model elsewhere and back, which a local stand-in imitates."""

    there_and_back_ms: float = Field(0.0, ge=0, le=LONGEST_MS)
    jitter_ms: float = Field(0.0, ge=0, le=LONGEST_MS)
    """Standard deviation, ms; no delay is shorter than half of `ms`."""
    lost: float = Field(0.0, ge=0, le=1)
    """Share of requests that are refused."""


class Model(Table):
    """A language model for the questions: the real one if it was pulled, else a server that only takes as long."""

    name: str = Field(min_length=1)
    where: LocationName
    model_file: str = ""
    """A model of `voice models list`, or a GGUF file: used where it was pulled and can be run."""
    first_token_ms: float = Field(100.0, ge=0, le=LONGEST_MS)
    """How long the stand-in takes to its first token, ms, without the network."""
    tokens_per_s: float = Field(50.0, ge=SLOWEST)
    network: Network = Network()


class Alternative(Table):
    """Other settings, measured in turns with the scenario's own on the same clips: what would they save, and what cost?"""

    name: str = Field(min_length=1)
    """The change, as an instruction: "wait 140 ms behind a whole command"."""
    stage: Literal["wake", "endpoint", "transcribe", "route", "answer", "speak"]
    """The stage in which it should save time."""
    settings: dict[str, Any]
    price: str = ""
    """What it costs that a bench does not hear: "a voice that sounds like a machine"."""
    kinds: tuple[Kind, ...] = Field(("command", "pause"), min_length=1)
    needs: tuple[str, ...] = ()
    """Models that must have been pulled."""


class Keys(Table):
    """What a scenario's file may hold."""

    title: str
    seed: int = 1
    sentences: str = "household.toml"
    """A file beside the scenario."""
    voices: tuple[str, ...] = Field(("en-us",), min_length=1)
    """The voices of espeak-ng that say the sentences by turns."""
    take: dict[Kind, Annotated[int, Field(ge=0)]]
    """How many sentences of each kind."""
    pacing: Literal["fast", "talking"] = "fast"
    """"fast": sound comes as soon as the last was heard, so no work is hidden in a wait; "talking": in real time."""
    repeats: int = Field(2, ge=1, le=MOST)
    warm_up: int = Field(1, ge=0, le=MOST)
    """Clips that are heard before the first one that counts, for each of the settings."""
    cold: int = Field(1, ge=0, le=MOST)
    """How often the cold start is measured."""
    profile: str = "embedded"
    settings: dict[str, Any] = {}
    models: tuple[Model, ...] = Field((), alias="model")
    alternatives: tuple[Alternative, ...] = Field((), alias="alternative")

    @field_validator("take")
    @classmethod
    def _takes_some(cls, take: dict[Kind, int]) -> dict[Kind, int]:
        if not any(take.values()):
            raise ValueError("no sentence is taken")
        return take

    @model_validator(mode="after")
    def _is_told_apart(self) -> Self:
        names = [COMMANDS, *(one.name for one in self.models), *(one.name for one in self.alternatives)]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"more than one of the scenario's own settings, models and alternatives is called {twice[0]}")
        return self


class Scenario(Keys):
    """A scenario that was read from a file."""

    file: Path
    digest: str
    """A fingerprint of the scenario and its sentences."""

    def clips(self) -> list[corpus.Clip]:
        """Have all sentences said. Raises VoiceError."""
        sentences = corpus.read(file := self.file.with_name(self.sentences))
        if self.cold and not any(one.kind == "command" for one in sentences):
            raise UsageError(f"{file} holds no command, and a cold start says one", "Write one, or set cold = 0.")
        return corpus.clips(sentences, self.take, self.voices)

    def check(self) -> None:
        """Raise ConfigError for settings that are none, before anything is measured."""
        self.config()
        for one in self.alternatives:
            self.config(one.settings)

    def config(self, over: dict[str, Any] | None = None) -> config.Config:
        """The settings, with others over them. Raises ConfigError."""
        values = {**self.settings, **(over or {})}
        for section in self.settings.keys() & (over or {}).keys():
            if isinstance(values[section], dict):
                values[section] = {**self.settings[section], **values[section]}
        return config.shipped(self.profile, values, self.file)


def _beside(file: Path, name: str) -> str:
    try:
        return file.with_name(name).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        what = f"{file}: sentences: {name}: {getattr(error, 'strerror', None) or error}"
        raise UsageError(what, "Name a file beside the scenario, written as assets/scenarios/household.toml is.") from None


def read(name: str, profile: str | None = None) -> Scenario:
    """Read a shipped scenario by its name, or one's own by its path. Raises UsageError, which names the key."""
    file = asset("scenarios") / f"{name}.toml" if name in SHIPPED else Path(name)
    try:
        values = tomllib.loads(text := written(file))
    except OSError as error:
        what = f"there is no scenario {name}: {error.filename}: {error.strerror}"
        raise UsageError(what, f"Give one that ships ({', '.join(SHIPPED)}) or the path of a TOML file.") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} cannot be read as TOML: {error}", "Mend the line it names.") from None
    sentences = _beside(file, str(values.get("sentences", "household.toml")))
    values |= {"profile": profile} if profile else {}
    try:
        digest = hashlib.sha256(f"{text}\n{sentences}\n{profile or ''}".encode()).hexdigest()[:16]
        Keys.model_validate(values)  # which has neither of the two that follow
        return Scenario.model_validate({**values, "file": file, "digest": digest})
    except ValidationError as error:
        first = own_faults(error)[0]
        what = ": ".join(filter(None, (str(file), ".".join(map(str, first["loc"])), plainly(first))))
        raise UsageError(what, "See voice/bench/README.md for what a scenario holds.") from None
