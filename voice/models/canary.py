"""Tries a new version of a model for some turns, and rolls it back when it does worse than the one before.

Outcomes of turns are kept beside the model, for the versions that are here; `decide` looks at nothing else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path
from statistics import median
from typing import Literal

from voice import atomic
from voice.models import lock, store
from voice.models.manifest import shipped
from voice.models.trouble import explained
from voice.models.versions import drop

KEPT = 50
"""Keep so many outcomes of each version: enough for its usual latency, few enough to follow a machine that gets busier."""

ENOUGH = 5
"""A median of fewer outcomes says nothing."""

SLOWER = 1.25
"""How many times the old median the new one may take; turns differ in length, so a smaller rise may be chance."""

HOPELESS = 3.0
"""A turn that takes so many times the slowest one before counts as failed, so a version that hangs goes early."""

USUAL_FAILURES = 0.02
"""Assume at least this failure rate, however few failures there were before."""

CHANCE = 0.05
"""Roll back when so many failures would be less likely than this at the failure rate before."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How long a model took in one turn, and whether it failed."""

    seconds: float
    """How long the turn waited for the model."""
    failed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Literal["wait", "keep", "roll back"]
    why: str


def decide(before: Sequence[Outcome], new: Sequence[Outcome], turns: int) -> Verdict:
    """Decide about a version on probation for `turns` turns, from its outcomes and those of the version before."""
    usual = [outcome.seconds for outcome in before if not outcome.failed]
    known = len(usual) >= ENOUGH
    limit = HOPELESS * max(usual) if known else float("inf")
    failures = sum(outcome.failed or outcome.seconds > limit for outcome in new)
    rate = max(USUAL_FAILURES, sum(outcome.failed for outcome in before) / max(1, len(before)))
    if failures and _at_least(failures, len(new), rate) < CHANCE:
        return Verdict("roll back", f"{failures} of {len(new)} turns failed, {rate:.0%} is usual")
    if len(new) < turns:
        return Verdict("wait", f"{len(new)} of {turns} turns")
    took = [outcome.seconds for outcome in new if not outcome.failed]
    if not known or len(took) < min(ENOUGH, turns):
        return Verdict("keep", f"{failures} of {len(new)} turns failed; too few turns to compare latency")
    slower = median(took) / max(median(usual), 1e-9)
    return Verdict("roll back" if slower > SLOWER else "keep", f"its median latency is {slower:.2f} × the one before")


def _at_least(failures: int, turns: int, rate: float) -> float:
    """The probability of `failures` or more in so many turns, each failing at `rate`."""
    return 1 - sum(comb(turns, k) * rate**k * (1 - rate) ** (turns - k) for k in range(failures))


def record(name: str, version: str, outcome: Outcome) -> str | None:
    """Write down how a version did in one turn; when that decides about a canary, act on it and say what was done.

    Raises ModelError when it could not be kept.
    """
    home = store.home(name)
    with explained(shipped().find(name)), lock.exclusively(home):
        held = lock.read(home)
        outcomes = {v: past for v, past in outcomes_in(home / "outcomes.json").items() if v in held.versions}
        if version not in held.versions:
            return None
        outcomes[version] = [*outcomes.get(version, []), outcome][-max(KEPT, held.canary.turns if held.canary else 0) :]
        kept = {version: [(o.seconds, o.failed) for o in past] for version, past in outcomes.items()}
        atomic.replace(home / "outcomes.json", json.dumps(kept))
        return _settle(name, held, home, outcomes) if held.canary and held.canary.version == version else None


def _settle(name: str, held: lock.Lock, home: Path, outcomes: Mapping[str, Sequence[Outcome]]) -> str | None:
    assert held.canary is not None
    new = held.canary.version
    verdict = decide(outcomes.get(held.current or "", []), outcomes[new], held.canary.turns)
    if verdict.action == "wait":
        return None
    if verdict.action == "keep":
        held.previous, held.current = held.current, new
    held.canary = None
    lock.write(home, held)
    drop(home, held)
    done = "rolled back to its version before" if verdict.action == "roll back" else "keeps its new version"
    return f"the model {name} {done}: {verdict.why}"


def outcomes_in(file: Path) -> dict[str, list[Outcome]]:
    """The outcomes by version; none when there is no file or it is broken, which costs no more than a comparison."""
    try:
        return {version: [Outcome(*pair) for pair in pairs] for version, pairs in json.loads(file.read_bytes()).items()}
    except (OSError, ValueError, RecursionError, TypeError, AttributeError):
        return {}
