"""Which engine does what: the assistant put together from the settings, read top to bottom."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from voice import endpoint, speak, transcribe, wake
from voice.answer.cache import AnswerCache
from voice.answer.history import History
from voice.answer.phrases import FIXED
from voice.answer.tier_pool import TierPool
from voice.assistant import Assistant
from voice.budget import Budget, Predictor
from voice.clock import Clock
from voice.config import Config
from voice.config import Tier as TierSettings
from voice.listen import Source
from voice.messages import Sink, Tool
from voice.privacy.gate import EgressGate, place_of
from voice.privacy.redacting_tier import RedactingTier
from voice.route import Router
from voice.skills import Context, Skills
from voice.speak.cache import CachedVoice
from voice.speak.player import Player
from voice.tiers import Tier
from voice.tiers.chat import ChatTier
from voice.tiers.local import LocalTier
from voice.tiers.spend import ANNOUNCEMENTS, Ledger
from voice.trace import TraceWriter
from voice.turn import Replier, Warned

Notify = Callable[[Any], None]
"""Told of every event as it happens: those of `voice.messages`, `voice.assistant` and `voice.turn`."""

OpenSink = Callable[[int], Sink]
"""Makes the sink for a synthesiser's sample rate, Hz."""


def replier(
    config: Config, clock: Clock, sink: OpenSink | None, notify: Notify, will_ring: bool = False
) -> Replier:
    """All that answers, loaded and ready; aloud if there is a sink. Raises VoiceError."""
    gate = EgressGate.of(config, clock)
    gate.screen.load()
    skills = Skills(config, clock, gate)
    for warning in skills.load():
        notify(Warned(warning))
    player = loudspeaker = prerender = None
    if sink is not None:
        voice, spare = speak.create(config.speak, config.state_dir / "phrases", lambda text: notify(Warned(text)))
        voice.load()
        if spare:
            spare.load()
        if isinstance(voice, CachedVoice):
            prerender = partial(voice.warm, [*skills.phrases, *FIXED, *ANNOUNCEMENTS])
        loudspeaker = sink(voice.sample_rate)
        loudspeaker.open()
        player = Player(voice, loudspeaker, clock, spare, config.speak.late_ms / 1e3)
    if config.routing.confidence and not any(tier.tells_confidence for tier in config.tiers):
        notify(Warned("routing.confidence has no effect: no tier on the device has logprobs = true"))
    predictor = Predictor(config.state_dir / "latency.json")
    predictor.load()
    ledger = Ledger(config.state_dir / "spend.db", config.cost, clock, skills.tools, lambda text: notify(Warned(text)))
    ledger.load()
    answering = panel(config, clock, skills, gate, ledger)
    router = Router(
        skills.match,
        config.tiers,
        config.routing,
        offline=config.offline,
        residency=config.privacy.residency,
        screen=gate.screen.finding,
        overspent=ledger.overspent,
        state=lambda name: answering.tiers[name].state,
        predict=partial(predictor.predict, "answer"),
        price=ledger.estimate,
    )
    router.load()
    return Replier(
        clock=clock,
        router=router,
        skills=skills,
        context=Context(will_ring=will_ring, volume=loudspeaker),
        panel=answering,
        player=player,
        budget=Budget(config.budget, predictor, config.speak.engine),
        writer=TraceWriter(config.state_dir / "traces.jsonl", config.keep_words),
        history=History(),
        notify=notify,
        prerender=prerender,
        kept=partial(gate.keep_route, {tier.name: place_of(tier) for tier in config.tiers}),
        announcement=ledger.announcement,
        bridge_ms=config.answer.bridge_ms,
    )


def panel(config: Config, clock: Clock, skills: Skills, gate: EgressGate, ledger: Ledger) -> TierPool:
    """The tiers, and what they may do."""
    hedge = config.answer.hedge
    tools = skills.tools if any(tier.tools for tier in config.tiers) else ()
    return TierPool(
        tiers={settings.name: _tier(settings, clock, tools, gate, ledger) for settings in config.tiers},
        clock=clock,
        cache=AnswerCache(clock, config.answer.cache_s),
        beside={tier.name for tier in config.tiers if hedge == "always" or (hedge == "trusted" and tier.trusted)},
        tools=tools,
        small={tier.name for tier in config.tiers if tier.location.small},
        confidence=config.routing.confidence,
        draft=config.answer.draft,
    )


def _tier(settings: TierSettings, clock: Clock, tools: Sequence[Tool], gate: EgressGate, ledger: Ledger) -> Tier:
    if settings.model_file:
        return LocalTier(settings, clock, tools, ledger)
    place = place_of(settings)
    tier = ChatTier(settings, gate.client_to(place).http, clock, ledger=ledger)
    return tier if settings.trusted else RedactingTier(tier, place, gate)


async def assistant(
    config: Config,
    clock: Clock,
    source: Source,
    sink: OpenSink,
    notify: Notify,
    *,
    source_name: str = "microphone",
    need_wake: bool = True,
    will_ring: bool = False,
) -> Assistant:
    """The whole assistant, loaded and ready to `run()`. Raises VoiceError."""
    answers = replier(config, clock, sink, notify, will_ring)
    gate = None
    if need_wake:
        gate = wake.create(config.wake)
        gate.load()
    activity = endpoint.VoiceActivity(config.endpoint.aggressiveness)
    activity.load()
    skills = answers.skills
    recogniser = transcribe.create(config.transcribe, skills.sentences, skills.judge, config.wake.phrases)
    await recogniser.load()
    return Assistant(
        clock=clock,
        source=source,
        source_name=source_name,
        activity=activity,
        wake=gate,
        endpointer=endpoint.Endpointer(config.endpoint),
        waits=config.endpoint,
        transcriber=recogniser,
        replier=answers,
        budget=answers.budget,
        notify=notify,
    )
