"""`voice eval`: how often a tier's answers to the user's own questions are right, and when to ask a larger one too."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.text import Text

from voice import config
from voice.answer.attempt import as_it_comes
from voice.answer.cache import AnswerCache
from voice.answer.question import Question
from voice.answer.reply import Chunking, Reply
from voice.answer.tools import Toolbox
from voice.cli.output import console, emit, warn
from voice.clock import WallClock
from voice.conversation import Conversation
from voice.engines import Engines
from voice.errors import UsageError, WorkError
from voice.evaluate import queries, score, trial
from voice.evaluate.queries import Query
from voice.evaluate.trial import Trial
from voice.messages import Message, Route, ToolCall, ToolResult, Transcript
from voice.turn import Turn


def main(settings: Path | None, file: Path, tier: str | None, judge: str | None, as_json: bool) -> int:
    asked = queries.read(file)
    if judge is None and (bare := [query.line for query in asked if not query.expected]):
        raise UsageError(f"{file}, line {bare[0]}: no expected answer", "Write one, or name a tier to judge: --judge NAME.")
    chosen = config.load(settings)
    name = _tier(chosen, tier)
    if judge is not None:
        _named(chosen, "--judge", judge)
    out = console(as_json)
    trials = asyncio.run(_run(chosen, name, judge, asked, out))
    judged = [one for one in trials if one.passed is not None]
    if not any(one.answered for one in judged):
        raise WorkError(f"no answer could be judged: {trials[0].why}", "`voice doctor` tries every tier.")
    advice = score.advise([(t.confidence, bool(t.passed)) for t in judged if t.confidence is not None], len(trials))
    _show(out, name, trials, advice)
    if as_json:
        emit(_document(name, judge, trials, advice))
    return 0


def _tier(chosen: config.Config, wanted: str | None) -> str:
    """Choose the tier to score. Raises UsageError."""
    if wanted is not None:
        return _named(chosen, "--tier", wanted)
    device = next((tier.name for tier in chosen.tiers if tier.location.small), None)
    if device is None:
        raise UsageError("no device tier is set up", "`voice setup` proposes one; --tier NAME scores another.")
    return device


def _named(chosen: config.Config, option: str, name: str) -> str:
    names = [tier.name for tier in chosen.tiers]
    if name not in names:
        known = f"There are: {', '.join(names)}." if names else "None is set up: `voice setup`."
        raise UsageError(f"{option}: there is no tier {name!r}", known)
    return name


def _asking(engines: Engines, name: str) -> trial.Ask:
    """Make the function that asks one tier alone: each question is a turn of its own conversation, and is not kept."""
    kind = next(tier.location.kind for tier in engines.config.tiers if tier.name == name)
    pool = replace(engines.pool, tiers={name: engines.pool.tiers[name]}, cache=AnswerCache(engines.clock, 0.0))

    async def ask(text: str) -> trial.Answered:
        turn = Turn(engines, Conversation(lambda event: None), "eval")
        route = turn.draft(Transcript(text, 1.0, False, "typed"), Route(kind, "to be scored", candidates=(name,)))
        question = Question(text, [Message("user", text)], route, Toolbox((), _no_tool))
        reply = Reply(pool, question, Chunking(as_it_comes, glue="", aloud=False), turn.trace, turn.budget)
        said = [piece async for piece in turn.commit(reply)]
        attempt, error = reply.observer.attempts[0], turn.trace.error or ""
        answer = "".join(said[:-1] if error else said)  # the last of them then says so
        first_ms = None if attempt.first_token is None else (attempt.first_token - attempt.began) * 1e3
        return trial.Answered(answer, error, first_ms, attempt.result.confidence, turn.trace.cost_usd)

    return ask


async def _no_tool(call: ToolCall) -> ToolResult:
    return ToolResult(f"There is no tool {call.name!r}.", understood=False)


async def _run(chosen: config.Config, name: str, judge: str | None, asked: Sequence[Query], out: Console) -> list[Trial]:
    """Ask every question, one after the other."""
    engines = Engines(chosen, WallClock(), warn)
    await engines.load()
    tiers = engines.pool.tiers
    try:
        with out.status("Waking up …"):
            await tiers[name].warm()
        trials, ask = [], _asking(engines, name)
        for query in track(asked, f"Asking {name}", console=out, transient=True, disable=not out.is_terminal):
            trials.append(await trial.run(query, ask, tiers[judge] if judge else None))
        return trials
    finally:
        await engines.close()


def _show(out: Console, name: str, trials: Sequence[Trial], advice: score.Advice) -> None:
    for one in trials:
        if not one.passed:
            _failure(out, one)
    passed, judged = _counts(trials)
    low, high = score.wilson(passed, judged)
    verdict = "above" if low >= score.REFERENCE else "below" if high < score.REFERENCE else "not told apart from"
    interval = f"{passed / judged:.0%} (95% interval {low:.0%} to {high:.0%})"
    lines = [f"{name} passes {passed} of {judged}: {interval}, {verdict} the reference {score.REFERENCE:.0%}"]
    if judged < len(trials):
        lines.append(f"without a verdict: {len(trials) - judged}")
    if first := _first_token(trials):
        lines.append(f"first token: p50 {first['p50']:.0f} ms, p95 {first['p95']:.0f} ms")
    lines.append(f"routing.confidence: {_suggestion(advice)}")
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def _counts(trials: Sequence[Trial]) -> tuple[int, int]:
    """Count the answers that passed, and those that could be judged."""
    judged = [one.passed for one in trials if one.passed is not None]
    return sum(judged), len(judged)


def _failure(out: Console, one: Trial) -> None:
    out.print(Text(f"line {one.query.line}: {one.query.question}", style="bold"), soft_wrap=True)
    out.print(Text(f"  answer    {one.answer or '(none)'}"), soft_wrap=True)
    if one.query.expected:
        out.print(Text(f"  expected  {' or '.join(one.query.expected)}"), soft_wrap=True)
    out.print(Text(f"  because   {one.why}", style="dim"), soft_wrap=True)


def _suggestion(advice: score.Advice) -> str:
    if (found := advice.threshold) is None:
        return f"none suggested; {advice.why}"
    kept = f"{found.kept_passed} of the other {found.kept} pass"
    return f"{round(found.confidence, 4):g} suggested: {found.escalated:.0%} of the answers escalated, {kept}; {advice.why}"


def _first_token(trials: Sequence[Trial]) -> dict[str, float] | None:
    """Find the nearest-rank percentiles, ms; None where no token came."""
    times = [one.first_token_ms for one in trials if one.first_token_ms is not None]
    return {f"p{p}": round(float(np.percentile(times, p, method="inverted_cdf")), 1) for p in (50, 95)} if times else None


def _document(name: str, judge: str | None, trials: Sequence[Trial], advice: score.Advice) -> dict[str, Any]:
    (passed, judged), found = _counts(trials), advice.threshold
    return {
        "tier": name,
        "judge": judge,
        "asked": len(trials),
        "judged": judged,
        "passed": passed,
        "share": round(passed / judged, 4),
        "interval": [round(end, 4) for end in score.wilson(passed, judged)],
        "reference": score.REFERENCE,
        "first_token_ms": _first_token(trials),
        "cost_usd": sum(one.cost_usd for one in trials),
        "confidence": {
            "suggested": found and round(found.confidence, 4),
            "why": advice.why,
            "escalated": found and round(found.escalated, 4),
            "kept": found and found.kept,
            "kept_passed": found and found.kept_passed,
            "separation": advice.separation and round(advice.separation, 4),
        },
        "failures": [
            asdict(one.query)
            | {"answer": one.answer, "judged": one.passed is not None, "why": one.why, "confidence": one.confidence}
            for one in trials
            if not one.passed
        ],
    }
