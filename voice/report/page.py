"""Makes one HTML page of the figures and the turns, which needs no script, font or connection."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from voice.report import prose
from voice.report.draw import LEGEND, rendered, spaced
from voice.report.figures import LABELS, Row, Summary
from voice.report.money import NEAREST, Money, shares
from voice.report.overview import overview
from voice.report.turn import Turn, judged, missed
from voice.report.waterfall import waterfall

SHOWN = 100
"""Draw so many of the latest turns one by one: more would open slowly on a phone. The figures cover all turns."""

TOGETHER = 12
"""Draw so many of the latest turns on one axis at the top: more would not fit a screen."""


def html(summary: Summary, turns: Sequence[Mapping[str, Any]]) -> str:
    """Make the page for `turns` (as `load` gives them) and their summary."""
    first = max(0, len(turns) - SHOWN)
    shown = [judged(turn, summary.limits) for turn in turns[first:]]
    page = rendered(
        "page.html",
        summary=summary,
        prose=prose,
        LABELS=LABELS,
        SHOWN=SHOWN,
        TOGETHER=TOGETHER,
        latest=lambda most: f"the {most} latest of {summary.turns:,}" if summary.turns > most else "",
        overview=overview(shown[-TOGETHER:]),
        legend=LEGEND,
        compared=summary.baseline_turns is not None,
        scaled=_scaled,
        split=_split(summary.money),
        turns=[(place, turn, waterfall(turn)) for place, turn in enumerate(shown, first + 1)],
        how=_how,
        missed=missed,
    )
    return str(page)


def _scaled(row: Row) -> dict[str, str]:
    """Where p50, p95, target and ceiling are on a bar that has room for the largest, in per cent."""
    scale = max(row.ceiling, row.figures.p95) * 1.08 or 1.0
    found = {"p50": row.figures.p50, "p95": row.figures.p95, "target": row.target or 0.0, "ceiling": row.ceiling}
    return {name: f"{max(0.0, ms) / scale:.1%}" for name, ms in found.items()}


def _split(money: Money) -> list[dict[str, str]]:
    """The parts of the bar that shows where the answers came from."""
    found = shares(money)
    return [
        {
            "kind": f"at-{where}" if where in NEAREST else "at-unknown",
            "name": f"{where or 'unknown'} {share:.0%}",
            "x": f"{x:.2%}",
            "width": f"{share:.2%}",
        }
        for x, (where, share) in zip(accumulate(found.values(), initial=0.0), found.items(), strict=False)
    ]


def _how(turn: Turn) -> list[tuple[str, str]]:
    """Pairs of name and value that say who answered and why, what the budget did and what it cost."""
    found: list[tuple[str, str]] = []
    if turn.route:
        private = f" (private: {', '.join(turn.route.private)})" if turn.route.private else ""
        found.append(("Route", f"{turn.route.tier}: {turn.route.reason}{private}"))
    tried = turn.route.fallbacks if turn.route else ()
    others = f" (tried: {', '.join(tried)})" if len(tried) > 1 else ""
    found.append(("Answered by", (spaced(turn.answered_by) if turn.answered_by else "nobody") + others))
    if turn.engine:
        found.append(("Recognised by", f"{turn.engine}: {turn.engine_note}" if turn.engine_note else turn.engine))
    found += [("Action", f"{spaced(action.action)}: {action.why}") for action in turn.actions]
    if turn.error:
        found.append(("Failure", turn.error))
    if turn.cost_usd or (turn.route and turn.route.tier != "skill"):
        found.append(("Cost", prose.cost(turn.cost_usd)))
    return found
