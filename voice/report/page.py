"""Makes one HTML page of the figures and the turns, which needs no script, font or connection."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from voice.report import prose
from voice.report.draw import LEGEND, rendered, scale_of, spaced
from voice.report.figures import LABELS, Row, Summary
from voice.report.money import NEAREST, Money, shares
from voice.report.overview import overview
from voice.report.turn import Turn, judged, missed
from voice.report.waterfall import ends, waterfall
from voice.trace import kept

SHOWN = 100
"""Draw so many turns one by one, the worst first: more would open slowly on a phone. The figures cover all turns."""

MOST = 3.0
"""The bars of the stages end at so many times the ceiling."""

TOGETHER = 12
"""Draw so many of the latest turns on one axis at the top: more would not fit a screen."""


def html(summary: Summary, turns: Sequence[Mapping[str, Any]]) -> str:
    """Make the page for `turns` (as `load` gives them) and their summary."""
    read = [judged(turn, summary.limits) for turn in turns]
    worst = sorted(enumerate(read, 1), key=lambda numbered: _badness(numbered[1]), reverse=True)[:SHOWN]
    scale = scale_of([end for _, turn in worst for end in ends(turn)])
    page = rendered(
        "page.html",
        summary=summary,
        prose=prose,
        LABELS=LABELS,
        SHOWN=SHOWN,
        TOGETHER=TOGETHER,
        few=lambda most, which: f"the {most} {which} of {summary.turns:,}" if summary.turns > most else "",
        overview=overview(read[-TOGETHER:]),
        legend=LEGEND,
        compared=summary.baseline_turns is not None,
        scaled=_scaled(summary.rows),
        split=_split(summary.money),
        turns=[(place, turn, waterfall(turn, scale)) for place, turn in worst],
        how=_how,
        missed=missed,
        kept=kept,
    )
    return str(page)


def _badness(turn: Turn) -> tuple[bool, bool, float]:
    """Sort by this, highest first: what missed its budget, then what nobody answered, then what took longest."""
    late = turn.budget is not None and turn.budget.verdict == "missed"
    return late, turn.unanswered, turn.voice_to_voice_ms or 0.0


def _scaled(rows: Sequence[Row]) -> Callable[[Row], dict[str, str]]:
    """Where p50, p95, target and ceiling of a row are on its bar, in per cent of its width.

    All bars are to one scale: shares of the row's ceiling.
    """
    longest = min(MOST, 1.08 * max((row.figures.p95 / row.ceiling for row in rows if row.ceiling), default=1.0))
    widest = max(1.08, longest)

    def scaled(row: Row) -> dict[str, str]:
        found = {"p50": row.figures.p50, "p95": row.figures.p95, "target": row.target or 0.0, "ceiling": row.ceiling}
        whole = (row.ceiling or 1.0) * widest
        return {name: f"{min(1.0, max(0.0, ms / whole)):.1%}" for name, ms in found.items()}

    return scaled


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
