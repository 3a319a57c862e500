"""Draws what a workload calls for, and the reference material's figures beside those that come out here."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from voice.plan.reference import figures, score
from voice.plan.workload import Decision, Workload, decide

HEADS = ("what", "the reference", "here")


def draw_workload(name: str, work: Workload, out: Console) -> None:
    for line in _lines(name, work):
        out.print(line, markup=False)


def draw_reference(out: Console) -> None:
    made = Table(*HEADS, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for row in figures():
        made.add_row(*map(Text, row))
    out.print(made)


def document(name: str, work: Workload) -> dict[str, Any]:
    found = decide(work)
    return {"workload": name, **asdict(work), "decision": asdict(found), "score": score(work)}


def _lines(name: str, work: Workload) -> Iterator[str]:
    yield name
    for key, value in asdict(work).items():
        yield f"  {key} = {_toml(value)}"
    yield from drivers(decide(work))
    yield score(work)


def drivers(found: Decision) -> Iterator[str]:
    """What calls for the device and what for the cloud, a line each, and what follows."""
    for driver in found.drivers:
        yield f"{driver.name} → {driver.to}: {driver.why}"
    yield f"so: {found.deployment}; {found.why}"


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else f"{value:g}"
