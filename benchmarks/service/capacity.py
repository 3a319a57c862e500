"""Concurrent satellites at the pace of speech: their number is raised until the replies of too many turns pass their budget.

In each place somebody says a held-out command every 8 to 15 seconds, in a natural voice of its own (up to 15), without noise.
Two who share a voice say the wake word to the sample alike, as two satellites that hear one person.
A turn's budget is the wait for the end that its words ask for and the ceiling of the work behind it; a step holds where
95 of 100 turns keep theirs, as heard at the satellite.

waited      from the last sound that was said to the first of the reply, at the satellite
cut off     the turn was over before the last sound
unanswered  no reply had begun ten seconds later
wrong       another skill did something
"""

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.conversation.said import said
from benchmarks.corpora import Clip
from benchmarks.listening.figures import counted, machine, percentiles
from benchmarks.service.place import EVERY_S, Place, Turn
from benchmarks.service.server import Server, serving

STEPS = (1, 2, 4, 6, 8, 12, 16, 24, 32)

HELD = 0.05
"""The share of turns that may be late where a step holds."""

CLIPS = 81
"""All there are: every voice has some."""

LONG_S = 1800
"""A timer that rings sooner would ring into what is measured."""

QUANTILES = tuple(number / 20 for number in range(21))
"""Where the distributions are told, for who simulates with them."""

EMBEDDED = '[transcribe]\nengine = "sphinx"\n[speak]\nengine = "espeak"\n[endpoint]\nmodel = "none"\n'
WHISPER = '[transcribe]\nengine = "whisper"\nmodel = "whisper-tiny.en"\n'

ENGINES = {"embedded": EMBEDDED, "whisper": WHISPER}

USUAL = {"VOICE_SERVE__SLOTS": "64", "VOICE_SIGNALS__EARCONS": "false"}
"""Earcons are no reply, and would be taken for one."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--engines", nargs="*", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--settings", action="append", default=[], metavar="NAME=FILE", help="others (TOML) under a name")
    parser.add_argument("--steps", type=int, nargs="+", default=STEPS, metavar="N", help="numbers of satellites")
    parser.add_argument("--seconds", type=float, default=90.0, help="of each step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--past", action="store_true", help="go on with the steps when one does not hold")


def run(chosen: argparse.Namespace) -> dict[str, Any]:
    others = {name: Path(file).read_text(encoding="utf-8") for name, _, file in (one.partition("=") for one in chosen.settings)}
    settings = {name: ENGINES[name] for name in chosen.engines} | others
    people = defaultdict[str, list[Clip]](list)
    for one in said("command", CLIPS):
        if one.woken.slots.get("seconds", LONG_S) >= LONG_S:
            people[one.woken.voice].append(one.woken)
    print(f"{len(people)} people", file=sys.stderr, flush=True)
    found = {}
    for name, text in settings.items():
        with TemporaryDirectory(prefix="service-") as folder, serving(Path(folder), text, **USUAL) as server:
            found[name] = asyncio.run(measured(name, server, Path(folder), list(people.values()), chosen))
    return {"machine": machine(), "every_s": EVERY_S, "engines": found}


async def measured(
    name: str, server: Server, folder: Path, people: Sequence[list[Clip]], chosen: argparse.Namespace
) -> dict[str, Any]:
    """Raise the number of satellites step by step."""
    draw, places, steps = Random(chosen.seed), list[Place](), list[dict[str, Any]]()
    first: list[Turn] = []
    async with AsyncExitStack() as leaving:
        for count in chosen.steps:
            joined = [Place(f"room {number}", server.url, folder) for number in range(len(places), count)]
            for number, place in enumerate(joined, len(places)):
                mine = people[number % len(people)]
                for work in (place.stay(), place.live(draw.sample(mine, len(mine)), Random(draw.random()))):
                    task = asyncio.create_task(work)
                    leaving.callback(task.cancel)
            places += joined
            for place in joined:
                await asyncio.wait_for(place.inside.wait(), 30)
            await asyncio.sleep(EVERY_S[1])  # everybody has begun
            step, turns = await stepped(server, places, chosen.seconds)
            first = first or turns
            steps.append(step)
            print(f"{name}: {shown(step)}", file=sys.stderr, flush=True)
            if not step["holds"] and not chosen.past:
                break
    return {
        "steps": steps,
        "holds": max((step["satellites"] for step in steps if step["holds"]), default=0),
        "mb_per_satellite": slope([step["satellites"] for step in steps], [step["server_mb"] for step in steps]),
        "distributions_ms": dict(distributions(first)),
    }


async def stepped(server: Server, places: Sequence[Place], seconds: float) -> tuple[dict[str, Any], list[Turn]]:
    """Let everybody talk for a while, and judge the turns that began in it."""
    before, cpu_s, own_s, began = await server.metrics(), server.cpu_s, time.process_time(), time.monotonic()
    await asyncio.sleep(seconds)
    until, spent_s, own_s = time.monotonic(), server.cpu_s - cpu_s, time.process_time() - own_s
    after, held, workers_mb = await server.metrics(), server.held, server.workers_mb
    await asyncio.sleep(EVERY_S[1])  # turns that have begun come to their end
    turns = [turn for place in places for turn in place.turns if began <= turn.at < until]
    changes = {key: after[key] - before.get(key, 0.0) for key in after if key.startswith(("voice_satellites", "voice_sound"))}
    waited = [turn.waited_ms for turn in turns]
    late = [turn.over for turn in turns]
    step = {
        "satellites": len(places),
        "turns": len(turns),
        "holds": bool(turns) and sum(late) <= HELD * len(late),
        "waited_ms": percentiles(waited, 0),
        "past_budget": counted(late),
        "cut_off": counted(turn.cut_off for turn in turns),
        "unanswered": counted(turn.waited_ms is None and not turn.cut_off for turn in turns),
        "wrong": counted(turn.wrong for turn in turns),
        "clips_past_budget": sorted(turn.clip for turn in turns if turn.over),
        "cpu_percent_per_satellite": round(100 * spent_s / (until - began) / len(places), 2),
        "cpu_percent": round(100 * spent_s / (until - began), 1),
        "cpu_percent_of_those_who_speak": round(100 * own_s / (until - began), 1),
        "server_mb": round(held.mb, 1),
        "recogniser_mb": round(workers_mb, 1),
        "let_go": round(sum(value for key, value in changes.items() if key.startswith("voice_satellites"))),
        "sound_lost_s": round(changes.get("voice_sound_dropped_seconds_total", 0.0), 2),
        "rang": sum(place.rang for place in places),
    }
    return step, turns


def distributions(turns: Sequence[Turn]) -> Iterator[tuple[str, list[float]]]:
    """The quantiles of what each stage took, and of the whole, ms."""
    answered = [turn for turn in turns if turn.waited_ms is not None and turn.stages_ms]
    for stage in sorted({stage for turn in answered for stage in turn.stages_ms}):
        yield stage, quantiles([turn.stages_ms[stage] for turn in answered if stage in turn.stages_ms])
    if answered:
        yield "waited", quantiles([turn.waited_ms for turn in answered if turn.waited_ms is not None])
        yield "allowed", quantiles([turn.allowed_ms for turn in answered if turn.allowed_ms is not None])


def quantiles(values: Sequence[float]) -> list[float]:
    return [round(float(value), 2) for value in np.quantile(values, QUANTILES)]


def slope(numbers: Sequence[float], values: Sequence[float]) -> float | None:
    """How much each of a number adds, by least squares."""
    return round(float(np.polyfit(numbers, values, 1)[0]), 2) if len(set(numbers)) > 1 else None


def shown(step: dict[str, Any]) -> str:
    waited = step["waited_ms"]
    figures = {"p50": waited["p50"], "p95": waited["p95"], "p99": waited["p99"]}
    told = [f"{step['satellites']} satellites, {step['turns']} turns", *(f"{key} {value} ms" for key, value in figures.items())]
    told += [f"{key.replace('_', ' ')} {step[key]['hits']}" for key in ("past_budget", "cut_off", "unanswered", "wrong")]
    told += [f"CPU {step['cpu_percent_per_satellite']} % each", f"server {step['server_mb']} MB"]
    told += [f"recogniser {step['recogniser_mb']} MB", f"lost {step['sound_lost_s']} s"]
    return ", ".join([*told, "holds" if step["holds"] else "too many"])


