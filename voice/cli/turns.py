"""Shows a turn to people, and makes one verdict of several."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from voice.english.refusals import refusal_of
from voice.messages import Route
from voice.trace import TurnTrace, kept, number

ALL_WORK = "all of the work"
USUAL_ROUTE_MS = 1.0
"""The limit of the stage unless another was set: who sets a lower one wants to know of every miss."""
UNNOTICED_MS = 50.0
"""Nobody who types notices such a wait. It is what the choice who answers takes on a machine that is busy."""
STYLES = {"missed": "red", "saved": "yellow", "met": "green"}
"""What can be said of a turn's budget, worst first, and how that is shown."""


def worst(verdicts: Iterable[str | None]) -> str | None:
    """Return the worst verdict of several turns; None when there were none."""
    there = set(verdicts)
    return next((verdict for verdict in STYLES if verdict in there), None)


def verdict_of(trace: TurnTrace) -> str | None:
    return trace.budget["verdict"] if trace.budget else None


def failed(trace: TurnTrace) -> bool:
    """Whether a turn failed: something that should have answered did not, and nothing else did."""
    return trace.error is not None and trace.answered_by is None


def table(trace: TurnTrace, said: str = "", taken: str = "") -> Table:
    """Show what was said, heard (or what was typed with a slip was `taken` for) and answered, and the verdict."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in _rows(trace, said, taken):
        grid.add_row(label, text)
    return grid


def _rows(trace: TurnTrace, said: str, taken: str) -> Iterator[tuple[str, Text]]:
    if said:
        yield "said", Text(said)
    if taken:
        yield "taken as", Text(taken)
    words = trace.transcript
    if words and words.engine != "typed":
        yield "heard", Text(words.text or "nothing")
    yield "answered", Text(trace.reply or "(silence)", style="bold")
    yield "by", answered_by(trace)
    if trace.route and (why := reason(trace.route)):
        yield "because", Text(why)
    if trace.remedy:
        yield "to do", Text(trace.remedy)
    if trace.doubt:
        yield "in doubt", Text(trace.doubt)
    if trace.error:
        yield "trouble", Text(trace.error, style="yellow")
    if trace.budget and _is_in_time(trace):
        goes_on = " to the first word" * (trace.answered_by in trace.tried)  # a skill's reply is there at once
        yield "took", Text(f"{number(trace.budget['compute_ms'])} ms{goes_on}")
    else:
        yield "budget", judged(trace)
    for action in trace.actions:
        yield "action", Text(action["why"])


def answered_by(trace: TurnTrace) -> Text:
    """Name who gave the reply."""
    if trace.answered_by:
        return Text(trace.answered_by + ", interrupted" * trace.interrupted)
    if trace.route and trace.route.tier == "skill":
        return Text("nobody: nothing was said", style="yellow")
    if trace.route and trace.route.candidates:
        return Text(f"nobody: {', '.join(trace.tried)} failed", style="yellow")
    return Text("nobody", style="yellow")


def reason(route: Route) -> str:
    """Why somebody answers, or nobody."""
    refusal = refusal_of(route.signals)
    return refusal.reason if refusal else route.reason


def judged(trace: TurnTrace) -> Text:
    """Show the budget's verdict with the figures behind it."""
    if trace.budget is None:
        return Text("not judged", style="dim")
    verdict = trace.budget["verdict"]
    parts = [f"{number(trace.budget['compute_ms'])} ms to answer"]
    if (spoken := trace.voice_to_voice_ms()) is not None:
        parts.append(f"{number(spoken)} ms from the last word to the reply")
    shown = (kept(verdict), STYLES.get(verdict, ""))
    return Text.assemble(shown, ": ", ", ".join([*_over(trace.budget), *parts]))


def _is_in_time(trace: TurnTrace) -> bool:
    """Whether a typed request was answered so soon that nobody noticed a wait, whatever limit of a stage was missed.

    The trace keeps that, for `voice report` and `voice ask --json`."""
    if trace.budget is None or trace.transcript is None or trace.transcript.engine != "typed":
        return False
    missed = {stage: entry for stage, entry in _judgements(trace.budget) if entry["verdict"] == "missed"}
    route = missed.pop("route", None)
    return not missed and (route is None or (route["ceiling"] >= USUAL_ROUTE_MS and route["ms"] < UNNOTICED_MS))


def _judgements(budget: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    stages = budget.get("stages", {}).items()
    all_of_it = {**budget["compute"], "ms": budget["compute_ms"]} if budget else {}
    yield from ((stage, entry) for stage, entry in (*stages, (ALL_WORK, all_of_it)) if entry)


def _over(budget: Mapping[str, Any]) -> Iterator[str]:
    """Name each limit that was missed, and by what."""
    for stage, entry in _judgements(budget):
        if entry["verdict"] == "missed":
            yield f"{stage} took {number(entry['ms'])} of {number(entry['ceiling'] + entry.get('carried', 0.0))} ms"
