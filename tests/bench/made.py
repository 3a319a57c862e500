"""Results of benches that were never run: turns with set times, summed up by the product's own code."""

import random

from voice import config
from voice.bench import result, statistics, summary
from voice.bench.result import Result, Turn

CLIPS = ("what time is it", "set a timer", "turn on the lights", "what is two plus two", "lights off", "cancel it")

BASE = {"wake": -60.0, "endpoint": 220.0, "transcribe": 12.0, "route": 0.3, "answer": 2.0, "speak": 3.0}


def turn(clip: str = CLIPS[0], group: str = "commands", **changed: object) -> Turn:
    stages = BASE | {name: ms for name, ms in changed.items() if name in BASE}
    rest = {name: value for name, value in changed.items() if name not in BASE}
    given = {
        "group": group,
        "clip": clip,
        "kind": "command",
        "repeat": 0,
        "loop_ms": 2.0,
        "doubtful": False,
        "woken": True,
        "cut_off": False,
        "understood": True,
        "word_errors": 0,
        "words": 4,
        "stages_ms": stages,
        "hidden_ms": {"transcribe": 40.0},
        "longer_wait_ms": 0.0,
        "voice_to_voice_ms": sum(stages[name] for name in BASE if name != "wake") + 1.0,
        "joules": None,
    }
    return Turn.model_validate(given | rest)


def turns(
    seed: int = 1, slower: dict[str, float] | None = None, busy: float = 1.0, group: str = "commands", noise: float = 0.1
) -> list[Turn]:
    """Three repeats of each clip on a machine that is `busy` times as slow, and now and then disturbed."""
    draw, found = random.Random(seed), []
    for repeat in range(3):
        for clip in CLIPS:
            times = {}
            for name, ms in BASE.items():
                disturbed = draw.expovariate(1 / 20) if draw.random() < 0.1 else 0.0
                works = name not in ("wake", "endpoint")
                whole = (ms + (slower or {}).get(name, 0.0)) * (busy if works else 1.0)
                times[name] = whole + works * (abs(draw.gauss(0, noise)) * whole + disturbed)
            found.append(turn(clip, group, repeat=repeat, **times))
    return found


def deaf(found: list[Turn]) -> list[Turn]:
    """The same clips, none of which woke it."""
    gone = {"woken": False, "understood": None, "stages_ms": {}, "hidden_ms": {}, "voice_to_voice_ms": None}
    return [one.model_copy(update=gone) for one in found]

def of(found: list[Turn], started: str = "2026-11-29T12:00:00+00:00", digest: str = "same", loop_ms: float = 2.0) -> Result:
    """The result of these turns."""
    names = list(dict.fromkeys(one.group for one in found))
    limits = config.Budget()
    groups = tuple(
        summary.group(
            [one for one in found if one.group == name],
            summary.Named(name, f"what {name} is", "cloud" if name == "cloud" else "device", engines(name)),
            limits,
            loop_ms,
        )
        for name in names
    )
    return Result.model_validate(
        {
            "started": started,
            "took_s": 60.0,
            "verdict": summary.verdict(groups),
            "scenario": {
                "name": "quick",
                "title": "Quick",
                "digest": "abc",
                "seed": 1,
                "pacing": "fast",
                "repeats": 3,
                "warm_up": 1,
                "profile": "embedded",
                "corpus": {"clips": 6, "seconds": 20.0, "voices": ["en-us"], "digest": digest, "made_by": "espeak-ng"},
            },
            "machine": {
                "name": "2-core <machine>",
                "processor": "a processor",
                "architecture": "x86_64",
                "system": "Linux",
                "cores": 2,
                "features": ["avx2"],
                "memory_gb": 8.0,
                "memory_free_gb": 4.0,
                "virtual": "",
                "governor": "",
                "mhz": None,
                "temperature_c": None,
                "throttled": None,
                "gpus": [],
                "load": [0.1, 0.5],
            },
            "program": {"version": "0.1.0", "settings": "1234", "python": "3.11", "packages": {}, "models": []},
            "calibration": {
                "before_ms": [loop_ms] * 20,
                "between_ms": [loop_ms] * 40,
                "after_ms": [loop_ms] * 20,
                "best_ms": loop_ms,
                "spread": 1.1,
                "stolen": 0.0,
                "others": 0.0,
                "doubts": [],
            },
            "energy": "",
            "cold": [{"import_ms": 500.0, "load_ms": 900.0, "first_turn_ms": 260.0}],
            "load_ms": {"ears": 800.0},
            "groups": groups,
            "false_wakes": {"wakes": 0, "clips": 3, "seconds": 15.0},
            "changes": [],
            "skipped": [{"name": "hear with Whisper", "why": "it is not here"}],
            "turns": found,
        }
    )


def engines(group: str) -> tuple[result.Engine, ...]:
    skills = result.Engine(stage="answer", name="skills", kind="real", note="")
    stand_in = result.Engine(stage="answer", name="stand-in", kind="stand-in", note="a server that waits 180 ms")
    return (stand_in if group == "cloud" else skills,)


def change(name: str, saves: float, price: tuple[str, ...] = ()) -> result.Change:
    between = summary.estimate(statistics.median([saves - 2, saves, saves + 2]))
    return result.Change(
        name=name, stage="endpoint", saves_ms=between, chance=0.001, price=price, advised=saves > 0 and not price, settings={}
    )
