"""Drafts: a reply that is begun at a pause, held unheard, and dropped unless the turn ends with the same words.

    pause ─▶ begin ─▶ held ─┬─ the same words at the next pause ─▶ held
                            ├─ other words ─▶ dropped, a waste
                            └─ the turn is over ─▶ claimed, a hit

A tier is asked for its first chunk, and the voice for its first sound. What a skill does is not drafted, only what it will say.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from voice.answer.reply import Reply
from voice.budget import Budget
from voice.clock import Clock
from voice.errors import VoiceError
from voice.messages import Completeness, Route, Transcript
from voice.speak.player import Player
from voice.trace import Drafted

MOST = 3
"""Drafts in a turn: who pauses more often than that thinks aloud."""


@dataclass(slots=True)
class Draft:
    """A reply that is held."""

    text: str
    """The words that it replies to."""
    route: Route
    kind: str
    """Who read the words, and how complete they were: drafts of one kind are hits about as often."""
    reply: Reply | None
    """None: a skill replies, and only its first sound is made."""
    sounding: "asyncio.Task[None]"
    """Has the first sound made, as soon as there are words for it."""

    def fits(self, text: str, route: Route) -> bool:
        """Whether the same would be said to these words; what a skill says goes by its slots."""
        return _chosen(route) == _chosen(self.route) and (self.reply is None or text == self.text)


class Drafts:
    """The drafts of one turn, of which the last is held."""

    def __init__(self, clock: Clock, budget: Budget, most_waste: float) -> None:
        """`most_waste`: the share of drafts of one kind that may be dropped, 0..1."""
        self.told = Drafted()
        self._clock = clock
        self._budget = budget
        self._least_hits = 1.0 - most_waste
        self._held: Draft | None = None
        self._player: Player | None = None

    @property
    def holds(self) -> bool:
        return self._held is not None

    def still_fits(self, text: str, route: Route) -> bool:
        """Whether what is held replies to these words."""
        return self._held is not None and self._held.fits(text, route)

    def may_begin(self, words: Transcript, completeness: Completeness) -> bool:
        """Whether another draft may be begun, and is likely to pay."""
        paying = self.told.made < MOST and completeness != "unfinished" and words.text != ""
        return paying and self._clock.flows and self._budget.pays("draft", _kind(words, completeness), self._least_hits)

    def begin(
        self, words: Transcript, completeness: Completeness, route: Route, said: Reply | str, player: Player | None
    ) -> None:
        """Begin a draft. `said`: the tiers' reply, or the first piece of what a skill will say; `player`: None to be silent."""
        self.told.made += 1
        reply = said if isinstance(said, Reply) else None
        if reply:
            reply.ask_ahead()
        sounding = asyncio.create_task(self._sound(said, player))
        self._held, self._player = Draft(words.text, route, _kind(words, completeness), reply, sounding), player

    def claim(self, text: str, route: Route) -> Reply | None:
        """The turn is over with these words: the reply that was begun to them. What does not fit is left to `drop`."""
        held = self._held
        if held is None or not held.fits(text, route):
            return None
        self._held, self.told.hit = None, True
        held.sounding.cancel()  # what it has begun goes on
        self._budget.learn("draft", held.kind, 1.0)
        return held.reply

    async def drop(self) -> None:
        """Give up what is held; nothing of it goes on."""
        if (held := self._held) is None:
            return
        held.sounding.cancel()
        await asyncio.gather(held.sounding, return_exceptions=True)
        self.told.wasted_ms += await self._player.forget() if self._player else 0.0
        if attempt := await held.reply.drop() if held.reply else None:
            self.told.wasted_ms += (self._clock.now() - attempt.began) * 1e3
            self.told.wasted_tokens += attempt.result.tokens_in + attempt.result.tokens_out
            self.told.wasted_usd += held.reply.cost_usd(attempt) if held.reply else 0.0
        self._held = None  # only now: whoever is cancelled meanwhile can begin again
        self._budget.learn("draft", held.kind, 0.0)

    async def _sound(self, said: Reply | str, player: Player | None) -> None:
        with suppress(VoiceError):  # it will show again when the reply is wanted
            piece = said if isinstance(said, str) else await said.foreseen()
            if piece and player:
                await player.prepare(piece)


def _kind(words: Transcript, completeness: Completeness) -> str:
    return f"{words.engine}/{completeness}"


def _chosen(route: Route) -> tuple[object, ...]:
    return route.tier, route.deeds, route.candidates, route.private
