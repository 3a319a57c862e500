"""The router asks each signal in turn, chooses who answers, and notes in the route what each signal said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from voice import config
from voice.clock import stopwatch
from voice.english.refusals import SIGNAL, Refusal, why
from voice.messages import Alternative, Finding, Match, Message, Route, Signal, TierKind
from voice.route import availability, latency, policy, privacy, size, skill, task_type
from voice.route.signal_result import SignalResult

ANY_CLOUD = config.Tier(name="a cloud tier", where="cloud", base_url="https://cloud.invalid/v1", model="any", price_in=0.0)

ANY_BUDGET = {path: config.Budget().stage("answer", path).ceiling for path in config.BUDGET_PATHS}
"""The budget of a request for which none is given."""

REHEARSED = "my mother wants to know whether ten of them are for you"
"""A request with people and a number in it, so that routing it loads all tables of the privacy detector."""

Price = Callable[[config.Tier, int, int | None], float]
"""Takes a tier, the tokens to read (without the fixed prompt) and to write (None: as usual); gives US dollars."""


def list_price(tier: config.Tier, tokens_in: int, tokens_out: int | None) -> float:
    return (tokens_in * tier.price_in + (tokens_out or size.SHORT_REPLY) * tier.price_out) / 1e6


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the tiers at run time; unless told otherwise, all are up, as fast and dear as set, and without limit."""

    state: availability.State = lambda name: (0.0, None)
    predict: latency.Predict = lambda name: None
    price: Price = list_price
    overspent: policy.Overspent = lambda tier, tokens: None


@dataclass(slots=True)
class Router:
    """Routes requests. `match` says whether a skill can do one, `screen` what in it is private, `refuse` why none does it."""

    match: skill.Matcher
    tiers: Sequence[config.Tier] = ()
    routing: config.Routing = field(default_factory=config.Routing)
    offline: bool = False
    residency: Sequence[str] = ()
    """The residencies allowed for tiers that are not trusted; any when empty."""
    screen: privacy.Screen = lambda messages: Finding()
    known: Known = Known()
    refuse: Callable[[str], Refusal] = why

    def load(self) -> None:
        """Route something once: the first request would otherwise wait for weights and tables to be read."""
        self.route(REHEARSED, command=False)

    def route(
        self,
        text: str,
        command: bool = True,
        history: Sequence[Message] = (),
        remaining: latency.RemainingBudget = ANY_BUDGET,
        follow_up: Match | None = None,
        explain: bool = False,
    ) -> Route:
        """Choose who answers `text`. `command=False`: the recogniser says that it is no command, so no skill is tried.

        `history`: the conversation so far; `remaining`: what the turn's budget has left; `follow_up`: what the text means
        behind the last request. `explain`: also say of what a skill does what is private in it, and why each tier may be asked
        or not; that takes longer than the choice, and no tier is.
        """

        def match(text: str) -> Match | None:
            return follow_up or (self.match(text) if command else None)

        route = _Choice(self, text, match, history, remaining).route(explain)
        return self.refused(route, text) if explain and route.tier != "skill" and not route.candidates else route

    def refused(self, route: Route, text: str) -> Route:
        """The same route, with why nobody answers `text`."""
        watch = stopwatch()
        refusal = self.refuse(text)
        return replace(route, signals=(*route.signals, Signal(SIGNAL, refusal.about, refusal.kind, watch() * 1e3)))


class _Choice:
    """One request on its way through the signals."""

    def __init__(
        self, world: Router, text: str, match: skill.Matcher, history: Sequence[Message], remaining: latency.RemainingBudget
    ) -> None:
        self._watch = stopwatch()
        self._world, self._text, self._match, self._remaining = world, text, match, remaining
        self._history = history
        self._signals: list[Signal] = []
        self._found = Finding()
        self._kept: dict[str, str] = {}
        """Tier → why privacy or policy removes it."""
        self._away: Mapping[str, str] = {}
        """Tier → why it cannot be asked now."""
        self._waking: frozenset[str] = frozenset()
        self._task: task_type.TaskType | None = None

    @cached_property
    def _sizes(self) -> size.Sizes:
        return size.measure(self._text, self._history)

    @property
    def _read(self) -> int:
        """Tokens that a tier would read."""
        return self._sizes.request + self._sizes.history

    @cached_property
    def _ms(self) -> dict[str, float]:
        """Tier → ms to its first token, from past turns; until there are enough of them, from its settings."""
        predicted = {tier.name: self._world.known.predict(tier.name) for tier in self._world.tiers}
        return {tier.name: tier.ttft_budget_ms if (ms := predicted[tier.name]) is None else ms for tier in self._world.tiers}

    def route(self, explain: bool) -> Route:
        if not self._text:
            return self._routed(SignalResult(None, "", tier="skill", reason="nothing was said"), "skill")
        chosen = self._look("skill", lambda: skill.look(self._match, self._text))
        if chosen.match and not explain:
            return self._routed(chosen, "skill", alternatives=False)
        for name, judge in (("privacy", self._privacy), ("policy", self._policy), ("availability", self._availability)):
            self._look(name, judge)
        chosen = chosen if chosen.match else self._choose()
        wanted = chosen.tier or config.NEAREST.kind
        if config.is_away(wanted) and (why := self._why_at_home()):
            chosen = replace(chosen, tier=config.NEAREST.kind, reason=f"stays at home: {why}; otherwise {chosen.reason}")
        return self._routed(chosen, wanted)

    def _choose(self) -> SignalResult:
        judges: dict[str, Callable[[], SignalResult]] = {
            "size": lambda: size.look(self._sizes, self._world.routing),
            "task_type": self._task_type,
        }
        for name, judge in judges.items():
            result = self._look(name, judge)
            if result.tier is not None:
                return result
        return self._look("latency", self._latency)

    def _look(self, name: str, judge: Callable[[], SignalResult]) -> SignalResult:
        watch = stopwatch()
        result = judge()
        self._signals.append(Signal(name, result.value, result.verdict, watch() * 1e3))
        return result

    def _privacy(self) -> SignalResult:
        self._found, result = privacy.look(self._world.screen, [*self._history, Message("user", self._text)], self._judged())
        self._kept |= result.removes
        return result

    def _policy(self) -> SignalResult:
        world = self._world
        result = policy.look(self._judged(), world.offline, world.residency, world.known.overspent, self._read)
        self._kept = {**result.removes, **self._kept}
        return result

    def _availability(self) -> SignalResult:
        self._waking, result = availability.look(self._world.tiers, self._world.known.state)
        self._away = result.removes
        return result

    def _task_type(self) -> SignalResult:
        self._task, result = task_type.look(self._text, self._world.routing.sure)
        return result

    def _latency(self) -> SignalResult:
        assert self._task is not None
        near, far = config.NEAREST.kind, config.FARTHEST.kind
        firsts: dict[TierKind, float] = {}
        for tier in filter(self._may_be_asked, self._ordered(far)):
            firsts.setdefault(near if tier.location.small else far, self._ms[tier.name])
        predicted = {kind: firsts[kind] for kind in (near, far) if kind in firsts}
        return latency.look(self._task, predicted, self._remaining)

    def _judged(self) -> list[config.Tier]:
        """The tiers to choose among; if all are the user's own, also a made-up cloud tier under the default policy."""
        tiers, residency = list(self._world.tiers), self._world.residency
        if any(not tier.location.owned for tier in tiers):
            return tiers
        return [*tiers, ANY_CLOUD.model_copy(update={"residency": residency[0] if residency else None})]

    def _why_at_home(self) -> str:
        """Say why no tier away from home may be asked; "" where one may."""
        larger = [tier.name for tier in self._judged() if not tier.location.owned]
        return "" if any(name not in self._kept for name in larger) else self._kept[larger[0]]

    def _ordered(self, wanted: TierKind) -> list[config.Tier]:
        """Sort the tiers: first those of the wanted kind, then abler ones, then the others from the ablest down."""
        at = config.LOCATIONS[wanted].order
        away = {tier.name: tier.location.order - at for tier in self._world.tiers}
        return sorted(self._world.tiers, key=lambda tier: (away[tier.name] < 0, abs(away[tier.name])))

    def _may_be_asked(self, tier: config.Tier) -> bool:
        return tier.name not in self._kept and tier.name not in self._away

    def _routed(self, chosen: SignalResult, wanted: TierKind, alternatives: bool = True) -> Route:
        match = chosen.match
        return Route(
            chosen.tier or wanted,
            chosen.reason,
            skill=match.skill if match else None,
            slots=match.slots if match else {},
            candidates=() if wanted == "skill" else self._candidates(wanted),
            signals=tuple(self._signals),
            private=self._found.kinds,
            alternatives=tuple(self._alternative(tier, wanted) for tier in self._world.tiers if alternatives),
            ms=self._watch() * 1e3,
            said=match.text if match else "",
            also=match.also if match else (),
        )

    def _candidates(self, wanted: TierKind) -> tuple[str, ...]:
        """Names of the tiers to try, the nearest in ability first; those that are starting come last."""
        names = [tier.name for tier in self._ordered(wanted) if self._may_be_asked(tier)]
        return tuple(sorted(names, key=self._waking.__contains__))

    def _alternative(self, tier: config.Tier, wanted: TierKind) -> Alternative:
        usd = self._world.known.price(tier, self._read, self._sizes.reply)
        unneeded = "no model is needed" if wanted == "skill" else ""
        removed = self._kept.get(tier.name) or self._away.get(tier.name) or unneeded
        return Alternative(tier.name, tier.where, self._ms[tier.name], usd, removed)
