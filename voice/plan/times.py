"""Times: how long each stage and tier takes, as a distribution that was measured; drawn from by a seeded generator.

The shipped ones are in `times.toml`, each with its source. Others come from this assistant's own history, from traces, or from
the JSON of a bench, which is read leniently: whatever looks like a stage with milliseconds counts.
"""

import json
import math
import sqlite3
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from voice.errors import UsageError
from voice.trace import STAGES

SHIPPED = Path(__file__).with_name("times.toml")

ENOUGH = 20
"""From so many turns on, a stage's own history counts."""

BEFORE = ("wake", "endpoint")
"""Stages before a simulated turn begins. Their times may be below 0: a wake word is known before its end."""

DRAWN_AT_ONCE = 4096


class Times:
    """A distribution of milliseconds."""

    def __init__(self, values: Sequence[float], shares: Sequence[float] | None = None, source: str = "") -> None:
        """`values` at the given quantiles (`shares`), ascending; without `shares` they are samples."""
        self.source = source
        self._values = np.sort(np.asarray(values, float))
        self._shares = np.linspace(0, 1, len(self._values)) if shares is None else np.asarray(shares, float)

    def quantile(self, share: float) -> float:
        return float(np.interp(share, self._shares, self._values))

    def drawn(self, random: np.random.Generator) -> Iterator[float]:
        """Draw values for ever."""
        while True:
            yield from np.interp(random.random(DRAWN_AT_ONCE), self._shares, self._values).tolist()


@cache
def shipped() -> Mapping[str, Times]:
    tables: dict[str, Any] = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return {
        name: Times(list(table["ms"].values()), [float(share) / 100 for share in table["ms"]], table["source"])
        for name, table in tables.items()
    }


def measured(file: Path) -> dict[str, Times]:
    """Read the times of each stage or "answer/TIER" from a history, traces, or a bench's JSON. Raises UsageError."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for name, ms in _read(file):
        if name in BEFORE:
            continue
        if not 0 <= ms < math.inf:
            raise UsageError(f"{file}: {name}: {ms:g} ms is no time", "Mend the file, or name another.")
        found[name].append(ms)
    told = {
        name: Times(values, source=f"{file.name}, {len(values)} turns")
        for name, values in found.items()
        if len(values) >= ENOUGH
    }
    if not told:
        raise UsageError(f"{file} has no stage with {ENOUGH} times", "Name a history.db, traces.jsonl, or the JSON of a bench.")
    return told


def _read(file: Path) -> Iterator[tuple[str, float]]:
    try:
        if file.suffix == ".db":
            file.stat()  # SQLite would not say that it is absent
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
                yield from _turns(json.loads(row[0]) for row in db.execute("SELECT trace FROM turns"))
            return
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".jsonl":
            yield from _turns(json.loads(line) for line in text.splitlines() if line.strip())
        else:
            yield from _bench(json.loads(text))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", "Name a file that is there.") from None
    except (ValueError, sqlite3.Error, AttributeError, TypeError) as error:
        raise UsageError(
            f"{file} holds no times: {type(error).__name__}", "Name a history, traces, or a bench's JSON."
        ) from None


def _turns(turns: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, float]]:
    for turn in turns:
        for stage, ms in turn["stages_ms"].items():
            if ms is not None:
                tier = turn.get("answered_by") if stage == "answer" else None
                yield (f"{stage}/{tier}" if tier else stage), float(ms)


def _bench(found: Any, stage: str = "", without: frozenset[str] = frozenset()) -> Iterator[tuple[str, float]]:
    """Collect every list of numbers below the name of a stage, at any depth.

    What was measured under other settings than those in use, as the bench's alternatives are, is left out: `without`, by name.
    """
    if isinstance(found, Mapping):
        if isinstance(changes := found.get("changes"), list):
            without |= {str(change["name"]) for change in changes}
        if found.get("name") not in without:
            for name, inside in found.items():
                yield from _bench(inside, name if name in STAGES else stage, without)
    elif isinstance(found, list):
        for one in found:
            if stage and isinstance(one, int | float) and not isinstance(one, bool):
                yield stage, float(one)
            else:
                yield from _bench(one, stage, without)
