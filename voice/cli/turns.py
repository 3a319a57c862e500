"""Shows a turn to people, and makes one verdict of several."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from voice.answer.phrases import NO_LARGER_MODEL, NO_MODEL
from voice.trace import TurnTrace, number

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
    if trace.route and trace.route.reason:
        yield "because", Text(trace.route.reason)
    if trace.doubt:
        yield "in doubt", Text(trace.doubt)
    if trace.error:
        yield "trouble", Text(trace.error, style="yellow")
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
    missing = f": no {trace.route.tier} tier is set up" if trace.route and trace.reply in (NO_MODEL, NO_LARGER_MODEL) else ""
    return Text(f"nobody{missing}", style="yellow")


def judged(trace: TurnTrace) -> Text:
    """Show the budget's verdict with the figures behind it."""
    if trace.budget is None:
        return Text("not judged", style="dim")
    verdict = trace.budget["verdict"]
    parts = [f"{number(trace.budget['compute_ms'])} ms to answer"]
    if (spoken := trace.voice_to_voice_ms()) is not None:
        parts.append(f"{number(spoken)} ms from the last word to the reply")
    return Text.assemble((verdict, STYLES.get(verdict, "")), ": ", ", ".join([*_over(trace.budget), *parts]))


def _over(budget: Mapping[str, Any]) -> Iterator[str]:
    """Name each limit that was missed, and by what."""
    for stage, entry in (*budget["stages"].items(), ("all of the work", budget["compute"] | {"ms": budget["compute_ms"]})):
        if entry and entry["verdict"] == "missed":
            yield f"{stage} took {number(entry['ms'])} of {number(entry['ceiling'] + entry.get('carried', 0.0))} ms"
