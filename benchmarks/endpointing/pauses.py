"""Pauses: what becomes of a pause behind the wake word, of short commands, and of the wake word alone."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.corpora import Clip
from benchmarks.endpointing.clips import Cast, alone, pauses, short
from benchmarks.listening.commands import same
from benchmarks.listening.figures import counted, percentiles
from benchmarks.listening.turns import Outcome, Room, ignore
from voice.clock import AudioClock
from voice.engines import Engines
from voice.messages import SpeechPaused

BEGUN_S = 0.3
"""A turn that is over this soon after the command began was over because of the pause before it."""

@dataclass(slots=True)
class Heard(Outcome):
    """What became of a clip, and when words were asked for."""

    asked: list[float] = field(default_factory=list)

    def note(self, event: Any) -> None:
        if isinstance(event, SpeechPaused):
            self.asked.append(event.time)
        Outcome.note(self, event)


async def measure(room: Room, cast: Cast, count: int) -> dict[str, Any]:
    """What becomes of `count` pauses, and of a quarter as many wake words that nothing follows."""
    paused = await hear_all(room, pauses(cast, count))
    bare = await hear_all(room, alone(cast, count // 4))
    return {
        "pause": _paused(paused),
        "wake_word_alone": {"taken_for_a_command": counted(bool(one.skills) for one in _woken(bare))},
    }


async def measure_short(room: Room, cast: Cast, count: int) -> dict[str, Any]:
    """How many of `count` short commands are heard, half of them in one breath with the wake word."""
    skills = Engines(room.config, AudioClock(), ignore).skills
    skills.load()

    def right(heard: Heard) -> bool:
        found = skills.match(heard.clip.text)
        taken = heard.skills[0].route if heard.skills else None
        return bool(found and taken and taken.skill == found.skill and same(found.slots, taken.slots))

    breath = await hear_all(room, short(cast, count // 2, True))
    later = await hear_all(room, short(cast, count // 2, False))
    return {"in_one_breath": _short(breath, right), "after_a_pause": _short(later, right)}


async def hear_all(room: Room, clips: Iterable[Clip]) -> list[Heard]:
    heard = []
    for clip in clips:
        heard.append(Heard(clip))
        await room.listen(clip.samples, AudioClock(), True, heard[-1].note)
        print(f"\r{clip.id:40}", end="", file=sys.stderr)
    return heard


def _woken(heard: Sequence[Heard]) -> list[Heard]:
    """Those whose wake word was heard where it was said, and whose turn was not lost on a machine that was too busy."""
    lost = {id(one) for one in heard if any(turn.error for turn in one.turns)}
    return [one for one in heard if one.wakes and one.wakes[0].time < one.clip.speech[1] and id(one) not in lost]


def _paused(heard: Sequence[Heard]) -> dict[str, Any]:
    woken = _woken(heard)
    over = {id(one): _over_early(one) for one in woken}
    groups: dict[str, list[bool]] = defaultdict(list)
    for one in woken:
        groups["clean" if one.clip.condition in ("clean", "room") else "10 dB of noise"].append(over[id(one)])
    return {
        "clips": len(heard),
        "heard_to_the_end": counted(one in woken for one in heard),
        "over_before_it_began": counted(over.values()),
        "by_condition": {name: counted(group) for name, group in sorted(groups.items())},
        "words_asked_for_before_it_began": counted(any(at < _command(one) for at in one.asked) for one in woken),
        "over": [one.clip.id for one in woken if over[id(one)] and one.clip.split == "tune"],
    }


def _short(heard: Sequence[Heard], right: Callable[[Heard], bool]) -> dict[str, Any]:
    woken = _woken(heard)
    return {
        "heard": counted(map(right, woken)),
        "wait_ms": percentiles(map(_wait_ms, woken), 0),
        "missed": [one.clip.id for one in woken if not right(one) and one.clip.split == "tune"],
    }


def _over_early(heard: Heard) -> bool:
    return any(end.time < _command(heard) + BEGUN_S for end in heard.ends)


def _command(heard: Heard) -> float:
    """When the command began."""
    assert heard.clip.pause
    return heard.clip.pause[1]


def _wait_ms(heard: Heard) -> float | None:
    """From the last sample of speech to the end of the turn."""
    return (heard.ends[0].time - heard.clip.speech[1]) * 1e3 if heard.ends else None
