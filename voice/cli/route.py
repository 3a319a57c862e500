"""`voice route`: who would answer, and why. Nothing is done, nothing is sent."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from voice import config, wiring
from voice.cli.output import console, emit, requests, unwoken, warned
from voice.clock import WallClock
from voice.messages import Route
from voice.trace import route_as_dict


def main(settings: Path | None, arguments: Sequence[str], explain: bool, as_json: bool) -> int:
    chosen = config.load(settings)
    router = wiring.replier(chosen, WallClock(), None, warned).router
    out = console()
    for text in requests(arguments):
        route = router.route(unwoken(text, chosen.wake.phrases))
        if as_json:
            emit({"text": text} | route_as_dict(route))
        elif explain:
            _explain(out, text, route)
        else:
            out.print(_line(text, route))
    return 0


def _line(text: str, route: Route) -> Text:
    return Text.assemble((route.skill or route.tier).ljust(14), text, ("  " + route.reason, "dim"))


def _explain(out: Console, text: str, route: Route) -> None:
    out.print(Text(text, style="bold"))
    slots = ", ".join(f"{name} = {value}" for name, value in route.slots.items())
    out.print(Text(f"  goes to    {route.skill or route.tier}{'  ' + slots if slots else ''}"))
    out.print(Text(f"  because    {route.reason}"))
    if route.tier != "skill":
        out.print(Text(f"  to try     {', '.join(route.candidates) or 'no tier is set up'}"))
    for signal in route.signals:
        value = "none" if signal.value is None else signal.value
        out.print(Text(f"  {signal.name:<10} {value} → {signal.verdict}  ({signal.ms:.3f} ms)"))
    out.print(Text(f"  took       {route.ms:.3f} ms"))
