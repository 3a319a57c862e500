"""The floor: who may speak now. A pure state machine; facts go in, decisions come out.

    state                fact             next       decisions
    idle                 woken            listening  begin
    idle                 voiced, open     listening  begin
    idle                 ring due         ringing    ring
    listening            heard            thinking   reply
    listening            nothing heard    idle       none: an open floor takes no notice of sounds that are no words
    thinking             reply started    speaking   none
    thinking, speaking   woken            listening  stop reply, begin
    thinking, speaking   reply over       idle       none
    ringing              woken            listening  stop ringing, begin
    ringing              rung out         idle       none

Every other fact changes nothing: a ring that is due while somebody speaks has to wait until the floor is idle. The floor is
*open* where no wake word is needed; it then listens to any voice, but only while it is idle, or it would answer itself.
"""

from typing import Literal

State = Literal["idle", "listening", "thinking", "speaking", "ringing"]

Decision = Literal["begin", "reply", "ring", "stop reply", "stop ringing"]
"""Begin to listen to a turn; reply to it; ring; cut a reply off; silence a ring."""

Decisions = tuple[Decision, ...]
"""Decisions to carry out now, in this order."""


class Floor:
    """The floor of one session."""

    def __init__(self, needs_wake: bool = True) -> None:
        """`needs_wake`: a turn begins with the wake word; without it the floor is open."""
        self.state: State = "idle"
        self.needs_wake = needs_wake

    @property
    def idle(self) -> bool:
        """Nobody is speaking to the assistant, and it says nothing."""
        return self.state == "idle"

    @property
    def hears_wake(self) -> bool:
        """Whether the wake word is listened for: at any time but within a turn."""
        return self.needs_wake and self.state != "listening"

    def voiced(self) -> Decisions:
        """Somebody made a sound like speech."""
        return self._to("listening", "begin") if self.idle and not self.needs_wake else ()

    def woken(self) -> Decisions:
        """The wake word was heard."""
        match self.state:
            case "idle":
                return self._to("listening", "begin")
            case "thinking" | "speaking":
                return self._to("listening", "stop reply", "begin")
            case "ringing":
                return self._to("listening", "stop ringing", "begin")
        return ()

    def heard(self, said_something: bool) -> Decisions:
        """The turn is over. After the wake word even silence gets its turn."""
        if self.state != "listening":
            return ()
        return self._to("thinking", "reply") if said_something or self.needs_wake else self._to("idle")

    def reply_started(self) -> Decisions:
        """The first sound of the reply went to the speaker."""
        return self._to("speaking") if self.state == "thinking" else ()

    def reply_over(self) -> Decisions:
        """The reply has been heard, or has failed."""
        return self._to("idle") if self.state in ("thinking", "speaking") else ()

    def ring_due(self) -> Decisions:
        """A timer, an alarm or a reminder is to ring."""
        return self._to("ringing", "ring") if self.idle else ()

    def rung_out(self) -> Decisions:
        """End a ring that has lasted long enough."""
        return self._to("idle") if self.state == "ringing" else ()

    def _to(self, state: State, *decisions: Decision) -> Decisions:
        self.state = state
        return decisions
