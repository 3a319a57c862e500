"""The latency budget says before a stage whether it will fit, acts when it will not, and judges it afterwards.

One `Budget` serves an assistant. Each turn gets a `TurnBudget`, which carries what a stage left over to the next. It asks the
`Predictor` whether what is to come will fit, and answers with an action from `ACTIONS` when it will not. An action that did not
save what was predicted is left for a while. Milliseconds throughout.
"""

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from voice import config
from voice.messages import Route
from voice.predictor import Predictor
from voice.trace import TurnTrace

COMPUTE = ("transcribe", "route", "answer", "speak")
"""The stages between the endpoint and the first sample of the reply."""

ACTIONS = {
    "end_wait_early": "the answer would have come late, so it waited less for more to be said",
    "other_tier": "the language model that suits the question would have been late, so another was asked",
    "shorten_first_chunk": "the voice would have begun late with a whole sentence, so it began with the first few words",
    "hedge": "the language model that was asked first was late, so another was asked too",
    "second_voice": "the voice was late or failed, so the spare voice spoke",
    "read_here": "the service that reads what was said was late or failed, so an engine here read it",
    "fall_back": "a language model failed or was silent for too long, so the next one was asked",
    "continue": "a language model broke off in the middle of its reply, so another went on from there",
    "acknowledge": "the answer was late, so the listener was told that it is coming",
    "draft": "a small model on this machine said the first sentence while a larger one worked",
    "escalate": "the small model on this machine was not sure of its answer, so a larger one was asked",
}
"""What a budget can do about a stage that will not fit → what the trace says of it.

Whisper decodes greedily in any case, so there is nothing left to gain by that.
"""

FOR_THE_ANSWER = ("escalate",)
"""The actions that cost time, for a better answer."""

USUALLY = 0.5
"""If an answer is late in half the turns, the listener is told at once that it will take long; else once it is late."""


SPARE = "espeak"
"""The voice that speaks where the one of the settings is too slow."""

WORTH = 0.1
"""An action is left for a while that saved less than this share of the time which was predicted without it."""

TRY_AGAIN = 30
"""Turns after which what was too slow, or did not pay, is given another chance: the machine may only have been busy."""


class Budget:
    """The allocations of a device and what is known of its speed."""

    def __init__(self, limits: config.Budget, predictor: Predictor | None = None, voice: str = "") -> None:
        self.limits = limits
        self.predictor = predictor or Predictor()
        self.voice = voice
        """The synthesiser's name: predictions are kept per engine."""
        self.spared = 0
        """Replies that were left to the spare voice since the first one was tried last."""
        self._left: Counter[tuple[str, str]] = Counter()
        """How often something that does not pay was left since it was tried last."""

    def learn(self, what: str, kind: str, paid: float) -> None:
        """Remember what something that was done on a guess came to, 0..1."""
        self.predictor.learn(what, kind, paid)

    def pays(self, what: str, kind: str, least: float) -> bool:
        """Whether something that is done on a guess has paid on average, or may, as too little is known.

        What does not pay is left for `TRY_AGAIN` times and then tried anew.
        """
        paid = self.predictor.mean(what, kind)
        if paid is None or paid >= least:
            return True
        self._left[what, kind] += 1
        if self._left[what, kind] > TRY_AGAIN:
            del self._left[what, kind]
            self.predictor.forget(what, kind)
        return False

    def turn(self) -> "TurnBudget":
        return TurnBudget(self)

    def judge(self, trace: TurnTrace, turn: "TurnBudget") -> dict[str, Any]:
        """Judge a finished turn, and learn from it how long its stages take."""
        bridged = ("answer", "speak") if trace.marks.acknowledged is not None else ()
        times = trace.stages_ms()
        for stage, ms in times.items():
            if stage == "answer" and turn.tiers_ms:
                for tier, waited in turn.tiers_ms.items():
                    self.predictor.learn(stage, tier, waited)
            elif ms is not None and stage in COMPUTE and stage not in bridged:
                ahead_ms = trace.hidden_ms.get(stage, 0.0) if stage == "speak" else 0.0
                self.predictor.learn(stage, turn.engines.get(stage, ""), ms + ahead_ms)
        for action, gain in turn.gains(trace, times).items():
            self.learn("action", action, gain)
        return turn.verdict(times)


class TurnBudget:
    """One turn's allowance, spent stage by stage."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.path = config.NEAREST.path
        """Whose allocations count; set once the route is known."""
        self.engines: dict[str, str] = {"speak": budget.voice}
        """Stage → the engine that does it, set as the turn learns it."""
        self.wait_ms: float | None = None
        """Silence after which this turn was over, ms; None: that of a whole command."""
        self.tiers_ms: dict[str, float] = {}
        """Tier → ms to its first token, or until it was given up."""
        self.actions: list[dict[str, str]] = []
        self._without: dict[str, float] = {}
        """Action → ms that were predicted without it."""
        self._beside = ""
        """The tier that was asked beside a late one."""
        self._may: dict[str, bool] = {}

    def may(self, action: str) -> bool:
        """Whether an action may be taken: the settings allow it, and it has helped before, as far as is known."""
        if action not in self._may:
            self._may[action] = self._budget.limits.act and self._budget.pays("action", action, WORTH)
        return self._may[action]

    def gains(self, trace: TurnTrace, times: Mapping[str, float | None]) -> dict[str, float]:
        """Action → what it came to, 0..1, for those that were taken on a prediction: 0 where they saved nothing of the time."""
        first = trace.marks.answer_first_token
        gains: dict[str, float] = {}
        for action, stage in {one["action"]: one["stage"] for one in self.actions}.items():
            took, without = times[stage], self._without.get(action)
            if action == "hedge":
                gains[action] = float(trace.answered_by == self._beside)
            elif action == "end_wait_early" and trace.ended == "budget" and took and self.wait_ms:
                late = sum(times[stage] or 0.0 for stage in COMPUTE) > self.limit("compute").ceiling
                gains[action] = max(0.0, 1.0 - took / self.wait_ms) if late else 0.0  # else there was no need
            elif action == "acknowledge" and without and first is not None:
                gains[action] = min(1.0, (first - (trace.marks.routed or first)) * 1e3 / without)
            elif without and took is not None:
                gains[action] = max(0.0, 1.0 - took / without)
        return gains

    def limit(self, stage: str) -> config.Stage:
        """What `stage` ("answer", "compute", …) may take on this turn's path."""
        limit = self._budget.limits.stage(stage, self.path)
        if stage == "endpoint" and self.wait_ms is not None:
            return config.Stage(ceiling=max(limit.ceiling, self.wait_ms))
        return limit

    def predicted(self, *stages: str) -> float | None:
        """What the stages are expected to take together, ms; None while one of them is unknown."""
        known = [self._budget.predictor.predict(stage, self.engines.get(stage, "")) for stage in stages]
        return None if None in known else sum(ms for ms in known if ms is not None)

    def should_end_wait_early(self) -> bool:
        """Whether the stages after the endpoint are predicted to take too long, so that the wait must be cut."""
        expected = self.predicted(*COMPUTE)
        ceiling = self.limit("compute").ceiling
        if expected is None or expected <= ceiling or not self.may("end_wait_early"):
            return False
        self._act("end_wait_early", "endpoint", f"{expected:.0f} ms predicted, {ceiling:.0f} ms allowed")
        return True

    def should_shorten_first_chunk(self, spent_ms: float) -> bool:
        """Whether speech is predicted to start late, given what the turn has spent since its endpoint."""
        expected = self.predicted("speak")
        left = self.limit("speak").ceiling + max(0.0, self._allowed_until("speak") - spent_ms)
        if expected is None or expected <= left or not self.may("shorten_first_chunk"):
            return False
        if "shorten_first_chunk" not in self._without:  # else it is another draft's
            self._act("shorten_first_chunk", "speak", f"{expected:.0f} ms predicted, {left:.0f} ms left")
        self._without["shorten_first_chunk"] = expected
        return True

    def voice_ms(self) -> float:
        """How long the first voice usually takes to begin; 0 while too little is known."""
        return self._budget.predictor.predict("speak", self._budget.voice, USUALLY) or 0.0

    def should_use_spare(self, late_ms: float) -> bool:
        """Whether the spare voice must say the whole reply: the first one begins later than `late_ms` in half its replies."""
        budget, expected = self._budget, self.voice_ms()
        if expected <= late_ms or not self.may("second_voice"):
            return False
        if budget.spared >= TRY_AGAIN:
            budget.spared = 0
            budget.predictor.forget("speak", budget.voice)
            return False
        budget.spared += 1
        self.engines["speak"], self._without["second_voice"] = SPARE, expected
        self._act("second_voice", "speak", f"{expected:.0f} ms predicted, {late_ms:.0f} allowed")
        return True

    def remaining_ms(self, spent_ms: float) -> dict[config.BudgetPath, float]:
        """What each path leaves for the first token, given what the turn has spent since its endpoint."""
        carried, limits = max(0.0, self._allowed_until("answer") - spent_ms), self._budget.limits
        return {path: limits.stage("answer", path).ceiling + carried for path in config.BUDGET_PATHS}

    def choosing_ms(self, spent_ms: float) -> dict[config.BudgetPath, float]:
        """The same for the router, who chooses another tier where the one that the task calls for would take longer."""
        return self.remaining_ms(spent_ms) if self.may("other_tier") else dict.fromkeys(config.BUDGET_PATHS, math.inf)

    def hedge_after_ms(self, first: str, second: str, spent_ms: float) -> float:
        """How long to wait for tier `first` before `second` is asked too, given what the turn has spent.

        Normally until it is later than allowed and than nine times in ten before. Where it is predicted late and the other
        is predicted to be in time, the other begins just so; but never for a question that needs the larger model, or the
        quicker small one would answer all of these.
        """
        left = self.remaining_ms(spent_ms)[self.path]
        ours = self._budget.predictor.predict("answer", first)
        theirs = self._budget.predictor.predict("answer", second)
        is_easy = self.path != config.FARTHEST.path
        if is_easy and ours is not None and theirs is not None and theirs <= left < ours:
            return left - theirs
        return max(left, ours or 0.0)

    def chose(self, route: Route) -> None:
        """Note it where the router chose another tier than the task called for, as that would be late."""
        told = {signal.name: signal for signal in route.signals}
        if "latency" not in told or told["latency"].verdict == "no preference":
            return
        wanted = told["task_type"].verdict.rpartition(" ")[2]
        if told["latency"].verdict != wanted:
            self._without["other_tier"] = told["latency"].value[wanted]
            self._act("other_tier", "answer", f"{wanted}: {self._without['other_tier']:.0f} ms predicted")

    def hedged(self, first: str, second: str, waited_ms: float) -> None:
        self._beside = second
        self._act("hedge", "answer", f"{first} silent for {waited_ms:.0f} ms, {second} asked")

    def usual_ms(self, tier: str) -> float | None:
        """A tier's first token in half of its past turns; None while too little is known."""
        return self._budget.predictor.predict("answer", tier, USUALLY)

    def acknowledge_after_ms(self, allowed_ms: float, spent_ms: float, expected_ms: float | None) -> float:
        """Ms until the listener is told that an answer is coming: 0 if it is expected too late anyway."""
        left = max(0.0, allowed_ms - spent_ms)
        if expected_ms is None:
            return left
        voice_ms = self._budget.predictor.predict("speak", self.engines["speak"], USUALLY) or 0.0
        return 0.0 if expected_ms + voice_ms > left else left

    def acknowledged(self, allowed_ms: float, spent_ms: float, expected_ms: float | None) -> None:
        """Note that the listener was told that the answer is coming, `spent_ms` after the question."""
        foreseen = spent_ms < allowed_ms and expected_ms is not None
        if foreseen:
            self._without["acknowledge"] = expected_ms or 0.0
        late = f"expected in {expected_ms:.0f} ms" if foreseen else f"silent for {spent_ms:.0f} ms"
        self._act("acknowledge", "answer", f"{late}, {allowed_ms:.0f} allowed")

    def drafted(self, small: str, larger: str) -> None:
        said, took = self.tiers_ms.get(small, 0.0), self.tiers_ms.get(larger, 0.0)
        self._act("draft", "answer", f"{small} began after {said:.0f} ms, {larger} took {took:.0f}: {took - said:.0f} ms saved")

    def escalated(self, first: str, second: str, sure: float, wanted: float) -> None:
        self._act("escalate", "answer", f"{first} {sure:.2f} sure, {wanted:.2f} asked for, {second} asked")

    def fell_back_on(self, tier: str, why: str) -> None:
        self._act("fall_back", "answer", f"{why}; {tier} asked")

    def fell_back(self, why: str) -> None:
        """Note that the spare voice took over; `why` holds no words of the reply."""
        self._act("second_voice", "speak", why)

    def read_here(self, why: str) -> None:
        """Note that an engine here read what one elsewhere could not; `why` holds no words."""
        self._act("read_here", "transcribe", why)

    def continued(self, first: str, second: str) -> None:
        self._act("continue", "answer", f"from {first} to {second}")

    def verdict(self, times: Mapping[str, float | None]) -> dict[str, Any]:
        """Judge each stage by its allocation plus what earlier ones left over, then the whole turn."""
        saved = {action["stage"]: action["action"] for action in self.actions if action["action"] not in FOR_THE_ANSWER}
        stages: dict[str, Any] = dict.fromkeys(times)
        carried = waited = 0.0
        for stage, ms in times.items():
            if ms is None:
                continue
            limit, carry = self.limit(stage), carried if stage in COMPUTE else 0.0
            told = "missed" if ms > limit.ceiling + carry else f"saved by {saved[stage]}" if stage in saved else "met"
            if stage in COMPUTE or saved.get(stage) == "end_wait_early":
                carried = max(0.0, limit.ceiling + carry - ms)
                waited = carried if stage == "endpoint" else waited
            allowed = {"target": limit.target, "ceiling": limit.ceiling, "carried": round(carry, 3)}
            stages[stage] = {"ms": ms, **allowed, "verdict": told}
        compute, whole = round(sum(times.get(stage) or 0.0 for stage in COMPUTE), 3), self.limit("compute")
        within = compute <= whole.ceiling + waited
        missed = not within or any(s and s["verdict"] == "missed" for s in stages.values())
        return {
            "path": self.path,
            "wait_ms": self.wait_ms,
            "verdict": "missed" if missed else "saved" if saved else "met",
            "compute_ms": compute,
            "compute": {**whole.model_dump(), "verdict": "met" if within else "missed"},
            "stages": stages,
        }

    def _allowed_until(self, stage: str) -> float:
        return sum(self.limit(earlier).ceiling for earlier in COMPUTE[: COMPUTE.index(stage)])

    def _act(self, action: str, stage: str, numbers: str) -> None:
        self.actions.append({"action": action, "stage": stage, "why": f"{ACTIONS[action]} ({numbers})"})
