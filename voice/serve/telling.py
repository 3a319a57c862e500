"""Tells a satellite of what happens in its session, event by event."""

from collections.abc import Iterator
from typing import Any

from voice import events
from voice.messages import Transcript, WakeHeard
from voice.serve import because, protocol
from voice.serve.screen_messages import Routed, Saying, Stage
from voice.trace import TurnTrace

MUTED = "muted: nothing is heard until the microphone is on again, here or with `voice unmute` at the server"


def on_screen(event: Any) -> protocol.Told | None:
    """What a satellite with a screen is told of an event beside what every one is; None for nothing."""
    match event:
        case events.RouteChosen(route):
            return Routed(tier=route.tier, asked=route.skill or next(iter(route.candidates), ""), why=because.chosen(route))
        case events.Saying(text):
            return Saying(text=text)
    return None


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
        why=because.answered(trace),
        stages=tuple(_stages(trace)),
        compute_ms=trace.budget["compute_ms"] if trace.budget else None,
        allowed_ms=trace.budget["compute"]["ceiling"] if trace.budget else None,
        actions=tuple(dict.fromkeys(action["why"] for action in trace.actions)),
    )


def _stages(trace: TurnTrace) -> Iterator[Stage]:
    """What each stage took of its budget."""
    for name, judged in (trace.budget["stages"] if trace.budget else {}).items():
        if judged:
            hidden_ms, allowed_ms = trace.hidden_ms.get(name, 0.0), judged["ceiling"] + judged["carried"]
            yield Stage(stage=name, ms=judged["ms"], hidden_ms=hidden_ms, allowed_ms=allowed_ms, verdict=judged["verdict"])
