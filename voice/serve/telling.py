"""Tells a satellite of what happens in its session, event by event."""

from typing import Any

from voice import events
from voice.messages import Transcript, WakeHeard
from voice.serve import protocol
from voice.trace import TurnTrace

MUTED = "muted: nothing is heard until the microphone is on again, here or with `voice unmute` at the server"


def message(event: Any) -> protocol.Told | None:
    """What a satellite is told of an event; None for one that is not its business."""
    match event:
        case WakeHeard():
            return protocol.Woken(phrase=event.phrase, score=round(event.score, 3))
        case events.PartialHeard(text):
            return protocol.Partial(text=text)
        case Transcript():
            return protocol.Heard(text=event.text)
        case events.LetGo():
            return protocol.LetGo()
        case events.TurnEnded(trace):
            return _answered(trace)
        case events.LeftOpen(seconds):
            return protocol.LeftOpen(seconds=seconds)
        case events.Ringing(text):
            return protocol.Ringing(text=text)
        case events.Announced(text):
            return protocol.Announced(text=text)
        case events.WordsLeft(place):
            return protocol.WordsLeft(place=place)
        case events.Switched(muted=True):
            return protocol.Warned(text=MUTED)
        case events.Warned(text):
            return protocol.Warned(text=text)
    return None


def _answered(trace: TurnTrace) -> protocol.Answered:
    return protocol.Answered(
        id=trace.id,
        heard=trace.transcript.text if trace.transcript else "",
        reply=trace.reply,
        by=trace.answered_by,
        reason=trace.route.reason if trace.route else "",
        interrupted=trace.interrupted,
        voice_to_voice_ms=trace.voice_to_voice_ms(),
        verdict=trace.budget["verdict"] if trace.budget else None,
        error=trace.error,
    )
