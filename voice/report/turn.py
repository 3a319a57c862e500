"""Reads turns from traces, checks them, judges them and lays them out on a time axis."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from voice import config
from voice.budget import Budget
from voice.errors import UsageError
from voice.trace import STAGES, number

Ms = Annotated[float, Field(allow_inf_nan=False)]

TURN = "turn"
"""The `kind` of a line that is a turn, where lines have one."""

SPOKEN = ("endpoint", "transcribe", "route", "answer", "speak")
"""The stages between the last spoken word and the first sample of the reply, in their order."""


class Record(BaseModel, extra="ignore", frozen=True):
    """A part of a trace. Unknown keys are skipped: a newer assistant may have written them."""


class Wake(Record):
    phrase: str
    score: float


class Alternative(Record):
    tier: str
    where: str
    ms: Ms
    usd: Ms
    removed: str = ""


class Used(Record):
    usd: Ms | None = None


class Signal(Record):
    ms: Ms = 0.0


class Route(Record):
    tier: str
    reason: str = ""
    skill: str | None = None
    private: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    signals: dict[str, Signal] = {}


class Action(Record):
    action: str
    stage: str = ""
    why: str = ""


class Drafted(Record):
    made: int = 0
    hit: bool = False
    wasted_ms: Ms = 0.0
    wasted_tokens: int = 0
    wasted_usd: Ms = 0.0


class ComputeVerdict(Record):
    target: Ms | None = None
    ceiling: Ms
    verdict: str


class StageVerdict(ComputeVerdict):
    ms: Ms
    carried: Ms = 0.0


class Verdict(Record):
    path: config.BudgetPath = config.NEAREST.path
    wait_ms: Ms | None = None
    verdict: str
    compute_ms: Ms
    compute: ComputeVerdict
    stages: dict[str, StageVerdict | None]


class Turn(Record):
    """One line of a trace. `heard` and `reply` are None when words were not kept."""

    time: datetime | None = None
    source: str = ""
    device: str | None = None
    version: str = ""
    settings: str = ""
    wake: Wake | None = None
    heard: str | None = None
    engine: str | None = None
    engine_note: str = ""
    ended: str | None = None
    doubt: str | None = None
    route: Route | None = None
    answered_by: str | None = None
    reply: str | None = None
    interrupted: bool = False
    stages_ms: dict[str, Ms | None]
    hidden_ms: dict[str, Ms] = {}
    drafts: Drafted = Drafted()
    voice_to_voice_ms: Ms | None = None
    budget: Verdict | None = None
    actions: tuple[Action, ...] = ()
    cost_usd: Ms = 0.0
    usage: dict[str, Used] = {}
    error: str | None = None
    estimated: tuple[str, ...] = ()

    @property
    def judged_ms(self) -> float | None:
        """How long the device's model took to show by its first tokens how sure it is, ms; None when that was not looked at."""
        found = self.route and self.route.signals.get("confidence")
        return found.ms if found else None

    @property
    def unasked(self) -> bool:
        """Whether nothing was asked to answer, as there were no words or no tier for them."""
        return self.answered_by is None and not (self.route and self.route.fallbacks)

    @property
    def took(self) -> str:
        """How long somebody waited, where nothing was spoken: who typed has the answer to read."""
        if self.engine == "typed" and self.budget:
            return f"{number(self.budget.compute_ms)} ms, typed"
        return "no reply was spoken"

    @property
    def unanswered(self) -> bool:
        """Whether there were words, and nobody answered them."""
        return self.answered_by is None and not self.silent

    @property
    def silent(self) -> bool:
        """Whether no words followed the wake word."""
        return self.ended == "no_speech"

    @property
    def misheard(self) -> bool:
        """Whether it is the answer no, or another value, to what was asked back: the turn before was heard wrongly."""
        return self.doubt in ("no", "corrected")


@dataclass(frozen=True, slots=True)
class Span:
    """A stage on an axis in ms that starts at the last spoken word; "output" is the way through the sound device."""

    stage: str
    start: float
    ms: float
    before: float = 0.0
    """Milliseconds of the stage's work that were done during the wait before it."""
    after: float = 0.0
    """Work on an answer done while an acknowledgement or a draft was being said, ms."""

    @property
    def end(self) -> float:
        return self.start + self.ms + self.after


def load(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Read the turns of JSON-lines traces, in their order.

    Raises UsageError for a file that is missing, malformed or without turns; it names the file and the line.
    """
    return [turn for path in paths for turn in _read(Path(path))]


def judged(turn: Mapping[str, Any], limits: config.Budget) -> Turn:
    """Judge a turn again, against `limits`."""
    read = Turn.model_validate(turn)
    turn_budget = Budget(limits).turn()
    if read.budget:
        turn_budget.path, turn_budget.wait_ms = read.budget.path, read.budget.wait_ms
    elif read.route:
        turn_budget.path = config.budget_path(read.route.tier)
    turn_budget.actions = [action.model_dump() for action in read.actions]
    verdict = Verdict.model_validate(turn_budget.verdict({stage: read.stages_ms.get(stage) for stage in STAGES}))
    return read.model_copy(update={"budget": verdict})


def spans(turn: Turn) -> list[Span]:
    """The stages that took place, one after the other."""
    found: list[Span] = []
    at = 0.0
    for stage in SPOKEN:
        if (ms := turn.stages_ms.get(stage)) is not None:
            hidden = turn.hidden_ms.get(stage, 0.0)
            sides = (0.0, hidden) if stage == "answer" else (hidden, 0.0)
            found.append(Span(stage, at, max(0.0, ms), *sides))
            at += max(0.0, ms)
    if turn.voice_to_voice_ms is not None and turn.voice_to_voice_ms > at:
        found.append(Span("output", at, turn.voice_to_voice_ms - at))
    return found


def ceiling_at(turn: Turn) -> float | None:
    """Return when the reply should begin at the latest, ms on the axis: the wait plus the compute ceiling."""
    if turn.budget is None:
        return None
    return max(0.0, turn.stages_ms.get("endpoint") or 0.0) + turn.budget.compute.ceiling


def missed(turn: Turn) -> str:
    """Say which parts of its budget the turn missed, and by what; "" for none."""
    if turn.budget is None or turn.budget.verdict != "missed":
        return ""
    late = [(stage, entry) for stage, entry in turn.budget.stages.items() if entry and entry.verdict == "missed"]
    said = [f"{stage} {number(entry.ms)} of {number(entry.ceiling + entry.carried)} ms" for stage, entry in late]
    compute = f"compute {number(turn.budget.compute_ms)} of {number(turn.budget.compute.ceiling)} ms"
    return " and ".join(said or [compute]) + ": over budget"


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        what = f"{path}: {error.strerror}" if isinstance(error, OSError) else f"{path} is not text"
        raise UsageError(what, "Give a trace that `voice` has written.") from None
    parsed = (_parsed(line, path, number) for number, line in enumerate(lines, 1) if line.strip())
    turns = [turn for turn in parsed if turn is not None]
    if not turns:
        raise UsageError(f"{path} holds no turns", "Speak to the assistant first, or give another trace.")
    return turns


def _parsed(line: str, path: Path, number: int) -> dict[str, Any] | None:
    """Read the turn in one line; None for what else `voice history export` writes.

    Errors name the key and never repeat the line, which may hold words.
    """
    try:
        turn: dict[str, Any] = json.loads(line)
        if isinstance(turn, dict) and turn.get("kind", TURN) != TURN:
            return None
        Turn.model_validate(turn)
        return turn
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "the line"
        what = f"{key}: {first['msg']}"
    except (ValueError, RecursionError) as error:
        what = error.msg if isinstance(error, json.JSONDecodeError) else "not JSON"
    remedy = "Remove the line, or give a trace that `voice` has written."
    raise UsageError(f"{path}, line {number}: not the trace of a turn ({what})", remedy)
