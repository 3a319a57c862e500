"""Says in plain text what the figures mean, for the page and for Markdown, which escape it themselves."""

from voice.report.draw import spaced
from voice.report.figures import P95_NEEDS, P99_NEEDS, Cascade, Drafts, Figures, Ratio, Summary
from voice.report.money import Answered, Money, shares
from voice.tiers.cost import dollars
from voice.trace import number

FEW = "†"


def headline(summary: Summary) -> str:
    if not summary.missed:
        return f"Budget met by {'all ' * (summary.turns > 1)}{counted(summary.turns, 'turn')}"
    if summary.verdict == "met":
        return f"Budget met by {summary.turns - summary.missed:,} of {counted(summary.turns, 'turn')}"
    return f"Budget missed by {summary.missed:,} of {counted(summary.turns, 'turn')}"


def facts(summary: Summary) -> list[tuple[str, str]]:
    """Pairs of name and value that say what was measured, when and on which device."""
    found = [("When", _when(summary)), ("Device", "; ".join(summary.devices) or "not recorded")]
    found.append(("Version", "; ".join(summary.programs) or "not recorded"))
    names = {"wake": "Wake word", "transcribe": "Recognised by", "answer": "Answered by"}
    tallies = {**{names[stage]: engines for stage, engines in summary.engines.items()}, "Actions": summary.actions}
    for title, tally in tallies.items():
        if tally:
            found.append((title, ", ".join(f"{spaced(name)} {count}" for name, count in tally.items())))
    if summary.cascade:
        found.append(("Confidence", _escalated(summary.cascade)))
    if summary.drafts:
        found.append(("Begun in the wait", _drafted(summary.drafts)))
    found.append(("Not answered", f"{summary.unanswered:,} of {summary.turns - summary.silent:,} with words"))
    trouble = {
        "misheard (asked back, and it was not that)": summary.misheard,
        "without words after the wake word": summary.silent,
        "interrupted": summary.interrupted,
        "failed": summary.failed,
    }
    if any(trouble.values()):
        found.append(("Turns", ", ".join(f"{count} {name}" for name, count in trouble.items() if count)))
    return found


def _escalated(cascade: Cascade) -> str:
    judged = counted(cascade.judged, "reply", "replies")
    said = f"{cascade.escalated:,} of {judged} of the device's model ({cascade.share:.0%}) given to a larger tier"
    if cascade.lost is None:
        return said
    p50, p95, _ = percentiles(cascade.lost)
    return f"{said}, asked {p50} ms later (p50; p95 {p95})"


def _drafted(drafts: Drafts) -> str:
    said = f"{drafts.hits:,} of {counted(drafts.made, 'reply', 'replies')} said"
    if drafts.hidden:
        p50, p95, _ = percentiles(drafts.hidden)
        said += f", {p50} ms of them hidden (p50; p95 {p95})"
    waste = f"{number(drafts.wasted_ms)} ms, {counted(drafts.wasted_tokens, 'token')}, {cost(drafts.wasted_usd)}"
    return f"{said}; dropped: {waste}" if drafts.hits < drafts.made else said


def spending(money: Money) -> list[tuple[str, str]]:
    """Pairs of name and value that say who answered and what it cost."""
    found = []
    if split := shares(money):
        found.append(("Answered at", ", ".join(f"{where or 'unknown'} {share:.0%}" for where, share in split.items())))
    found.append(("Paid", cost(money.spent_usd)))
    if money.home_usd:
        found.append(("Hardware and power at home", cost(money.home_usd)))
    other = money.instead
    if other is None:
        found.append(("Avoided", "not known: no cloud tier with a price is in these traces"))
    elif other.avoided_usd >= 0:
        share = f"{other.avoided_usd / other.usd:.0%} of the {cost(other.usd)}"
        found.append(("Avoided", f"{cost(other.avoided_usd)}, {share} that {other.tier} would have cost for everything"))
    else:
        more = cost(-other.avoided_usd)
        found.append(("Avoided", f"nothing: {more} more was paid than {other.tier} would have cost for everything"))
    return found


def method(money: Money) -> str:
    """How the sums of money were made; "" when there are none."""
    if money.instead is None:
        return ""
    return (
        f"What was avoided is what {counted(money.instead.turns, 'answered turn')} would have cost at the first cloud tier that"
        " has a price (else the first at the edge), skills and private turns included, less what was paid for them. Where that"
        " tier answered, its reply counts as it was; elsewhere as the router foresaw it. Hardware and power at home are not"
        " taken off."
    )


def notes(summary: Summary) -> list[str]:
    said = ["Voice-to-voice runs from the last spoken word to the first audible sound of the reply."]
    if "audible" in summary.estimated:
        said[0] += " The way through the sound device is an estimate here."
    said.append("Answer runs to the first token, speak to the first sample of sound,")
    said[-1] += " compute from the end of the wait to that sample."
    if "wake_end" in summary.estimated:
        said[-1] += " Wake response is counted from the estimated end of the wake word"
        early = any(row.name == "wake" and row.figures.p50 < 0 for row in summary.rows)
        said[-1] += ": below zero, the word was known before its last sample." if early else "."
    said.append("Left out: the wait for words that never came, and answers where nothing was there to give one.")
    said.append("Percentiles are linearly interpolated.")
    if any(row.figures.n < P99_NEEDS for row in summary.rows):
        needs = f"p95: under {P95_NEEDS}, p99: under {P99_NEEDS}"
        said[-1] += f" {FEW}: of so few turns ({needs}) it is little more than the slowest."
    said.append("Over: turns beyond what they were allowed, which is the ceiling and what earlier stages left over.")
    said[-1] += " Met: p95 is within the ceiling."
    if any(row.verdict == "allowed" for row in summary.rows):
        said[-1] += " Allowed: it is not, but the turns were allowed more, because earlier stages left time over"
        said[-1] += " or because the words called for a longer wait."
    if summary.baseline_turns is not None:
        said.append(f"Against a baseline of {counted(summary.baseline_turns, 'turn')}: ×0.80 is a fifth less time.")
    return said


def percentiles(figures: Figures) -> tuple[str, str, str]:
    """p50, p95 and p99 as text, with a mark on those of too few turns."""
    p95, p99 = number(figures.p95) + FEW * (figures.n < P95_NEEDS), number(figures.p99) + FEW * (figures.n < P99_NEEDS)
    return number(figures.p50), p95, p99


def ratio(value: float | None) -> str:
    return "–" if value is None else f"×{value:.2f}"


def ratios(found: Ratio | None) -> str:
    return f"{ratio(found.p50)}, {ratio(found.p95)}" if found else "–"


def cutoffs(summary: Summary) -> str:
    return "not measured here" if summary.false_cutoffs is None else f"{summary.false_cutoffs:.1%}"


def counts(row: Answered) -> tuple[str, str, str]:
    """The turns of a row, their share and their cost as text."""
    return f"{row.turns:,}", f"{row.share:.0%}", cost(row.usd) if row.usd else "–"


def cost(usd: float) -> str:
    return dollars(usd) if usd else "nothing"


def counted(count: int, noun: str, several: str = "") -> str:
    return f"{count:,} {noun if count == 1 else several or noun + 's'}"


def _when(summary: Summary) -> str:
    first, last = summary.first, summary.last
    if first is None or last is None:
        return "not recorded"
    end = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%d %b %Y %H:%M}"
    return f"{first:%d %b %Y %H:%M}" + ("" if f"{first:%d%H%M}" == f"{last:%d%H%M}" else f" to {end}")
