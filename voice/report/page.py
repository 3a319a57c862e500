"""The figures and every turn as one HTML page that needs nothing else: no script, no font, no connection."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from voice.report.draw import HATCH, NAMES, STYLE, clean, number, spaced
from voice.report.figures import LABELS, Figures, Ratio, Row, Summary
from voice.report.money import NEAREST, Answered, Money, shares
from voice.report.overview import overview
from voice.report.prose import (
    cost,
    counts,
    cutoffs,
    facts,
    headline,
    method,
    notes,
    percentiles,
    ratio,
    spending,
)
from voice.report.turn import SPOKEN, Turn, judged, missed
from voice.report.waterfall import waterfall

PAGE = Path(__file__).with_name("page.html")

SHOWN = 100
"""Turns drawn one by one, the latest: more would open slowly on a phone. The figures cover all."""

TOGETHER = 12
"""Turns on one axis at the top, the latest: what fits a screen."""

KEPT = "Words not kept"

KEY = '<svg class="waterfall" width="13" height="11" aria-hidden="true">{}</svg>'
CEILING_LINE = '<line class="line" x1="6" x2="6" y1="0" y2="11"/>'
CEILING_KEY = f"<li>{KEY.format(CEILING_LINE)}ceiling</li>"


def html(summary: Summary, turns: Sequence[Mapping[str, Any]]) -> str:
    """The page for `turns` (as `load` gives them) and their summary."""
    first = max(0, len(turns) - SHOWN)
    shown = [judged(turn, summary.limits) for turn in turns[first:]]
    fields = {
        "style": STYLE.read_text(encoding="utf-8"),
        "hatch": HATCH,
        "verdict": summary.verdict,
        "headline": clean(headline(summary)),
        "figures": _figures(summary),
        "facts": _listed(facts(summary)),
        "overview": overview(shown[-TOGETHER:]).inline(),
        "together": _latest(TOGETHER, summary.turns),
        "legend": "".join(_key(stage) for stage in (*SPOKEN, "output")) + CEILING_KEY,
        "compared": _heading("against baseline") if summary.baseline_turns is not None else "",
        "rows": "".join(_row(row, summary.baseline_turns is not None) for row in summary.rows),
        "split": _split(summary.money),
        "answered": "".join(_answered(row) for row in summary.money.answered),
        "spending": _listed(spending(summary.money)),
        "method": clean(method(summary.money)),
        "notes": "".join(f"<p>{clean(note)}</p>" for note in notes(summary)),
        "shown": _latest(SHOWN, summary.turns),
        "turns": "".join(_turn(turn, number) for number, turn in enumerate(shown, first + 1)),
    }
    return Template(PAGE.read_text(encoding="utf-8")).substitute(fields)


def _listed(found: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<div><dt>{clean(name)}</dt><dd>{clean(value)}</dd></div>" for name, value in found)


def _latest(shown: int, turns: int) -> str:
    return f"the {shown} latest of {turns:,}" if turns > shown else ""


def _key(stage: str) -> str:
    swatch = f'<rect class="{stage}" x="1" y="1" width="11" height="9" rx="2"/>'
    return f"<li>{KEY.format(swatch)}{NAMES.get(stage, stage)}</li>"


def _figures(summary: Summary) -> str:
    """Voice-to-voice, never without the rate of false cut-offs."""
    found = summary.voice_to_voice
    p50, p95, _ = percentiles(found) if found else ("–", "–", "")
    against = summary.voice_to_voice_ratio
    return (
        _figure("voice-to-voice, p50", p50, "ms" if found else "", against.p50 if against else None)
        + _figure("voice-to-voice, p95", p95, "ms" if found else "", against.p95 if against else None)
        + _figure("false cut-offs at this setting", cutoffs(summary), "", None)
    )


def _figure(name: str, value: str, unit: str, against: float | None) -> str:
    kind = "" if value[0].isdigit() else ' class="none"'
    compared = f" <small>{ratio(against)} of baseline</small>" if against is not None else ""
    unit = f" <small>{unit}</small>" if unit else ""
    return f"<div><dt>{name}</dt><dd{kind}>{clean(value)}{unit}{compared}</dd></div>"


def _heading(name: str) -> str:
    return f'<th scope="col">{name}</th>'


def _row(row: Row, compared: bool) -> str:
    numbers = [str(row.figures.n), *percentiles(row.figures)]
    numbers += ["–" if row.target is None else number(row.target), number(row.ceiling), str(row.over)]
    cells = "".join(f"<td>{value}</td>" for value in numbers)
    against = f"<td>{_ratios(row.ratio)}</td>" if compared else ""
    return (
        f'<tr><th scope="row">{LABELS[row.name]}</th><td class="{row.verdict}">{row.verdict}</td>'
        f"{cells}{against}"
        f'<td class="bar" aria-hidden="true">{_bar(row.figures, row.target, row.ceiling)}</td></tr>'
    )


def _ratios(found: Ratio | None) -> str:
    return f"{ratio(found.p50)}, {ratio(found.p95)}" if found else "–"


def _split(money: Money) -> str:
    """Where the answers came from, as one bar, and its key."""
    at, bars, keys = 0.0, "", ""
    for where, share in shares(money).items():
        kind = f"at-{where}" if where in NEAREST else "at-unknown"
        bars += f'<rect class="{kind}" x="{at:.2%}" width="{share:.2%}" height="14"/>'
        swatch = KEY.format(f'<rect class="{kind}" x="1" y="1" width="11" height="9" rx="2"/>')
        keys += f"<li>{swatch}{clean(where or 'unknown')} {share:.0%}</li>"
        at += share
    return f'<svg class="split" width="100%" height="14" aria-hidden="true">{bars}</svg><ul class="legend">{keys}</ul>'


def _answered(row: Answered) -> str:
    cells = (row.where or "–", *counts(row))
    return f'<tr><th scope="row">{clean(row.name)}</th>' + "".join(f"<td>{clean(cell)}</td>" for cell in cells) + "</tr>"


def _bar(figures: Figures, target: float | None, ceiling: float) -> str:
    """p50 dark, p95 light, the target a thin line, the ceiling a red one."""
    scale = max(ceiling, figures.p95) * 1.08 or 1.0
    p50, p95 = (max(0.0, value) / scale for value in (figures.p50, figures.p95))
    aim = (
        f'<line class="aim" x1="{target / scale:.1%}" x2="{target / scale:.1%}" y1="2" y2="16"/>'
        if target
        else ""
    )
    return (
        f'<svg width="100%" height="18"><rect class="p95" y="5" width="{p95:.1%}" height="8"/>'
        f'<rect class="p50" y="5" width="{p50:.1%}" height="8"/>{aim}'
        f'<line class="top" x1="{ceiling / scale:.1%}" x2="{ceiling / scale:.1%}" y1="1" y2="17"/></svg>'
    )


def _turn(turn: Turn, place: int) -> str:
    verdict = turn.budget.verdict if turn.budget else "met"
    why = missed(turn) or f"budget {verdict}"
    total = turn.voice_to_voice_ms
    said = "no reply was spoken" if total is None else f"<b>{number(total)} ms</b> voice-to-voice"
    return (
        f'<article aria-labelledby="turn-{place}"><header><h3 id="turn-{place}">Turn {place}</h3>'
        f'<span class="chip {clean(verdict)}">{clean(why)}</span><span class="total">{said}</span></header>'
        f"{_words(turn)}{waterfall(turn).inline()}<dl>{_how(turn)}</dl>{_stages(turn)}{_tiers(turn)}</article>"
    )


def _words(turn: Turn) -> str:
    if turn.heard is None and turn.reply is None:
        return f'<p class="kept">{KEPT}</p>'
    heard = f"<q>{clean(turn.heard)}</q>" if turn.heard else "<em>nothing was said</em>"
    answer = f"<q>{clean(turn.reply)}</q>" if turn.reply else "<em>no words</em>"
    cut = " <em>(interrupted)</em>" if turn.interrupted else ""
    return (
        f'<p class="heard"><span>heard</span> {heard}</p><p class="reply"><span>said</span> {answer}{cut}</p>'
    )


def _how(turn: Turn) -> str:
    """Who answered and why, what the budget did, what it cost."""
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
        found.append(("Cost", cost(turn.cost_usd)))
    return _listed(found)


def _stages(turn: Turn) -> str:
    """The waterfall as a table, for those who want the numbers or cannot see the picture."""
    entries = turn.budget.stages.items() if turn.budget else ()
    rows = []
    for stage, entry in entries:
        if entry:
            hidden = number(turn.hidden_ms[stage]) if stage in turn.hidden_ms else "–"
            values = (
                number(entry.ms),
                hidden,
                number(entry.ceiling),
                number(entry.carried),
                spaced(entry.verdict),
            )
            cells = "".join(f"<td>{clean(value)}</td>" for value in values)
            rows.append(f'<tr><th scope="row">{stage}</th>{cells}</tr>')
    return _folded("Stage by stage", ("stage", "ms", "hidden", "ceiling", "carried over", "verdict"), rows)


def _tiers(turn: Turn) -> str:
    """What each tier would have made of it, as the router foresaw it."""
    rows = []
    for other in turn.route.alternatives if turn.route else ():
        values = (other.where, number(other.ms), cost(other.usd), other.removed or "–")
        cells = "".join(f"<td>{clean(value)}</td>" for value in values)
        rows.append(f'<tr><th scope="row">{clean(other.tier)}</th>{cells}</tr>')
    return _folded("What each tier would take", ("tier", "where", "first token, ms", "cost", "not asked"), rows) if rows else ""


def _folded(title: str, heads: Sequence[str], rows: Sequence[str]) -> str:
    return (
        f"<details><summary>{title}</summary><div class='scroll' tabindex='0' role='region' aria-label='{title}'>"
        f"<table><thead><tr>{''.join(map(_heading, heads))}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></details>"
    )
