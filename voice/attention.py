"""Attends to what begins a turn: the wake word, a button, an interruption, or any voice where that will do."""

from dataclasses import dataclass
from typing import Literal

from voice.engines import Engines
from voice.floor import Decisions, Floor
from voice.interrupter import Interrupter
from voice.listen.recent import Recent
from voice.messages import Frame, WakeHeard
from voice.speak.player import Player
from voice.wake import gated


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a turn began."""

    time: float
    """Clock seconds."""
    decisions: Decisions
    """What is to fall silent for it."""
    woken: WakeHeard | None
    """The wake word that began it."""
    pressed: bool
    """Whether a button began it."""
    since: float | None
    """When somebody began to interrupt a reply, clock seconds; None where nobody did."""

    @property
    def called(self) -> bool:
        """Whether the assistant was called, by its wake word or with a button."""
        return self.woken is not None or self.pressed

    @property
    def meant(self) -> bool:
        """Whether the turn is meant for the assistant, however it is understood."""
        return self.called or self.since is not None


class Attention:
    """Hears how the turns of one session begin."""

    def __init__(self, engines: Engines, recent: Recent, player: Player, floor: Floor, hears_itself: bool) -> None:
        """`hears_itself`: what it says is in the frames, so that only the wake word can interrupt it."""
        assert engines.ears is not None, "loaded with ears"
        self._gate = gated(engines.config.wake, engines.ears.wake)
        self._interrupter = Interrupter(engines.ears.recogniser, recent, player)
        self._floor = floor
        self._hears_itself = hears_itself
        self.pressed: Literal["", "call", "hush"] = ""
        """The button that was pressed since the last frame."""

    async def feed(self, frame: Frame, voiced: bool) -> Beginning | None:
        """Take a frame, and whether it is voiced; how a turn began, if one has just begun. Raises EngineError."""
        speaks = frame.echo_db > float("-inf")  # then it may be called louder or softer than its own voice is
        woken = self._gate.feed(frame, voiced or speaks) if self._floor.hears_wake else None
        pressed, self.pressed = self.pressed == "call", ""
        decisions = self._floor.woken() if woken or pressed else self._floor.voiced() if voiced else ()
        sounds = self._floor.state == "speaking" and not self._hears_itself
        since = await self._interrupter.feed(frame, voiced, sounds)
        decisions = decisions if since is None else self._floor.interrupted()
        if "begin" not in decisions:
            return None
        if woken:
            self._gate.reset()  # it hears nothing until the turn is over, and must not go on from what it heard before
        return Beginning(frame.time, decisions, woken, pressed, since)

    def forget(self) -> None:
        """Forget all sound so far."""
        self._gate.reset()

    async def close(self) -> None:
        await self._interrupter.close()
