"""Draws a simulated day: who answered, how fast, at what cost; and how the hours with a fault compare with the others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from voice.config.hours import within
from voice.plan.assistant import MIDNIGHT
from voice.plan.traffic import Outcome, Told
from voice.tiers.cost import dollars
from voice.trace import number

BARS = "▁▂▃▄▅▆▇█"

NOBODY = "nobody"

QUANTILES = (50, 90, 95, 99)


def document(outcome: Outcome) -> dict[str, Any]:
    """The figures of a day, as JSON for programs."""
    told, scenario = outcome.told, outcome.scenario
    return {
        "scenario": scenario.model_dump(mode="json"),
        "turns": len(told),
        "answered_by": {name: _figures(some) | {"share": len(some) / len(told)} for name, some in _by(told)},
        "kinds": {kind: _figures([one for one in told if one.kind == kind]) for kind in scenario.mix},
        "all": _figures(told),
        "first_sound": _quantiles([one.first_ms for one in told]),
        "verdicts": dict(Counter(one.verdict for one in told)),
        "actions": dict(outcome.actions),
        "failures": dict(outcome.failures),
        "cold_starts": outcome.cold_starts,
        "usd_day": outcome.spent_usd,
        "hours": [_figures(some) for some in _hours(told)],
        "outages": [
            {"tier": outage.tier, "hours": outage.hours, "in": _figures(inside), "else": _figures(outside)}
            for outage in scenario.outages
            for inside, outside in [_split(told, outage.hours)]
        ],
        "routes_worked_out": outcome.routes,
    }


def draw_day(outcome: Outcome, left: Outcome | None, seconds: float, out: Console) -> None:
    """`left`: the same day with no machine kept awake, where one is."""
    for part in _parts(outcome, left, seconds):
        out.print(part)


def _parts(outcome: Outcome, left: Outcome | None, seconds: float) -> Iterator[RenderableType]:
    scenario, told = outcome.scenario, outcome.told
    yield Text(scenario.title, style="bold")
    devices = f"{scenario.devices:,} devices, " if scenario.devices > 1 else ""
    yield Text(f"{devices}{len(told):,} turns · seed {scenario.seed} · simulated in {seconds:.1f} s", style="dim")
    yield ""
    yield _answerers(told)
    yield Text("ms from the end of the turn to the first sound of the answer", style="dim")
    yield ""
    facts = Table.grid(padding=(0, 2, 0, 0))
    for name, text in [*_facts(outcome), *([_warm(outcome, left)] if left else [])]:
        facts.add_row(Text(name, style="dim"), text)
    yield facts
    yield ""
    yield _by_hour(told)


def _answerers(told: Sequence[Told]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("answered by", no_wrap=True)
    for column in ("turns", "share", *(f"p{share}" for share in QUANTILES)):
        table.add_column(column, justify="right", no_wrap=True)
    for name, some in [*_by(told), ("all", told)]:
        times = [number(ms or 0.0) for ms in _quantiles([one.ms for one in some]).values()]
        style = "red" if name == NOBODY else "bold" if name == "all" else ""
        table.add_row(name, f"{len(some):,}", f"{len(some) / len(told):.1%}", *times, style=style)
    return table


def _facts(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """What else is to be told of a day, with a name for each."""
    told, scenario = outcome.told, outcome.scenario
    verdicts = Counter(one.verdict for one in told)
    yield "budget", ", ".join(f"{verdict} {count / len(told):.1%}" for verdict, count in verdicts.most_common())
    if outcome.actions:
        yield "acted", ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in outcome.actions.most_common())
    if outcome.failures:
        yield "failed", ", ".join(f"{name} {count:,}" for name, count in outcome.failures.most_common())
    if outcome.cold_starts:
        yield "cold starts", f"{outcome.cold_starts:,}"
    each = dollars(outcome.spent_usd / scenario.devices)
    yield "spent", f"{dollars(outcome.spent_usd)} in the day, {each} a device, {dollars(outcome.spent_usd * 30)} a month"
    for outage in scenario.outages:
        inside, outside = (_figures([one for one in some if one.kind == "hard"]) for some in _split(told, outage.hours))
        if inside["n"] and outside["n"]:
            compared = f"hard questions p95 {number(inside['p95'])} ms, else {number(outside['p95'])}"
            hard = [one for one in _split(told, outage.hours)[0] if one.kind == "hard"]
            lost = "; answered by " + ", ".join(f"{name} {len(some):,}" for name, some in _by(hard))
            yield "outage", f"{outage.tier} {outage.hours}: {compared}{lost}"


def _warm(outcome: Outcome, left: Outcome) -> tuple[str, str]:
    """What it is worth to keep machines awake: starts, their seconds and dollars, with and without."""
    tiers = [tier for tier in outcome.scenario.tiers if tier.warm_hours]
    hours = ", ".join(f"{tier.name} {', '.join(tier.warm_hours)}" for tier in tiers)
    fewer, dearer = left.cold_starts - outcome.cold_starts, outcome.spent_usd - left.spent_usd
    slept = fewer * max(tier.cold_start_s for tier in tiers)
    saved = f"{dollars(dearer)} a day more, {fewer:,} cold starts fewer, {slept:,.0f} s of starting"
    asked = (sum(one.by == tier.name for one in some.told) for tier in tiers[:1] for some in (outcome, left))
    return "kept warm", f"{hours}: {saved}; {tiers[0].name} answered {' instead of '.join(map(str, asked))}"


def _by_hour(told: Sequence[Told]) -> Table:
    """Draw two lines of bars, one bar an hour: how much was asked, and the 95th percentile of the waits."""
    hours = [_figures(some) for some in _hours(told)]
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, values, unit in (
        ("turns an hour", [figures["n"] for figures in hours], "{:,.0f}"),
        ("p95", [figures["p95"] or 0.0 for figures in hours], "{:,.0f} ms"),
    ):
        most = max(values) or 1
        bars = "".join(BARS[min(len(BARS) - 1, int(value / most * (len(BARS) - 1) + 0.5))] for value in values)
        grid.add_row(Text(name, style="dim"), bars, Text("most " + unit.format(most), style="dim"))
    grid.add_row("", Text("0     6     12    18", style="dim"))
    return grid


def _by(told: Sequence[Told]) -> list[tuple[str, list[Told]]]:
    names = Counter(one.by or NOBODY for one in told)
    return [(name, [one for one in told if (one.by or NOBODY) == name]) for name, _ in names.most_common()]


def _hours(told: Sequence[Told]) -> list[list[Told]]:
    hours: list[list[Told]] = [[] for _ in range(24)]
    for one in told:
        hours[min(23, int(one.at_s // 3600))].append(one)
    return hours


def _split(told: Sequence[Told], hours: str) -> tuple[list[Told], list[Told]]:
    inside: list[Told] = []
    outside: list[Told] = []
    for one in told:
        (inside if within(hours, MIDNIGHT + timedelta(seconds=one.at_s)) else outside).append(one)
    return inside, outside


def _figures(told: Sequence[Told]) -> dict[str, Any]:
    return {"n": len(told), "nobody": sum(not one.by for one in told), **_quantiles([one.ms for one in told])}


def _quantiles(values: Sequence[float]) -> dict[str, float | None]:
    if not values:
        return {f"p{share}": None for share in QUANTILES}
    return {f"p{share}": round(float(ms), 1) for share, ms in zip(QUANTILES, np.percentile(values, QUANTILES), strict=True)}
