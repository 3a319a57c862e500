"""The result of a bench, as it is written to JSON. Its schema is published beside this file, `result.schema.json`.

`python -m voice.bench.result` writes that. What a reader must know of a field is its docstring, which the schema repeats.
Raw samples are kept: percentiles of several results cannot be made of their percentiles.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.bench.corpus import Kind
from voice.errors import UsageError

SCHEMA = Path(__file__).with_name("result.schema.json")

Ms = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]

Stage = Literal["wake", "endpoint", "transcribe", "route", "answer", "speak"]

Verdict = Literal["met", "unsure", "missed"]
"""`met`: at most one turn in twenty was late. `missed`: more were, by more than chance. Else `unsure`."""


class Part(BaseModel):
    """A part of the document."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Estimate(Part):
    value: float
    low: float
    """It is between this …"""
    high: float
    """… and this with a probability of 95 %."""


class Counted(Part):
    """So many of so many."""

    hits: int
    n: int
    share: Estimate | None
    """None of none."""


class Machine(Part):
    name: str
    """What people call it."""
    processor: str
    architecture: str
    system: str
    cores: int
    """Cores that the bench may use."""
    features: tuple[str, ...]
    """Instructions that decide how fast engines are: "avx2", "avx512_vnni", "asimddp", …"""
    memory_gb: float
    memory_free_gb: float
    """Before the run."""
    virtual: str
    """What it is a guest of ("kvm"), "" for none."""
    governor: str
    """How the processor chooses its clock; "" where that cannot be read."""
    mhz: float | None
    temperature_c: tuple[float, float] | None
    """The hottest sensor before and after; None where none can be read."""
    throttled: bool | None
    """Whether the processor was slowed down for heat or want of power; None where it does not tell."""
    gpus: tuple[str, ...]
    load: tuple[float, float]
    """Processes that wanted a core in the last minute, before and after."""


class Model(Part):
    name: str
    sha256: dict[str, str]
    """File → hash, as written down when it was pulled, or as found."""


class Program(Part):
    version: str
    settings: str
    """A digest of all settings."""
    python: str
    packages: dict[str, str]
    models: tuple[Model, ...]


class Engine(Part):
    """Who did a stage."""

    stage: Stage
    name: str
    kind: Literal["real", "shape", "stand-in"]
    """`shape`: random or toy weights, whose time is real and whose words mean nothing. `stand-in`: a server that only waits."""
    note: str
    """What people should know beside a figure: "SmolLM2 135M", "a server that waits 180 ms, and 60 ms for the way"."""


class Corpus(Part):
    clips: int
    seconds: float
    voices: tuple[str, ...]
    digest: str
    """Tells the very samples: results with another one cannot be compared."""
    made_by: str


class Ran(Part):
    """What ran: the scenario and what it said."""

    name: str
    title: str
    digest: str
    seed: int
    pacing: Literal["fast", "talking"]
    repeats: int
    warm_up: int
    profile: str
    corpus: Corpus


class Calibrated(Part):
    """The same small piece of work, before, between and after."""

    before_ms: tuple[Ms, ...]
    between_ms: tuple[Ms, ...]
    after_ms: tuple[Ms, ...]
    best_ms: Ms
    """The best tenth of all."""
    spread: float
    """The ninth tenth divided by the first."""
    stolen: Share
    """The share of the machine's time that other guests of its host took."""
    others: Share
    """The share of the machine's time that other programs on it took."""
    doubts: tuple[str, ...]
    """What makes the figures doubtful as a whole, in words; empty: nothing."""


class Cold(Part):
    """One start in a new process: the operating system may still have had its files in memory."""

    import_ms: Ms
    load_ms: Ms
    first_turn_ms: Ms | None
    """From the last word of the first command to its reply; None: none was spoken."""


class Turn(Part):
    """One clip that was heard under one of the settings."""

    group: str
    """The settings: "commands", a model, or an alternative."""
    clip: str
    kind: Kind
    repeat: int
    loop_ms: Ms
    """The calibration loop beside it."""
    doubtful: bool
    """The machine was slowed down or shared while it was heard."""
    woken: bool
    cut_off: bool
    """It was taken to be over before the last word."""
    understood: bool | None
    """The right command with the right values, and no other; None: nothing to be understood."""
    word_errors: int
    words: int
    stages_ms: dict[str, Ms | None]
    """What each stage added to the wait; None: it did not happen."""
    hidden_ms: dict[str, Ms]
    """Work of a stage that nobody waited for."""
    longer_wait_ms: Ms
    """How much longer than behind a whole command the words called for waiting: the ceiling of the wait is that much higher."""
    voice_to_voice_ms: Ms | None
    """From the last sample of speech, by its label, to the first sound of the reply."""
    joules: float | None


class Figures(Part):
    """A stage, over all turns of a group that are not doubtful (or all, where too few are left)."""

    n: int
    left_out: int
    """Doubtful ones."""
    samples_ms: tuple[Ms, ...]
    p50: Estimate
    p90: Estimate
    p95: Estimate
    p99: Estimate
    target: float | None
    ceiling: float | None
    """None: it is not judged."""
    late: Counted | None
    verdict: Verdict | None


class Accuracy(Part):
    woken: Counted
    understood: Counted
    cut_off: Counted
    cut_off_with_pause: Counted
    words_right: Counted


class Group(Part):
    """What was measured under one of the settings."""

    name: str
    what: str
    """In words."""
    tried: bool
    """It is an alternative: only tried, and no part of the verdict."""
    path: Literal["device", "cloud"]
    """Whose budget it is judged by."""
    engines: tuple[Engine, ...]
    stages: dict[str, Figures]
    """The stages, and "compute": from the end of the wait to the first sound of the reply."""
    hidden: dict[str, Ms]
    """Stage → median of the work that nobody waited for."""
    voice_to_voice: Figures | None
    accuracy: Accuracy
    joules_a_turn: Estimate | None
    verdict: Verdict


class Change(Part):
    """What other settings would save, measured on the same clips in turns."""

    name: str
    stage: Stage
    saves_ms: Estimate
    """Milliseconds less of voice-to-voice, median over the clips; below zero: it costs."""
    chance: Share
    """How likely such a difference is by chance."""
    price: tuple[str, ...]
    """What it costs, in words: in accuracy, as seen, and what no bench hears; empty: nothing that was seen."""
    advised: bool
    """It saves more than chance would, and has no price."""
    settings: dict[str, Any]


class Skipped(Part):
    name: str
    why: str


class FalseWakes(Part):
    wakes: int
    clips: int
    seconds: float
    """How much speech was heard that was not for the assistant."""


class Result(Part):
    """The result of `voice bench`."""

    version: Literal[1] = 1
    started: str
    """Local time, ISO 8601."""
    took_s: float
    verdict: Verdict
    """The worst of the groups that are the scenario's own and hold no stand-in."""
    scenario: Ran
    machine: Machine
    program: Program
    calibration: Calibrated
    energy: str
    """By what energy was measured; "" where nothing can be read."""
    cold: tuple[Cold, ...]
    load_ms: dict[str, Ms]
    """What loading took in the process that measured: "ears", "voice", "models"."""
    groups: tuple[Group, ...]
    false_wakes: FalseWakes
    changes: tuple[Change, ...]
    """Those that save most first."""
    skipped: tuple[Skipped, ...]
    """Alternatives that could not be measured here."""
    turns: tuple[Turn, ...]

    def group(self, name: str) -> Group:
        return next(group for group in self.groups if group.name == name)


def load(file: Path) -> Result:
    """Read a result. Raises UsageError, which names the key."""
    try:
        return Result.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"{file}: {error.strerror}"
    except UnicodeDecodeError:
        what = f"{file} is not text"
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        what = f"{file}: {'.'.join(map(str, first['loc'])) or 'the document'}: {first['msg']}"
    raise UsageError(what, "Give a result.json that `voice bench` has written.")


def schema() -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Result.model_json_schema(mode="serialization")}


if __name__ == "__main__":
    SCHEMA.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
