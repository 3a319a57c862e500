"""The observer: writes down how a reply is made, in the turn's trace and budget."""

from dataclasses import replace

from voice.answer.attempt import Attempt
from voice.budget import TurnBudget
from voice.errors import TierError
from voice.messages import Signal
from voice.trace import TurnTrace


class ReplyObserver:
    """Told of every attempt as it begins, speaks, loses or ends; decides nothing."""

    def __init__(self, trace: TurnTrace, turn_budget: TurnBudget) -> None:
        self.trace = trace
        self.turn_budget = turn_budget
        self.attempts: list[Attempt] = []
        """The attempts that have ended."""

    def asked(self, tier: str) -> None:
        if tier not in self.trace.tried:
            self.trace.tried.append(tier)

    def failed(self, error: TierError) -> None:
        self.trace.error = f"{self.trace.error}; {error}" if self.trace.error else str(error)

    def speaks(self, attempt: Attempt, drafted: bool, continues: bool) -> None:
        """Note who is heard from now on. `drafted`: behind a smaller tier's draft; `continues`: behind one that broke off."""
        marks, known = self.trace.marks, self.turn_budget.tiers_ms
        if attempt.first_token is not None:
            wanted = attempt.began if marks.routed is None else max(attempt.began, marks.routed)
            if marks.answer_first_token is None:
                marks.answer_first_token = max(attempt.first_token, wanted)
            known[attempt.name] = (attempt.first_token - attempt.began) * 1e3
            if wanted > attempt.began:  # it was asked ahead
                self.trace.hidden_ms["answer"] = (min(attempt.first_token, wanted) - attempt.began) * 1e3
        if drafted:
            self.trace.hidden_ms["answer"] = known.get(attempt.name, 0.0)
            self.turn_budget.drafted(self.trace.answered_by or "", attempt.name)
            self.trace.answered_by = attempt.name
        elif continues and self.trace.answered_by:
            self.turn_budget.continued(self.trace.answered_by, attempt.name)
        self.trace.answered_by = self.trace.answered_by or attempt.name

    def lost(self, attempt: Attempt, now: float) -> None:
        """Note that an attempt lost to a faster one; its first token took at least until now."""
        heard = now if attempt.first_token is None else attempt.first_token
        self.turn_budget.tiers_ms[attempt.name] = (heard - attempt.began) * 1e3

    def ended(self, attempt: Attempt, usd: float) -> None:
        """Note that an attempt is closed, with its tokens, seconds and cost."""
        self.attempts.append(attempt)
        used = attempt.result
        self.trace.cost_usd += usd
        nothing = {"in": 0, "out": 0, "skipped": 0, "estimated": False, "seconds": 0.0, "usd": 0.0}
        sofar = self.trace.usage.get(attempt.name, nothing)
        self.trace.usage[attempt.name] = {
            "in": sofar["in"] + used.tokens_in,
            "out": sofar["out"] + used.tokens_out,
            "skipped": sofar["skipped"] + used.skipped,
            "estimated": bool(sofar["estimated"] or used.estimated),
            "seconds": round(sofar["seconds"] + used.seconds, 3),
            "usd": sofar["usd"] + usd,
        }

    def confidence(self, attempt: Attempt, wanted: float, drafts: bool) -> None:
        """Add a signal to the route: how sure a tier was of its first tokens, and how long it took to tell."""
        if attempt.judged is not None and (sure := attempt.result.confidence) is not None and self.trace.route is not None:
            verdict = "sure" if sure >= wanted else "no draft" if drafts else "larger tier"
            signal = Signal("confidence", round(sure, 3), verdict, (attempt.judged - attempt.began) * 1e3)
            self.trace.route = replace(self.trace.route, signals=(*self.trace.route.signals, signal))
