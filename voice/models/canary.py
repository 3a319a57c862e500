"""Canary: a new version of a model serves some turns on probation, and goes when it does worse than the one before.

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
"""Outcomes kept of each version: enough to know its usual latency, few enough to follow a machine that gets busier."""

ENOUGH = 5
"""Outcomes below which a median says nothing."""

SLOWER = 1.25
"""Times the median before that the new median may take; turns differ in length, so less would be chance."""

HOPELESS = 3.0
"""Times the slowest turn before from which a turn counts as failed, so that a canary that hangs need not run its course."""

USUAL_FAILURES = 0.02
"""Failure rate that is taken for granted, however few failures there were before."""

CHANCE = 0.05
"""A canary goes when so many failures would be rarer than this at the failure rate before."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one turn asked of a model."""

    seconds: float
    """Until it gave what the turn waited for."""
    failed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Literal["wait", "keep", "roll back"]
    why: str


def decide(before: Sequence[Outcome], new: Sequence[Outcome], turns: int) -> Verdict:
    """What to do about a version on probation for `turns` turns, from its outcomes and those of the version before."""
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
    worse = slower > SLOWER
    return Verdict("roll back" if worse else "keep", f"its median latency is {slower:.2f} × the one before")


def _at_least(failures: int, turns: int, rate: float) -> float:
    """Probability of so many failures or more in so many turns."""
    return 1 - sum(comb(turns, k) * rate**k * (1 - rate) ** (turns - k) for k in range(failures))


def record(name: str, version: str, outcome: Outcome) -> str | None:
    """Keep what one turn asked of a version; when that settles a canary, do so and say what was done.

    Raises ModelError when it could not be kept.
    """
    home = store.home(name)
    with explained(shipped().find(name)), lock.exclusively(home):
        held = lock.read(home / "lock.json")
        outcomes = {v: past for v, past in outcomes_in(home / "outcomes.json").items() if v in held.versions}
        if version not in held.versions:
            return None
        outcomes[version] = [*outcomes.get(version, []), outcome][-max(KEPT, held.canary.turns if held.canary else 0) :]
        _write(home / "outcomes.json", outcomes)
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
    lock.write(home / "lock.json", held)
    drop(home, held)
    done = "rolled back to its version before" if verdict.action == "roll back" else "keeps its new version"
    return f"the model {name} {done}: {verdict.why}"


def outcomes_in(file: Path) -> dict[str, list[Outcome]]:
    """Outcomes by version; none where there is no file or it is broken: they only cost a comparison."""
    try:
        return {version: [Outcome(*pair) for pair in pairs] for version, pairs in json.loads(file.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(file: Path, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    text = json.dumps({version: [(o.seconds, o.failed) for o in past] for version, past in outcomes.items()})
    atomic.replace(file, text)


