"""A house with tiers, in virtual time: everything takes as long as it says, the waiting for a tier included."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.house import House
from tests.skills.making import make_skills
from voice.answer.tier_pool import TierPool
from voice.config import Answer, Config, Tier
from voice.messages import Alternative, Route
from voice.testing import ScriptedTier
from voice.trace import TurnTrace


class Lived(House):
    """A house with tiers: `tiers` are (where, tier) pairs; every question that no skill takes goes to them in that order."""

    def __init__(self, folder: Path, *tiers: tuple[str, ScriptedTier], commands: tuple[str, ...] = (), **answer: Any) -> None:
        disabled = make_skills(Config(state_dir=folder)).known - {"time"}
        super().__init__(folder, tiers[0][1], commands=commands, disabled=tuple(disabled))
        self.running_at_the_end: set[Any] = set()
        self.pairs = tiers
        self._assumed: tuple[Alternative, ...] = ()
        engines = self.engines
        engines.config = engines.config.model_copy(update={"answer": Answer(bridge_ms=answer.pop("bridge_ms", 0.0))})
        settings = [Tier(name=tier.name, where=where, base_url="http://x", model="m") for where, tier in tiers]  # type: ignore[arg-type]
        small = {tier.name for where, tier in tiers if where == "device"}
        named = {tier.name: tier for _, tier in tiers}
        engines.pool = TierPool(named, engines.clock, engines.pool.cache, small=small, **answer)
        engines.router.tiers = settings
        route = engines.router.route

        def as_given(*asked: Any, **more: Any) -> Route:
            chosen = route(*asked, **more)
            if chosen.tier == "skill":
                return chosen
            kind = "device" if tiers[0][0] == "device" else "cloud"
            return replace(chosen, tier=kind, candidates=tuple(tier.name for _, tier in tiers), alternatives=self._assumed)

        engines.router = type("Fixed", (), {"route": staticmethod(as_given)})()  # type: ignore[assignment]
        for _, tier in tiers:
            tier.clock = engines.clock

    def assume(self, tier: str, ms: float) -> None:
        """What the router says of a tier's first token."""
        self._assumed += (Alternative(tier, "cloud", ms, 0.0),)

    def hold(self, script: Callable[[House], Awaitable[None]]) -> list[TurnTrace]:
        async def run() -> None:
            before = asyncio.all_tasks()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.session.run())
                await script(self)
                self.microphone.hang_up()
            self.running_at_the_end = asyncio.all_tasks() - before

        self.clock.run(run())
        return self.turns
