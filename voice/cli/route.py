"""`voice route`: shows who would answer a request, and why. Nothing is done, nothing is sent."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from voice import config
from voice.cli.output import console, emit, requests, unwoken, warn
from voice.cli.turns import reason
from voice.clock import WallClock
from voice.engines import Engines
from voice.english.refusals import refusal_of
from voice.messages import Alternative, Match, Route, Signal
from voice.trace import route_as_dict


def main(settings: Path | None, arguments: Sequence[str], explain: bool, as_json: bool) -> int:
    chosen = config.load(settings)
    engines = Engines(chosen, WallClock(), warn)
    asyncio.run(engines.load())
    engines.skills.compile()
    out = console()
    for text in requests(arguments):
        route = engines.router.route(unwoken(text, chosen.wake.said), explain=True)
        if as_json:
            emit({"text": text} | route_as_dict(route))
        elif explain:
            _explain(out, text, route)
        else:
            who = "nobody" if _is_for_none(route) else route.skills or route.tier
            out.print(Text.assemble(who.ljust(14), text, ("  " + reason(route), "dim")), soft_wrap=True)
    return 0


def _explain(out: Console, text: str, route: Route) -> None:
    out.print(Text(text, style="bold"))
    out.print(_summary(route))
    if route.signals:
        out.print()
        out.print(_signals(route.signals))
    if route.alternatives:
        out.print()
        out.print(_alternatives(route))
    out.print()


def _is_for_none(route: Route) -> bool:
    """Whether it is for a language model, and none is set up."""
    return route.tier != "skill" and not route.alternatives


def _summary(route: Route) -> Table:
    rows = Table.grid(padding=(0, 2))
    for deed in route.deeds or [Match("nobody" if _is_for_none(route) else route.tier, {})]:
        slots = ", ".join(f"{name} = {value}" for name, value in deed.slots.items())
        rows.add_row("  goes to", Text(f"{deed.skill}{'  ' + slots if slots else ''}"))
    rows.add_row("  because", Text(reason(route)))
    if route.tier != "skill":
        nobody = "no tier may be asked now" if route.alternatives else "no tier is set up"
        rows.add_row("  to try", Text(", then ".join(route.candidates) or nobody))
    rows.add_row("  took", f"{route.ms:.2f} ms")
    return rows


def _signals(signals: Sequence[Signal]) -> Table:
    table = _table("signal", "says", "ms")
    for signal in signals:
        table.add_row(f"  {signal.name.replace('_', ' ')}", Text(in_words(signal)), f"{signal.ms:.3f}")
    return table


def _alternatives(route: Route) -> Table:
    table = _table("tier", "is asked", "first token", "a reply costs")
    order = {name: place for place, name in enumerate(route.candidates, 1)}
    for one in sorted(route.alternatives, key=lambda one: order.get(one.tier, len(order) + 1)):
        free = "no price is set" if config.is_away(one.where) else "nothing"
        usd = f"${one.usd:.6f}" if one.usd else free
        table.add_row(Text(f"  {one.tier} ({one.where})"), Text(_asked(one, order.get(one.tier))), f"{one.ms:.0f} ms", usd)
    return table


def _asked(one: Alternative, place: int | None) -> str:
    if one.removed:
        return f"no: {one.removed}"
    return "first" if place == 1 else "if those before it fail"


def _table(*columns: str) -> Table:
    """Make a table whose columns are narrow, all but the second, which takes what is left and wraps."""
    table = Table(box=None, pad_edge=False, padding=(0, 2), header_style="dim")
    first, second, *figures = columns
    table.add_column(f"  {first}", no_wrap=True)
    table.add_column(second)
    for figure in figures:
        table.add_column(figure, no_wrap=True, justify="right")
    return table


def in_words(signal: Signal) -> str:
    """Say what a signal looked at and what it concluded, in a sentence without a full stop."""
    match signal.name:
        case "privacy":
            kinds = ", ".join(kind.replace("_", " ") for kind in signal.value)
            return f"{kinds} → {signal.verdict}" if kinds else "nothing private in it"
        case "policy" | "availability":
            return _left_out(signal)
        case "skill":
            return f"the {signal.value} skill does it" if signal.value else "no skill does this"
        case "refusal":
            refusal = refusal_of([signal])
            return refusal.reason if refusal else signal.verdict
        case "size":
            return _size(signal)
        case "task_type":
            return f"{signal.value} → {signal.verdict}"
        case _:
            times = ", ".join(f"{kind} {ms} ms" for kind, ms in signal.value.items())
            return f"{times or 'nobody to compare'} → {signal.verdict}"


def _left_out(signal: Signal) -> str:
    if signal.value:
        return "; ".join(f"{name}: {why}" for name, why in signal.value.items())
    if signal.name == "policy":
        return "no rule against any tier"
    return "every tier is up" if signal.verdict == "no objection" else signal.verdict


def _size(signal: Signal) -> str:
    sizes: dict[str, Any] = signal.value
    before = f", {sizes['history']} that it refers to" if sizes["history"] else ""
    judged = "fits the device" if signal.verdict == "no objection" else f"→ {signal.verdict}"
    return f"about {sizes['request']} tokens asked{before}, {sizes['reply']} to answer: {judged}"
