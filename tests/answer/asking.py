"""A question to scripted tiers, in virtual time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voice import config
from voice.answer.cache import Cache
from voice.answer.history import History
from voice.answer.reply import Panel, Reply
from voice.answer.tools import Toolbox
from voice.budget import Budget, TurnBudget
from voice.clock import AudioClock
from voice.messages import Route, Tool, ToolCall
from voice.skills.tools import Called
from voice.speak.sentences import sentences
from voice.testing import ScriptedTier
from voice.trace import TurnTrace

STEP_S = 0.01


@dataclass
class Asking:
    """Tiers, and what they may do."""

    tiers: Sequence[ScriptedTier] = ()
    kind: str = "cloud"
    beside: frozenset[str] = frozenset()
    tools: Sequence[Tool] = ()
    results: dict[str, Called] = field(default_factory=dict)
    cache_s: float = 0.0
    clock: AudioClock = field(default_factory=lambda: AudioClock(compute=None))
    ran: list[ToolCall] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.history = History()
        self.budget = Budget(config.Budget())
        self.cache = Cache(self.clock, self.cache_s)
        self.allowance = self.budget.turn()
        self.spoken_at: list[float] = []

    async def call(self, call: ToolCall) -> Called:
        self.ran.append(call)
        return self.results[call.name]

    def ask(self, text: str = "why is the sky blue", stop_after: int | None = None) -> tuple[str, TurnTrace]:
        """The reply and its trace. `stop_after`: give it up after so many chunks."""
        trace = TurnTrace(datetime.now().astimezone(), "typed")
        self.allowance = TurnBudget(self.budget)
        self.allowance.path = "cloud" if self.kind == "cloud" else "device"
        panel = Panel({tier.name: tier for tier in self.tiers}, self.clock, self.cache, self.beside, self.tools)
        route = Route(self.kind, "because", candidates=tuple(tier.name for tier in self.tiers))
        toolbox = Toolbox(self.tools, self.call)

        async def listen() -> str:
            said: list[str] = []
            chunks = Reply(panel, route, text, self.history, toolbox, sentences, trace, self.allowance).chunks()
            async for chunk in chunks:
                said.append(chunk)
                self.spoken_at.append(round(self.clock.now(), 2))
                if len(said) == stop_after:
                    await chunks.aclose()
            return " ".join(said)

        async def run() -> str:
            listening = asyncio.create_task(listen())
            while not listening.done():
                for _ in range(20):
                    await asyncio.sleep(0)
                await self.clock.step(STEP_S)
            return listening.result()

        return asyncio.run(asyncio.wait_for(run(), 20)), trace
