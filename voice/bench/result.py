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

Ms = float
"""Milliseconds; below 0 where something was known before it was over."""

Loops = Annotated[tuple[Annotated[float, Field(gt=0)], ...], Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]

Stage = Literal["wake", "endpoint", "transcribe", "route", "answer", "speak"]

Verdict = Literal["met", "unsure", "missed"]
"""`met`: at most one turn in twenty was late. `missed`: more were, by more than chance. Else `unsure`."""


class Part(BaseModel):
    """A part of the document."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)


class Estimate(Part):
    value: float
    low: float
    """Lower end of the 95 % interval."""
    high: float
    """Upper end of the 95 % interval."""


class Counted(Part):
    """How many of how many: `hits` of `n`."""

    hits: int
    n: int
    share: Estimate | None
    """`hits` divided by `n`; None where `n` is 0."""


class Machine(Part):
    name: str
    """What people call it."""
    processor: str
    architecture: str
    system: str
    cores: int
    """Number of cores that the bench may use."""
    features: tuple[str, ...]
    """Instructions that decide how fast engines are: "avx2", "avx512_vnni", "asimddp", …"""
    memory_gb: float
    memory_free_gb: float
    """Free memory before the run."""
    virtual: str
    """Kind of virtual machine ("kvm"); "" for none."""
    governor: str
    """How the processor chooses its clock; "" where that cannot be read."""
    mhz: float | None
    temperature_c: tuple[float, float] | None
    """Hottest sensor before and after the run; None if none can be read."""
    throttled: bool | None
    """Whether the processor was slowed down because of heat or low power; None if it does not tell."""
    gpus: tuple[str, ...]
    load: tuple[float, float]
    """Load average of the last minute, before and after the run."""


class Model(Part):
    name: str
    sha256: dict[str, str]
    """File → its hash, as recorded when it was pulled, or else as computed now."""


class Program(Part):
    version: str
    settings: str
    """A digest of all settings."""
    python: str
    packages: dict[str, str]
    models: tuple[Model, ...]


class Engine(Part):
    """The engine that did a stage."""

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
    """Fingerprint of all samples: results with different ones cannot be compared."""
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
    """Times of the calibration loop: the same small piece of work before, between and after the clips."""

    before_ms: Loops
    between_ms: Loops
    after_ms: Loops
    best_ms: float = Field(gt=0)
    """10th percentile of all loops."""
    spread: float
    """90th percentile of all loops divided by the 10th."""
    stolen: Share
    """The share of the machine's time that other guests of its host took."""
    others: Share
    """The share of the machine's time that other programs on it took."""
    doubts: tuple[str, ...]
    """Reasons to doubt all figures, in words; empty if there are none."""


class Cold(Part):
    """One start in a new process: the operating system may still have had its files in memory."""

    import_ms: Ms
    load_ms: Ms
    first_turn_ms: Ms | None
    """From the last word of the first command to its reply; None if there was no reply."""


class Turn(Part):
    """One clip that was heard under one of the settings."""

    group: str
    """Name of the settings: "commands", a model, or an alternative."""
    clip: str
    kind: Kind
    repeat: int
    loop_ms: Ms
    """Time of the calibration loop next to this clip."""
    doubtful: bool
    """The machine was slowed down or shared while it was heard."""
    woken: bool
    cut_off: bool
    """The turn was taken to be over before the last word."""
    understood: bool | None
    """Whether the right command, and no other, got the right values; None if the clip holds no command."""
    word_errors: int
    words: int
    stages_ms: dict[str, Ms | None]
    """How much each stage added to the wait; None if it did not happen."""
    hidden_ms: dict[str, Ms]
    """Work of a stage that nobody waited for."""
    longer_wait_ms: Ms
    """How much longer these words had to be waited for than a whole command; the ceiling of the wait is raised by as much."""
    voice_to_voice_ms: Ms | None
    """From the last sample of speech, by its label, to the first sound of the reply."""
    joules: float | None


class Figures(Part):
    """Figures of one stage over all turns of a group; doubtful turns are left out unless too few would remain."""

    n: int
    left_out: int
    """Number of doubtful turns that were left out."""
    samples_ms: tuple[Ms, ...]
    p50: Estimate
    p90: Estimate
    p95: Estimate
    p99: Estimate
    target: float | None
    ceiling: float | None
    """None if the stage is not judged."""
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
    """Description in words."""
    tried: bool
    """Whether this is an alternative, which does not count for the verdict."""
    path: Literal["device", "cloud"]
    """The budget that it is judged by."""
    engines: tuple[Engine, ...]
    stages: dict[str, Figures]
    """The stages, and "compute": from the end of the wait to the first sound of the reply."""
    hidden: dict[str, Ms]
    """Stage → median of its work that nobody waited for."""
    voice_to_voice: Figures | None
    accuracy: Accuracy
    joules_a_turn: Estimate | None
    verdict: Verdict


class Change(Part):
    """What other settings would save, measured on the same clips in turns."""

    name: str
    stage: Stage
    saves_ms: Estimate
    """Milliseconds of voice-to-voice saved, median over the clips; negative if it takes longer."""
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
    """The worst verdict of the scenario's own groups that use no stand-in."""
    scenario: Ran
    machine: Machine
    program: Program
    calibration: Calibrated
    energy: str
    """Name of the energy sensor; "" if there is none."""
    cold: tuple[Cold, ...]
    load_ms: dict[str, Ms]
    """Time to load "ears", "voice" and "models" in the process that measured."""
    groups: tuple[Group, ...]
    false_wakes: FalseWakes
    changes: tuple[Change, ...]
    """The alternatives, the most saving first."""
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
    remedy = "Give a result.json that this version of `voice bench` has written; one of another has to be measured again."
    raise UsageError(what, remedy)


def schema() -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Result.model_json_schema(mode="serialization")}


if __name__ == "__main__":
    SCHEMA.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
