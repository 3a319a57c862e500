"""A scenario: what a bench says, how often, under which settings, with which language models, and what it tries instead.

Scenarios are TOML files. `quick` and `full` ship in assets/scenarios; any other is named by its path.
"""

import hashlib
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from voice import config
from voice.assets import asset
from voice.bench import corpus
from voice.bench.corpus import Kind
from voice.config.faults import own_faults, plainly
from voice.config.locations import LocationName
from voice.errors import UsageError

SHIPPED = ("quick", "full")


class Table(BaseModel, extra="forbid", frozen=True):
    """A table of a scenario."""


class Network(Table):
    """The network delay to a language model elsewhere and back, which a local stand-in imitates."""

    there_and_back_ms: float = Field(0.0, ge=0)
    jitter_ms: float = Field(0.0, ge=0)
    """Standard deviation, ms; no delay is shorter than half of `ms`."""
    lost: float = Field(0.0, ge=0, le=1)
    """Share of requests that are refused."""


class Model(Table):
    """A language model for the questions: the real one if it was pulled, else a server that only takes as long."""

    name: str
    where: LocationName
    model_file: str = ""
    """A model of `voice models list`, or a GGUF file: used where it was pulled and can be run."""
    first_token_ms: float = Field(100.0, ge=0)
    """How long the stand-in takes to its first token, ms, without the network."""
    tokens_per_s: float = Field(50.0, gt=0)
    network: Network = Network()


class Alternative(Table):
    """Other settings, measured in turns with the scenario's own on the same clips: what would they save, and what cost?"""

    name: str
    """The change, as an instruction: "wait 140 ms behind a whole command"."""
    stage: Literal["wake", "endpoint", "transcribe", "route", "answer", "speak"]
    """The stage in which it should save time."""
    settings: dict[str, Any]
    price: str = ""
    """What it costs that a bench does not hear: "a voice that sounds like a machine"."""
    kinds: tuple[Kind, ...] = ("command", "pause")
    needs: tuple[str, ...] = ()
    """Models that must have been pulled."""


class Scenario(Table):
    title: str
    seed: int = 1
    sentences: str = "household.toml"
    """A file beside the scenario."""
    voices: tuple[str, ...] = ("en-us",)
    """The voices of espeak-ng that say the sentences by turns."""
    take: dict[Kind, int] = Field(min_length=1)
    """How many sentences of each kind."""
    pacing: Literal["fast", "talking"] = "fast"
    """"fast": sound comes as soon as the last was heard, so no work is hidden in a wait; "talking": in real time."""
    repeats: int = Field(2, ge=1)
    warm_up: int = Field(1, ge=0)
    """Clips that are heard before the first one that counts, for each of the settings."""
    cold: int = Field(1, ge=0)
    """How often the cold start is measured."""
    profile: str = "embedded"
    settings: dict[str, Any] = {}
    models: tuple[Model, ...] = Field((), alias="model")
    alternatives: tuple[Alternative, ...] = Field((), alias="alternative")

    file: Path = Path()
    digest: str = ""
    """A fingerprint of the scenario and its sentences."""

    def clips(self) -> list[corpus.Clip]:
        """Have all sentences said."""
        return corpus.clips(corpus.read(self.file.with_name(self.sentences)), self.take, self.voices)

    def config(self, over: dict[str, Any] | None = None) -> config.Config:
        """The settings, with others over them. Raises ConfigError."""
        values = {**self.settings, **(over or {})}
        for section in self.settings.keys() & (over or {}).keys():
            if isinstance(values[section], dict):
                values[section] = {**self.settings[section], **values[section]}
        return config.shipped(self.profile, values, self.file)


def read(name: str, profile: str | None = None) -> Scenario:
    """Read a shipped scenario by its name, or one's own by its path. Raises UsageError, which names the key."""
    file = asset("scenarios") / f"{name}.toml" if name in SHIPPED else Path(name)
    try:
        text = file.read_text(encoding="utf-8")
        values = tomllib.loads(text)
        sentences = file.with_name(str(values.get("sentences", "household.toml"))).read_text(encoding="utf-8")
    except OSError as error:
        what = f"there is no scenario {name}: {error.filename}: {error.strerror}"
        raise UsageError(what, f"Give one that ships ({', '.join(SHIPPED)}) or the path of a TOML file.") from None
    except ValueError as error:
        raise UsageError(f"{file} cannot be read as TOML: {error}", "Mend the line it names.") from None
    values |= {"profile": profile} if profile else {}
    try:
        digest = hashlib.sha256(f"{text}\n{sentences}\n{profile or ''}".encode()).hexdigest()[:16]
        return Scenario.model_validate({**values, "file": file, "digest": digest})
    except ValidationError as error:
        first = own_faults(error)[0]
        what = f"{file}: {'.'.join(map(str, first['loc']))}: {plainly(first)}"
        raise UsageError(what, "See voice/bench/README.md for what a scenario holds.") from None
