"""A question to scripted tiers, in virtual time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voice import config
from voice.answer.cache import AnswerCache
from voice.answer.history import History
from voice.answer.question import Question
from voice.answer.reply import Chunking, Reply
from voice.answer.tier_pool import TierPool
from voice.answer.tools import Toolbox
from voice.budget import Budget, TurnBudget
from voice.clock import VirtualClock
from voice.messages import Alternative, Route, Tool, ToolCall, ToolResult
from voice.speak.sentences import sentences
from voice.testing import ScriptedTier
from voice.trace import TurnTrace


@dataclass
class Asking:
    """Tiers, and what they may do."""

    tiers: Sequence[ScriptedTier] = ()
    kind: str = "cloud"
    beside: frozenset[str] = frozenset()
    tools: Sequence[Tool] = ()
    results: dict[str, ToolResult] = field(default_factory=dict)
    cache_s: float = 0.0
    small: frozenset[str] = frozenset()
    confidence: float = 0.0
    draft: bool = False
    alternatives: Sequence[Alternative] = ()
    private: tuple[str, ...] = ()
    hears_s: float = 0.0
    """How long the listener takes with each chunk before the next is asked for."""
    clock: VirtualClock = field(default_factory=VirtualClock)
    ran: list[ToolCall] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.history = History()
        self.budget = Budget(config.Budget())
        self.cache = AnswerCache(self.clock, self.cache_s)
        self.turn_budget = self.budget.turn()
        self.spoken_at: list[float] = []
        self.expected_ms: float | None = None
        self.left_running = 0
        """Tasks, once the reply was over."""

    async def call(self, call: ToolCall) -> ToolResult:
        self.ran.append(call)
        return self.results[call.name]

    def ask(self, text: str = "why is the sky blue", stop_after: int | None = None) -> tuple[str, TurnTrace]:
        """The reply and its trace. `stop_after`: give it up after so many chunks."""
        trace = TurnTrace(datetime.now().astimezone(), "typed")
        self.turn_budget = TurnBudget(self.budget)
        self.turn_budget.path = "cloud" if self.kind == "cloud" else "device"
        tiers = {tier.name: tier for tier in self.tiers}
        pool = TierPool(
            tiers, self.clock, self.cache, self.beside, self.tools, self.small, self.confidence, self.draft
        )
        route = Route(
            self.kind, "because", candidates=tuple(tiers), alternatives=tuple(self.alternatives), private=self.private
        )
        trace.route = route
        toolbox = Toolbox(self.tools, self.call)

        async def listen() -> str:
            said: list[str] = []
            draft = sentences if self.draft else None
            question = Question(text, self.history.with_question(text), route, toolbox)
            answer = Reply(pool, question, Chunking(sentences, draft=draft), trace, self.turn_budget)
            self.expected_ms = answer.expected_ms
            chunks = answer.chunks()
            async for chunk in chunks:
                said.append(chunk)
                self.spoken_at.append(round(self.clock.now(), 2))
                if len(said) == stop_after:
                    await chunks.aclose()
                await self.clock.sleep(self.hears_s)
            return " ".join(said)

        async def run() -> str:
            before = asyncio.all_tasks()
            said = await listen()
            await asyncio.sleep(0)  # what was just cancelled ends
            self.left_running = len(asyncio.all_tasks() - before)
            return said

        return self.clock.run(run()), trace
