"""Tells a satellite of what happens in its session, event by event, and of turns that were kept."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from voice import events
from voice.messages import Alternative, Route, Signal, Transcript, WakeHeard
from voice.serve import because, protocol
from voice.serve.screen_messages import PastTurn, Routed, Saying, Stage
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
    turn = trace.as_dict()
    reason = trace.route.reason if trace.route else ""
    return protocol.Answered(
        heard=turn["heard"], reply=trace.reply, reason=reason, **_figures(turn), why=because.answered(trace)
    )


def past(number: int, turn: Mapping[str, Any]) -> PastTurn:
    """Tell of a turn as the history keeps it, by its number there."""
    time = datetime.fromisoformat(turn["time"]).timestamp()
    return PastTurn(
        number=number, time=time, heard=turn["heard"], reply=turn["reply"], **_figures(turn), why=_why_then(turn)
    )


def _why_then(turn: Mapping[str, Any]) -> str:
    heard, route, by = turn["heard"], turn["route"], turn["answered_by"]
    if heard is None and by is None and not (route and route["fallbacks"]):
        return "Nobody answered."  # whether anything was said is not kept
    return because.NOTHING if heard == "" or not route else because.by_whom(_route(route), by, route["fallbacks"])


def _route(kept: Mapping[str, Any]) -> Route:
    """The route of a turn that was kept, as far as it is told of."""
    signals = tuple(Signal(name, **one) for name, one in kept["signals"].items())
    alternatives = tuple(Alternative(**one) for one in kept["alternatives"])
    private = tuple(kept["private"])
    return Route(kept["tier"], kept["reason"], kept["skill"], signals=signals, private=private, alternatives=alternatives)


def _figures(turn: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a turn, given as `TurnTrace.as_dict` does, beside its words."""
    budget = turn["budget"] or {}
    return {
        "id": turn["id"],
        "by": turn["answered_by"],
        "interrupted": turn["interrupted"],
        "voice_to_voice_ms": turn["voice_to_voice_ms"],
        "verdict": budget.get("verdict"),
        "error": turn["error"],
        "stages": tuple(_stages(budget.get("stages", {}), turn["hidden_ms"])),
        "compute_ms": budget.get("compute_ms"),
        "allowed_ms": budget["compute"]["ceiling"] if budget else None,
        "actions": tuple(dict.fromkeys(action["why"] for action in turn["actions"])),
    }


def _stages(budget: Mapping[str, Any], hidden: Mapping[str, float]) -> Iterator[Stage]:
    """What each stage took of its budget."""
    for name, judged in budget.items():
        if judged:
            hidden_ms, allowed_ms = hidden.get(name, 0.0), judged["ceiling"] + judged["carried"]
            yield Stage(stage=name, ms=judged["ms"], hidden_ms=hidden_ms, allowed_ms=allowed_ms, verdict=judged["verdict"])
