"""The engines: all that is loaded once in a process and shared by its conversations. Read top to bottom: who does what.

Only here is anything loaded or closed. A session opens streams of these and owns none of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from voice import endpoint, speak, transcribe, wake
from voice.answer.cache import AnswerCache
from voice.answer.phrases import FIXED
from voice.answer.tier_pool import TierPool
from voice.budget import Budget
from voice.clock import Clock
from voice.config import Config
from voice.config import Tier as TierSettings
from voice.errors import DeviceError, VoiceError
from voice.history.era import era
from voice.history.writer import Writer
from voice.messages import Completeness, Route, Tool, Transcript
from voice.predictor import Predictor
from voice.privacy.gate import EgressGate, place_of
from voice.privacy.redacting_tier import RedactingTier
from voice.provenance import origin
from voice.route import Known, Router
from voice.sink import Sink
from voice.skills import Skills
from voice.speak import Voice
from voice.speak.cache import CachedVoice
from voice.speak.player import Player
from voice.tiers import Tier
from voice.tiers.chat import ChatTier
from voice.tiers.cost import is_priced
from voice.tiers.local import LocalTier
from voice.tiers.spend import ANNOUNCEMENTS, Ledger
from voice.time_zone import zone_fault
from voice.transcribe import Recogniser
from voice.wake import WakeModel

Warn = Callable[[str], None]
"""Shows people a warning about what works worse than it should."""


@dataclass(frozen=True, slots=True)
class Ears:
    """The engines that hear. Each session opens streams of its own."""

    recogniser: Recogniser
    wake: WakeModel
    activity: Callable[[], endpoint.VoiceActivity]
    smart_turn: endpoint.SmartTurn | None = None
    """Tells from the voice whether somebody has finished; None: nothing tells."""
    judged: Callable[[Transcript, Completeness, float], Completeness] = endpoint.judged
    """Tells how complete the words so far are; see there."""
    whole: Callable[[str], float | None] = endpoint.odds
    """Tells how likely words are a whole request; see there."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The engines that speak."""

    voice: Voice
    spare: Voice | None = None
    """Says the sentences that the first voice is late with or fails at."""
    strange: bool = False
    """The first voice is a service that may be told nothing private: the spare one says that."""
    others: dict[str, Voice] = field(default_factory=dict)
    """Further voices of the first one's engine that somebody has chosen, by name."""

    @property
    def name(self) -> str:
        return self.voice.name if isinstance(self.voice, speak.Several) else ""

    def names(self) -> Mapping[str, str]:
        """List the voices that may be chosen, with what people call them; none where there is no choice."""
        there = self.voice.names() if isinstance(self.voice, speak.Several) else {}
        return there if len(there) > 1 else {}

    def called(self, name: str) -> Voice:
        """Give one of `names`, for whoever wants to be spoken to by it. Raises VoiceError."""
        if not isinstance(self.voice, speak.Several) or name == self.voice.name:
            return self.voice
        if name not in self.others:
            self.others[name] = self.voice.called(name)
        return self.others[name]

    def close(self) -> None:
        self.voice.close()
        if self.spare:
            self.spare.close()


class Engines:
    """Everything that conversations share. Make them, `load` them, and `close` them once no conversation uses them."""

    def __init__(self, config: Config, clock: Clock, warn: Warn) -> None:
        self.config = config
        self.clock = clock
        self.warn = warn
        self.gate = EgressGate.of(config, clock)
        self.skills = Skills(config, clock, self.gate)
        self.budget = Budget(config.budget, Predictor(config.state_dir / "latency.json"))
        self.writer = Writer(config.state_dir, config.history, config.keep_words, clock)
        self.origin = origin(config)
        self.ears: Ears | None = None
        """The hearing engines; None until loaded: conversations are typed."""
        self.voices: Voices | None = None
        """The speaking engines; None until loaded: replies are shown as text."""
        self.ledger: Ledger
        self.pool: TierPool
        self.router: Router
        self._prerendering: set[str] = set()
        self._era = era(config.state_dir)

    async def load(self, *, ears: bool = False, voice: bool = False) -> None:
        """Load what is needed to answer, and what is needed to hear and to speak where asked for. Raises VoiceError."""
        config = self.config
        self.gate.screen.load()
        for warning in [zone_fault(), await self.skills.home.refresh(), *self.skills.load()]:
            if warning:
                self.warn(warning)
        if config.routing.confidence and not any(tier.tells_confidence for tier in config.tiers):
            self.warn("routing.confidence has no effect: no tier on the device has logprobs = true")
        self.budget.predictor.load()
        self.writer.load()
        self._answerers()
        try:
            if voice:  # beside the loop: a large one takes seconds, and others may be talking here
                self.voices = await asyncio.to_thread(self._voices)
            if ears:
                self.ears = await self._ears()
        except BaseException:  # failed, or cancelled: what was loaded before goes with it
            await self.close()
            raise

    def player(self, sink: Callable[[int], Sink]) -> Player:
        """A player of one session's own. `sink` makes its speaker, for a sample rate in Hz."""
        assert self.voices is not None, "loaded with a voice"
        speaker = sink(self.voices.voice.sample_rate)
        with suppress(DeviceError):  # which the speaker tells of; it is opened again when there is something to say
            speaker.open()
        voices, late_s = self.voices, self.config.speak.late_ms / 1e3
        return Player(voices.voice, speaker, self.clock, voices.spare, late_s, voices.strange)

    async def warm(self) -> None:
        """A question may be coming: have the tiers make ready, and look whether the house has changed."""
        await asyncio.gather(self.skills.home.renew(), *(tier.warm() for tier in self.pool.tiers.values()))

    async def prerender(self, quiet: Callable[[], Awaitable[None]], name: str = "") -> None:
        """Have a slow voice make ready what is often said, once for all sessions, each phrase when `quiet` has returned.

        `name`: of one of `voices.others`; the first voice else.
        """
        voice = None if self.voices is None else self.voices.called(name) if name else self.voices.voice
        if isinstance(voice, CachedVoice) and voice.identity not in self._prerendering:
            self._prerendering.add(voice.identity)
            try:
                await voice.warm([*self.skills.phrases, *FIXED, *ANNOUNCEMENTS], quiet)
            finally:
                self._prerendering.discard(voice.identity)

    def keep_private(self, route: Route, words: str) -> None:
        """Note in the audit log which tiers private words were kept from."""
        self.gate.keep_route({tier.name: place_of(tier) for tier in self.config.tiers}, route, words)

    def era(self) -> str:
        """Tell which era it is (`voice.history.era`); what is remembered here of an earlier one is dropped first."""
        if (now := era(self.config.state_dir)) != self._era:
            self._era = now
            self.skills.forget()
            self.pool.cache.forget()
            self.gate.screen.memory.forget()
        return self._era

    async def close(self) -> None:
        """End workers, threads and connections, and let go of files."""
        if self.ears:
            await self.ears.recogniser.close()
        if self.voices:
            self.voices.close()
        for tier in self.pool.tiers.values():
            await tier.close()
        self.ledger.close()
        if warning := await asyncio.to_thread(self.writer.close):
            self.warn(warning)

    def _voices(self) -> Voices:
        voice, spare = speak.create(self.config.speak, self.config.state_dir / "phrases", self.warn, self.gate)
        voice.load()
        try:
            if spare:
                spare.load()
        except VoiceError:
            voice.close()
            raise
        self.budget.voice = speak.engine_of(self.config.speak)
        return Voices(voice, spare, self.config.speak.is_strange)

    async def _ears(self) -> Ears:
        config, skills = self.config, self.skills
        model = wake.create(config.wake)
        recogniser = transcribe.create(config.transcribe, skills, config.wake.said, self.clock, self.gate)
        loading = asyncio.create_task(recogniser.load())  # in a process of its own
        try:
            await asyncio.gather(asyncio.to_thread(model.load), asyncio.to_thread(skills.compile))
            smart_turn = await asyncio.to_thread(endpoint.smart_turn.load, config.endpoint.model)
            await loading
        except BaseException:
            loading.cancel()
            await asyncio.wait([loading])
            await recogniser.close()
            raise
        return Ears(recogniser, model, partial(endpoint.VoiceActivity, config.endpoint.aggressiveness), smart_turn)

    def _answerers(self) -> None:
        """Make the ledger of costs, the tier pool, and the router that chooses among the tiers."""
        config, predict = self.config, partial(self.budget.predictor.predict, "answer")
        tools = _tools(config, self.skills)
        self.ledger = Ledger(config.state_dir / "spend.db", config.cost, self.clock, tools, self.warn)
        self.ledger.load()
        self.pool = tier_pool(config, self.clock, self.skills, self.gate, self.ledger)
        self.router = Router(
            self.skills.match,
            config.tiers,
            config.routing,
            offline=config.offline,
            residency=config.privacy.residency,
            screen=self.gate.screen.finding,
            known=Known(lambda name: self.pool.tiers[name].state, predict, self.ledger.estimate, self.ledger.overspent),
            refuse=self.skills.refusal,
        )
        self.router.load()


def tier_pool(config: Config, clock: Clock, skills: Skills, gate: EgressGate, ledger: Ledger) -> TierPool:
    """The tiers of the settings, and what they may do."""
    tools = _tools(config, skills)
    return pool_of({one.name: _tier(one, clock, tools, gate, ledger) for one in config.tiers}, config, clock, tools)


def pool_of(tiers: Mapping[str, Tier], config: Config, clock: Clock, tools: Sequence[Tool]) -> TierPool:
    """Tiers that have been made, with what they may do by the settings."""
    hedge = config.answer.hedge
    return TierPool(
        tiers=tiers,
        clock=clock,
        cache=AnswerCache(clock, config.answer.cache_s),
        beside={tier.name for tier in config.tiers if hedge == "always" or (hedge == "trusted" and tier.trusted)},
        tools=tools,
        small={tier.name for tier in config.tiers if tier.location.small},
        confidence=config.routing.confidence,
        draft=config.answer.draft,
        ahead={tier.name for tier in config.tiers if _may_be_ahead(tier, config.answer.ahead)},
    )


def _may_be_ahead(tier: TierSettings, allowed: str) -> bool:
    """Whether a tier may be asked while the question may still go on, as `answer.ahead` allows."""
    free = tier.trusted and tier.is_at_home and not is_priced(tier)
    return {"never": False, "home": free, "trusted": tier.trusted, "always": True}[allowed]


def _tools(config: Config, skills: Skills) -> Sequence[Tool]:
    """What tiers may call. Describing it takes time, which is saved where no tier may call anything."""
    return skills.tools if any(tier.tools for tier in config.tiers) else ()


def _tier(settings: TierSettings, clock: Clock, tools: Sequence[Tool], gate: EgressGate, ledger: Ledger) -> Tier:
    if settings.model_file:
        return LocalTier(settings, clock, tools, ledger)
    place = place_of(settings)
    tier = ChatTier(settings, gate.client_to(place).http, clock, ledger=ledger)
    return tier if settings.trusted else RedactingTier(tier, place, gate)
