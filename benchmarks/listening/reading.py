"""What was said behind the wake word, by whom it is read: the grammar alone, Whisper alone, and both judged together.

Whole sessions, with the wake word detector in front. "Whisper alone" is what Whisper wrote in the sessions of both, given to
the skills as it stands.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.corpora import Clip
from benchmarks.listening.commands import accuracy, same
from benchmarks.listening.figures import counted, percentiles
from benchmarks.listening.turns import Outcome, Room
from voice.config import Config, Transcribe
from voice.trace import TurnTrace

KINDS = {"robotic": ("wake_command", "wake_other"), "natural": ("natural", "natural_other")}
"""Voices → the corpora of commands and of other speech that they say."""

REMNANTS = ("jarvis", "hey")
"""First words that are left of the wake word."""

Corpora = dict[str, tuple[list[Clip], list[Clip]]]


async def measure(settings: Config, corpora: Corpora, models: Sequence[str]) -> dict[str, Any]:
    """Every engine on the same clips; `models` are Whisper's."""
    engines = {"grammar": Transcribe(engine="sphinx")}
    engines |= {model: Transcribe(engine="whisper", model=model) for model in models}
    found: dict[str, Any] = {}
    for name, engine in engines.items():
        found[name] = await _heard(settings, engine, corpora)
        print(name, json.dumps(found[name]), file=sys.stderr, flush=True)  # each takes minutes, and the next may fail
    return found


async def _heard(settings: Config, engine: Transcribe, corpora: Corpora) -> dict[str, Any]:
    async with Room(settings.model_copy(update={"transcribe": engine})) as room:
        found = {}
        for voices, (commands, others) in corpora.items():
            said = await room.hear_all(commands, need_wake=True)
            other = await room.hear_all(others, need_wake=True)
            found[voices] = _figures(room, said, other) | (_whisper(room, said, other) if engine.engine == "whisper" else {})
        return found


def _figures(room: Room, said: list[Outcome], other: list[Outcome]) -> dict[str, Any]:
    woken = [outcome for outcome in said if outcome.wakes]
    return {
        "woken": counted(bool(outcome.wakes) for outcome in (*said, *other)),
        "exact": accuracy(woken),
        "other_taken": counted(bool(outcome.skills) for outcome in other if outcome.wakes),
        "hidden_ms": percentiles(turn.hidden_ms.get("transcribe") for turn in _turns(woken)),
    }


def _whisper(room: Room, said: list[Outcome], other: list[Outcome]) -> dict[str, Any]:
    understood = room.skills.match

    def right(outcome: Outcome) -> bool:
        match = understood(_written(outcome))
        return match is not None and match.skill == outcome.clip.skill and same(outcome.clip.slots, match.slots)

    heard = [outcome for outcome in (*said, *other) if outcome.wakes]
    return {
        "whisper_alone": counted(right(outcome) for outcome in said if outcome.wakes),
        "whisper_alone_other_taken": counted(understood(_written(one)) is not None for one in other if one.wakes),
        "remnants": sum(_written(one).startswith(REMNANTS) and not one.clip.text.startswith(REMNANTS) for one in heard),
        "by_both": counted(turn.transcript is not None and turn.transcript.engine == "grammar" for turn in _turns(said)),
    }


def _written(outcome: Outcome) -> str:
    """What Whisper made of a clip's first turn."""
    for turn in outcome.turns:
        for one in turn.transcript.hypotheses if turn.transcript else ():
            if one.engine == "whisper":
                return one.text
    return ""


def _turns(outcomes: Iterable[Outcome]) -> list[TurnTrace]:
    return [turn for outcome in outcomes for turn in outcome.turns]
