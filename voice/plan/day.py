"""A day: simulates the turns of all devices, event by event, through the product's router, budgets, breakers and ledgers.

The events are of eight kinds and lie in a heap: simpy's processes say the same in generators, several times slower, and 150,000
turns have a minute. What takes time in the product, engines and tiers, takes a time that is drawn from what was measured;
everything that decides is the product's own code.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from voice import config
from voice.config.hours import within
from voice.errors import TierError
from voice.messages import Message
from voice.plan.assistant import DayClock, Fleet
from voice.plan.scenario import Answers, Scenario
from voice.plan.traffic import Attempt, Outcome, Told, Turn, traffic
from voice.tiers import protocol

REFUSED_S = 0.02
"""Seconds until a host that refuses a connection has done so, as `benchmarks.faults` measured."""

REPLY_TOKENS = (20, 60, 150)
"""Fewest, usual and most tokens of a reply; they are drawn from a triangular distribution."""

CONVERSATION = "word " * 400
"""A conversation that a tier is sent beside its instructions: about 500 tokens."""

EARLY, LATE = 2 / 3, 4 / 3
"""A cold start takes between these multiples of the setting: 90 s become 60 to 120."""


class Day:
    """One simulated day."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._clock = DayClock()
        self._fleet = Fleet(scenario, self._clock)
        self._limits = self._fleet.settings
        self._random = np.random.default_rng(scenario.seed)
        self._draws = {name: found.drawn(self._random) for name, found in scenario.distributions().items()}
        self._tokens = self._replies()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._tiers = {tier.name: tier for tier in self._limits.tiers}
        self._request = _request(self._limits.tiers[0]) if self._limits.tiers else {}
        self._read_tokens = protocol.estimated_tokens(self._request) if self._request else 0
        self.outcome = Outcome(scenario)

    def run(self) -> Outcome:
        """Simulate it; the same scenario gives the same outcome, to the last bit."""
        try:
            for at, turn in traffic(self._scenario, self._fleet.assistants, self._random):
                while self._events and self._events[0][0] <= at:
                    self._step()
                self._clock.to(at)
                self._asked(turn)
            while self._events:
                self._step()
        finally:
            self._fleet.close()
        told, fleet = self.outcome, self._fleet
        ledgers = (one.ledger for one in fleet.assistants if "ledger" in vars(one))
        told.spent_usd = sum(ledger.spent()[1] for ledger in ledgers) + sum(host.usd for host in fleet.hosts)
        told.cold_starts, told.routes = sum(host.cold_starts for host in fleet.hosts), fleet.routes
        return told

    def _replies(self) -> Iterator[int]:
        while True:
            yield from self._random.triangular(*REPLY_TOKENS, 1024).astype(int).tolist()

    def _step(self) -> None:
        at, _, happens = heapq.heappop(self._events)
        self._clock.to(at)
        happens()

    def _after(self, seconds: float, happens: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self._clock.now() + seconds, next(self._count), happens))

    def _ms(self, name: str) -> float:
        return next(self._draws[name])

    # the events of a turn

    def _asked(self, turn: Turn) -> None:
        turn.trace.marks.last_voice = turn.trace.marks.endpoint = self._clock.now()
        turn.assistant.readers.do(lambda: self._after(self._ms("transcribe") / 1e3, partial(self._transcribed, turn)))

    def _transcribed(self, turn: Turn) -> None:
        turn.assistant.readers.done()
        turn.trace.marks.transcribed = self._clock.now()
        turn.route = self._fleet.route(turn.assistant, turn.text, turn.budget.choosing_ms(self._spent_ms(turn)))
        self._after(self._ms("route") / 1e3, partial(self._routed, turn))

    def _routed(self, turn: Turn) -> None:
        assert turn.route is not None
        route, budget = turn.route, turn.budget
        turn.trace.marks.routed, turn.trace.route = self._clock.now(), route
        budget.path = config.budget_path(route.tier)
        budget.engines |= {"transcribe": "fused", "answer": route.skill or next(iter(route.candidates), "none")}
        budget.chose(route)
        if route.tier == "skill":
            turn.trace.answered_by = "skill"
            self._after(self._ms("skill") / 1e3, partial(self._answered, turn))
        else:
            self._ask(turn)

    def _ask(self, turn: Turn) -> None:
        """Ask the next tier that may be asked; where none is left, the turn is over without an answer."""
        assert turn.route is not None
        for name in turn.route.candidates:
            if name not in turn.tried and self._begins(turn, name):
                return
        if not any(attempt.alive for attempt in turn.attempts):
            turn.trace.error = "nobody answered"
            self._answered(turn)

    def _begins(self, turn: Turn, name: str) -> bool:
        """Ask a tier; False if that fails at once."""
        assistant, tier, host = turn.assistant, self._tiers[name], turn.assistant.hosts[name]
        turn.tried.append(name)
        breaker = assistant.breakers[name]
        if not breaker.allow():
            return False
        attempt = Attempt(host, tier, self._clock.now())
        if host.asleep or host.left_s is not None:
            host.wake(tier.cold_start_s * float(self._random.uniform(EARLY, LATE)))
            breaker.dropped()
            self.outcome.failures[f"{name} was asleep"] += 1
            return False
        if tier.price_in or tier.price_out:
            attempt.paying = assistant.ledger.paying(tier, self._request, attempt.result)
            try:
                attempt.paying.__enter__()
            except TierError:
                breaker.dropped()
                return False
        turn.attempts.append(attempt)
        if (down := self._outage(name)) is not None:
            self._after(tier.connect_s if down == "silent" else REFUSED_S, partial(self._failed, turn, attempt, "was down"))
        else:
            self._after(tier.first_token_s, partial(self._failed, turn, attempt, "was silent"))
            host.machine.do(partial(self._works, turn, attempt))
        self._hedges(turn, name)
        return True

    def _outage(self, name: str) -> str | None:
        now = self._clock.today()
        return next((one.how for one in self._scenario.outages if one.tier == name and within(one.hours, now)), None)

    def _works(self, turn: Turn, attempt: Attempt) -> None:
        """Begin to answer: the tier has room for the turn."""
        if not attempt.alive:
            return attempt.host.machine.done()
        attempt.works = True
        self._after(self._ms(f"answer/{attempt.tier.name}") / 1e3, partial(self._spoke, turn, attempt))

    def _hedges(self, turn: Turn, first: str) -> None:
        """Ask a trusted tier too when the first one is late, as the product does by default."""
        assert turn.route is not None
        left = [name for name in turn.route.candidates if name not in turn.tried]
        if len(turn.tried) == 1 and left and self._tiers[left[0]].trusted and turn.budget.may("hedge"):
            after_ms = turn.budget.hedge_after_ms(first, left[0], self._spent_ms(turn))
            self._after(after_ms / 1e3, partial(self._late, turn, first, left[0], after_ms))

    def _late(self, turn: Turn, first: str, second: str, waited_ms: float) -> None:
        if not turn.over and turn.tried == [first]:
            turn.budget.hedged(first, second, waited_ms)
            self._begins(turn, second)

    def _failed(self, turn: Turn, attempt: Attempt, why: str) -> None:
        if not attempt.alive or attempt.result.ended:
            return
        name = attempt.tier.name
        turn.assistant.breakers[name].failed()
        self.outcome.failures[f"{name} {why}"] += 1
        self._give_up(turn, attempt)
        left = [other for other in (turn.route.candidates if turn.route else ()) if other not in turn.tried]
        if left and not any(other.alive for other in turn.attempts):
            turn.budget.fell_back_on(left[0], f"{name} {why}")
        self._ask(turn)

    def _give_up(self, turn: Turn, attempt: Attempt) -> None:
        attempt.alive = False
        turn.budget.tiers_ms[attempt.tier.name] = (self._clock.now() - attempt.began) * 1e3
        if attempt.works:
            attempt.host.machine.done()
        if attempt.paying:
            attempt.paying.__exit__(None, None, None)

    def _spoke(self, turn: Turn, attempt: Attempt) -> None:
        """Note a tier's first token, which decides who answers."""
        if not attempt.alive:
            return
        name, attempt.result.ended = attempt.tier.name, "stop"
        turn.budget.tiers_ms[name] = (self._clock.now() - attempt.began) * 1e3
        turn.trace.answered_by = name
        for other in turn.attempts:
            if other is not attempt and other.alive:
                turn.assistant.breakers[other.tier.name].failed()  # outrun before its first token
                self._give_up(turn, other)
        tokens = next(self._tokens)
        attempt.result.tokens_in, attempt.result.tokens_out = self._read_tokens, tokens
        answers: Answers = attempt.host.tier
        self._after(tokens * answers.token_ms / 1e3, partial(self._written, turn, attempt))
        self._answered(turn)

    def _written(self, turn: Turn, attempt: Attempt) -> None:
        turn.assistant.breakers[attempt.tier.name].succeeded()
        attempt.result.seconds = self._clock.now() - attempt.began
        attempt.host.used()
        attempt.host.machine.done()
        if attempt.paying:
            attempt.paying.__exit__(None, None, None)

    def _answered(self, turn: Turn) -> None:
        turn.over = True
        turn.trace.marks.answer_first_token = self._clock.now()
        spare = turn.budget.should_use_spare(self._limits.speak.late_ms)
        voice = "spare" if spare or turn.trace.error else "speak"
        turn.assistant.voices.do(lambda: self._after(self._ms(voice) / 1e3, partial(self._heard, turn)))

    def _heard(self, turn: Turn) -> None:
        turn.assistant.voices.done()
        trace, marks, now = turn.trace, turn.trace.marks, self._clock.now()
        assert marks.endpoint is not None
        marks.speech_first_audio = first = now
        if (due := self._bridged(turn)) is not None:
            marks.speech_first_audio = first = due
        trace.actions = turn.budget.actions
        trace.budget = turn.assistant.budget.judge(trace, turn.budget)
        self.outcome.actions.update({action["action"] for action in trace.actions})
        by = trace.answered_by or ""
        told = Told(
            marks.endpoint, turn.kind, by, (now - marks.endpoint) * 1e3, (first - marks.endpoint) * 1e3, trace.budget["verdict"]
        )
        self.outcome.told.append(told)

    def _bridged(self, turn: Turn) -> float | None:
        """When "One moment." was heard, where the answer was late or known to be, as `voice.haste` has it."""
        marks, budget, allowed_ms = turn.trace.marks, turn.budget, self._limits.answer.bridge_ms
        assert marks.endpoint is not None
        assert marks.routed is not None
        if turn.trace.answered_by == "skill" or not turn.tried or not budget.may("acknowledge"):
            return None
        spent_ms, expected_ms = (marks.routed - marks.endpoint) * 1e3, budget.usual_ms(turn.tried[0])
        due = marks.routed + budget.acknowledge_after_ms(allowed_ms, spent_ms, expected_ms) / 1e3
        if marks.answer_first_token is None or due >= marks.answer_first_token:
            return None
        marks.acknowledged = due
        budget.acknowledged(allowed_ms, (due - marks.endpoint) * 1e3, expected_ms)
        return due + self._ms("spare") / 1e3

    def _spent_ms(self, turn: Turn) -> float:
        assert turn.trace.marks.endpoint is not None
        return (self._clock.now() - turn.trace.marks.endpoint) * 1e3


def _request(tier: config.Tier) -> dict[str, Any]:
    return protocol.request(tier, [Message("user", CONVERSATION)], ())
