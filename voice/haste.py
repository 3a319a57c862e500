"""Haste: what a turn does so that its reply is not late to be heard.

It leaves the reply to the spare voice, cuts the first chunk short, or says that the answer is coming ("One moment.").
"""

import asyncio

from voice.answer.filler import is_late
from voice.budget import TurnBudget
from voice.engines import Engines
from voice.speak.player import Player
from voice.speak.sentences import SHORT_CHUNK_WORDS
from voice.trace import TurnTrace


class Haste:
    """The haste of one turn. Nobody waits for a reply without a player: it is read."""

    def __init__(self, engines: Engines, player: Player | None, trace: TurnTrace, budget: TurnBudget) -> None:
        self._clock = engines.clock
        self._late_ms = engines.config.speak.late_ms
        self._bridge_ms = engines.config.answer.bridge_ms
        self._player = player
        self._marks = trace.marks
        self._budget = budget
        self._by_spare = False
        """Whether the spare voice says the reply, which is decided before it begins."""

    def spent_ms(self) -> float:
        """Milliseconds since the question ended or, if it was typed, since it was routed."""
        asked = self._marks.routed if self._marks.endpoint is None else self._marks.endpoint
        return 0.0 if asked is None else (self._clock.now() - asked) * 1e3

    def early_player(self) -> Player | None:
        """The player whose voice may begin ahead; None where the spare voice will speak, which needs no start."""
        player = self._player
        return None if player and player.has_spare and self._budget.voice_ms() > self._late_ms else player

    def uses_spare(self, player: Player) -> bool:
        """Decide, before the first chunk is cut, whether the spare voice says the reply."""
        self._by_spare = player.has_spare and self._budget.should_use_spare(self._late_ms)
        return self._by_spare

    def first_chunk_words(self, to_come_ms: float = 0.0, hidden_ms: float | None = None) -> int | None:
        """The most words of the first chunk if the voice would be late with a whole sentence; else None.

        `to_come_ms`: until there is something to say; `hidden_ms`: how much of all that the wait for the end of the turn hides.
        """
        player = self._player
        if player is None:
            return None
        spoken = (self._marks.endpoint is not None and not player.is_prepared) or hidden_ms is not None
        late = spoken and self._budget.should_shorten_first_chunk(self.spent_ms() + to_come_ms - (hidden_ms or 0.0))
        words = None if self._by_spare else player.first_words
        return words or (SHORT_CHUNK_WORDS if late else None)

    async def bridges(self, first: "asyncio.Task[str | None]", expected_ms: float | None) -> bool:
        """Wait until the answer begins or is late; return True if the listener must be told that it is coming."""
        if self._player is None or not self._bridge_ms or not self._budget.may("acknowledge"):
            return False
        after_ms = self._budget.acknowledge_after_ms(self._bridge_ms, self.spent_ms(), expected_ms)
        if not await is_late(first, after_ms / 1e3, self._clock):
            return False
        self._marks.acknowledged = self._clock.now()
        self._budget.acknowledged(self._bridge_ms, self.spent_ms(), expected_ms)
        return True
