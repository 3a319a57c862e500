"""The floor: who may speak now. A pure state machine; facts go in, decisions come out.

    state                fact             next       decisions
    idle                 woken            listening  begin
    idle                 voiced, open     listening  begin
    idle                 ring due         ringing    ring
    listening            heard            thinking   reply
    listening            nothing heard    idle       none: an open floor takes no notice of sounds that are no words
    thinking             reply started    speaking   none
    thinking, speaking   woken            listening  stop reply, begin
    speaking             interrupted      listening  stop reply, begin: as on an open floor, if there were no words after all
    thinking, speaking   reply over       idle       none
    thinking, speaking   asked            asking     none: the reply was a question
    asking               voiced, woken    listening  begin
    thinking, speaking   left open        following  none: more may follow without the wake word
    asking, following    unanswered       idle       none
    following            voiced, woken    listening  begin
    following            ring due         ringing    ring
    ringing              woken            listening  stop ringing, begin
    ringing              rung out         idle       none
    listening, asking    muted            idle       none: what was said so far is dropped
    following            muted            idle       none

Every other fact changes nothing: a ring that is due while somebody speaks has to wait until the floor is idle. The floor is
*open* where no wake word is needed; it then listens to any voice, but only while it is idle, or it would answer itself.

An answer to a question, or what follows a reply, needs no wake word either. If what began it was no words, or was not meant
for the assistant, the floor is where it was; if it turns out to begin with the wake word, the turn begins anew behind that.
"""

from typing import Literal

State = Literal["idle", "listening", "thinking", "speaking", "asking", "following", "ringing"]

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
        self._back: State | None = None if needs_wake else "idle"
        """Where a turn that any voice began leads if it has no words; None for one that the wake word began."""

    @property
    def idle(self) -> bool:
        """Nobody is speaking to the assistant, and it says nothing."""
        return self.state == "idle"

    @property
    def waits(self) -> bool:
        """Whether an answer or a follow-up is waited for, which needs no wake word."""
        return self.state in ("asking", "following")

    @property
    def hears_wake(self) -> bool:
        """Whether the wake word is listened for: at any time but within a turn that it began."""
        return self.needs_wake and (self.state != "listening" or self._back is not None)

    def voiced(self) -> Decisions:
        """Somebody made a sound like speech."""
        if self.waits or (self.idle and not self.needs_wake):
            self._back = self.state
            return self._to("listening", "begin")
        return ()

    def woken(self) -> Decisions:
        """The wake word was heard."""
        if self.state == "listening" and not self.hears_wake:
            return ()
        self._back = None
        match self.state:
            case "idle" | "asking" | "following" | "listening":
                return self._to("listening", "begin")
            case "thinking" | "speaking":
                return self._to("listening", "stop reply", "begin")
            case "ringing":
                return self._to("listening", "stop ringing", "begin")

    def interrupted(self) -> Decisions:
        """Somebody spoke to the assistant while it spoke."""
        if self.state != "speaking":
            return ()
        self._back = "idle"
        return self._to("listening", "stop reply", "begin")

    def heard(self, meant_something: bool) -> Decisions:
        """The turn is over. After the wake word even silence gets its turn."""
        if self.state != "listening":
            return ()
        return self._to("thinking", "reply") if meant_something or self._back is None else self._to(self._back)

    def reply_started(self) -> Decisions:
        """The first sound of the reply went to the speaker."""
        return self._to("speaking") if self.state == "thinking" else ()

    def reply_over(self) -> Decisions:
        """The reply has been heard, or has failed."""
        return self._to("idle") if self.state in ("thinking", "speaking") else ()

    def asked(self) -> Decisions:
        """The reply has been heard, and was a question."""
        return self._to("asking") if self.state in ("thinking", "speaking") else ()

    def left_open(self) -> Decisions:
        """The reply has been heard, and the user may go on from it."""
        return self._to("following") if self.state in ("thinking", "speaking") else ()

    def unanswered(self) -> Decisions:
        """Nobody answered, or went on, for long enough."""
        return self._to("idle") if self.waits else ()

    def muted(self) -> Decisions:
        """The microphone was switched off."""
        return self._to("idle") if self.waits or self.state == "listening" else ()

    def ring_due(self) -> Decisions:
        """A timer, an alarm or a reminder is to ring."""
        return self._to("ringing", "ring") if self.state in ("idle", "following") else ()

    def rung_out(self) -> Decisions:
        """End a ring that has lasted long enough."""
        return self._to("idle") if self.state == "ringing" else ()

    def _to(self, state: State, *decisions: Decision) -> Decisions:
        self.state = state
        return decisions
