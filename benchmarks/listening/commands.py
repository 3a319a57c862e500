"""Commands: understood exactly (skill and slots), other speech taken for one, and the time of each stage."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks.corpora import Clip
from benchmarks.listening.figures import counted, percentiles
from benchmarks.listening.turns import Outcome
from voice.bench.judge import same
from voice.trace import STAGES

MISSES_SHOWN = 40
"""How many misses are shown, of the tuning split alone: nobody should learn from the mistakes on the other."""


def exact(clip: Clip, outcome: Outcome) -> bool:
    """Whether one turn, and no more, was given to a skill, and that to the right one with the right slots."""
    taken = outcome.skills
    return (
        len(taken) == 1
        and taken[0].route is not None
        and taken[0].route.skill == clip.skill
        and same(clip.slots, taken[0].route.slots)
    )


def accuracy(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Exactly understood commands: in all, and by condition, voice and skill; then what the others became."""
    right = {id(outcome): exact(outcome.clip, outcome) for outcome in outcomes}

    def by(of: Callable[[Clip], str | None]) -> dict[str, Any]:
        groups: dict[str, list[bool]] = defaultdict(list)
        for outcome in outcomes:
            groups[str(of(outcome.clip))].append(right[id(outcome)])
        return {name: counted(group) for name, group in sorted(groups.items())}

    wrong = [outcome for outcome in outcomes if not right[id(outcome)]]
    return {
        "exact": counted(right.values()),
        "by_condition": by(lambda clip: clip.condition),
        "by_voice": by(lambda clip: clip.voice),
        "by_skill": by(lambda clip: clip.skill),
        "errors": dict(Counter(map(_error, wrong)).most_common()),
        "misses": _shown(wrong),
    }


def false_accepts(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Other speech that a skill took."""
    taken = [outcome for outcome in outcomes if outcome.skills]
    recorded = [outcome for outcome in outcomes if outcome.clip.condition == "recording"]
    return {
        "taken": counted(bool(outcome.skills) for outcome in outcomes),
        "taken_recordings": counted(bool(outcome.skills) for outcome in recorded),
        "by_skill": dict(Counter(str(turn.route and turn.route.skill) for o in taken for turn in o.skills)),
        "accepts": _shown(taken),
    }


def stages(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Compute of skill turns: each stage, and endpoint to first reply sample; the error rate beside."""
    known = [outcome for outcome in outcomes if outcome.skills]
    turns = [turn for outcome in known for turn in outcome.skills]
    times = [turn.stages_ms() for turn in turns]
    marks = [turn.marks for turn in turns]
    return {
        **{stage: percentiles(ms[stage] for ms in times) for stage in STAGES},
        "endpoint_to_first_sample": percentiles(
            None
            if m.endpoint is None or m.speech_first_audio is None
            else (m.speech_first_audio - m.endpoint) * 1e3
            for m in marks
        ),
        "hidden_transcribe": percentiles(turn.hidden_ms.get("transcribe") for turn in turns),
        "not_exact": counted(not exact(outcome.clip, outcome) for outcome in known),
    }


def _error(outcome: Outcome) -> str:
    if not outcome.turns:
        return "no turn"
    if not outcome.skills:
        return "no skill"
    if len(outcome.skills) > 1:
        return "several turns"
    route = outcome.skills[0].route
    return "wrong slots" if route and route.skill == outcome.clip.skill else "wrong skill"


def _shown(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [_miss(outcome) for outcome in outcomes if outcome.clip.split == "tune"][:MISSES_SHOWN]


def _miss(outcome: Outcome) -> dict[str, Any]:
    turn = next(iter(outcome.skills or outcome.turns), None)
    route, words = (turn.route, turn.transcript) if turn else (None, None)
    return {
        "clip": outcome.clip.id,
        "condition": outcome.clip.condition,
        "said": outcome.clip.text,
        "heard": words.text if words else None,
        "confidence": round(words.confidence, 3) if words else None,
        "skill": route.skill if route else None,
        "slots": dict(route.slots) if route else None,
    }
