"""What `voice doctor` and `voice setup` do with local models: ask one something, and look for servers that run already."""

import asyncio

from voice import config
from voice.clock import stopwatch
from voice.errors import TierError
from voice.messages import Message
from voice.models import machine
from voice.privacy.gate import EgressGate, place_of
from voice.tiers import StreamResult, Tier, rebuild
from voice.tiers.chat import ChatTier
from voice.tiers.local import LocalTier
from voice.tiers.supervisor import TOOLS_IGNORED

QUESTION = [Message("user", "what would happen if the moon were twice as close to us")]
"""Twelve words, about as many as a question has."""

SLOWED = "llama-cpp-python crashed with weights arranged for this processor, and goes without"


async def asked(settings: config.Tier, gate: EgressGate) -> str:
    """Load a model as an assistant does, in its process or by its server, and ask it something. Raises VoiceError."""
    patient = settings.model_copy(update={"first_token_s": settings.total_s})
    tier = LocalTier(patient) if settings.model_file else ChatTier(patient, gate.client_to(place_of(settings)).http)
    name = settings.model_file or settings.model
    try:
        watch = stopwatch()
        await tier.warm()
        loaded = watch()
        first, rate = await _asked(tier)
        speed = f"ready in {loaded:.1f} s, first token after {first * 1e3:.0f} ms, {rate:.0f} tokens a second"
        more = f"; {TOOLS_IGNORED}" if isinstance(tier, LocalTier) and settings.tools and not tier.takes_tools else ""
        if isinstance(tier, LocalTier) and tier.slowed:
            more += f"; it could read twice as fast: {SLOWED}. {rebuild.remedy()}"
        return f"{name}: {speed}{more}"
    finally:
        await tier.close()


async def _asked(tier: Tier) -> tuple[float, float]:
    """Seconds to the first token, and tokens in a second from then on."""
    result, watch, first = StreamResult(), stopwatch(), 0.0
    async for _ in tier.stream(QUESTION, result):
        first = first or watch()
    if not first:
        raise TierError(f"{tier.name}: an empty reply", "Try another model.")
    writing = watch() - first
    return first, max(0, result.tokens_out - 1) / max(writing, 1e-3)


async def running() -> str:
    """List the model servers on this machine, with the settings that use them."""
    found = await asyncio.to_thread(machine.servers)
    if not found:
        return "none is set up, so what needs one gets an honest no; `voice setup` proposes one"
    lines = [
        f"{server.name} runs here ({', '.join(server.models[:5])}). To use it, set VOICE_DEVICE_URL={server.url} "
        f"and VOICE_DEVICE_MODEL={server.models[0]}"
        for server in found
    ]
    return "\n".join(lines)
