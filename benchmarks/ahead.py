"""What replies that are begun at a pause hide: the same clips through whole sessions in real time, with and without them.

    VOICE_MODELS_DIR=… python -m benchmarks.ahead [--clips 12] [--settings FILE]

Held-out voices say a command or something else behind the wake word; what no skill takes goes to the model on the device. Each
clip is heard twice in a row by the same engines, with `answer.ahead = "home"` and with "never", so that a busy machine slows
both alike. A share is what was hidden in the wait, of that and what was left behind the endpoint. Human output goes to stderr.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import corpora
from benchmarks.corpora import Clip
from benchmarks.listening.figures import machine, percentiles
from voice import config
from voice.clock import WallClock
from voice.engines import Engines
from voice.events import TurnEnded
from voice.listen.recording import Recording
from voice.listen.scripted import Scripted
from voice.session import Session
from voice.trace import TurnTrace

WAYS = ("home", "never")
"""Values of `answer.ahead` that are compared."""

PATIENCE_S = 60.0
"""Time for one clip and its reply."""

SETTINGS = """
[answer]
bridge_ms = 0

[[tiers]]
name = "device"
where = "device"
model_file = "smollm2-135m"
"""


async def heard(engines: Engines, clip: Clip, ahead: str) -> TurnTrace | None:
    """The last turn that a session of its own makes of a clip; None where the wake word was missed."""
    turns: list[TurnTrace] = []
    answer = engines.config.answer.model_copy(update={"ahead": ahead})
    engines.config = engines.config.model_copy(update={"answer": answer})
    engines.pool = replace(engines.pool, ahead={tier.name for tier in engines.config.tiers if ahead == "home"})
    source = Scripted(engines.clock)
    source.say(clip.samples)
    source.hang_up()
    player = engines.player(lambda rate: Recording(engines.clock, rate))

    def note(event: Any) -> None:
        if isinstance(event, TurnEnded):
            turns.append(event.trace)

    await asyncio.wait_for(Session(engines, source, player, note, name=ahead).run(), PATIENCE_S)
    return turns[-1] if turns else None


async def compared(settings: config.Config, clips: Sequence[Clip]) -> dict[str, list[TurnTrace]]:
    """Way → the turns of all clips that both ways heard."""
    engines = Engines(settings, WallClock(), lambda text: print(text, file=sys.stderr))
    await engines.load(ears=True, voice=True)
    told: dict[str, list[TurnTrace]] = {way: [] for way in WAYS}
    try:
        await engines.warm()
        await heard(engines, clips[0], WAYS[0])  # the first reading and the first reply of all take longer
        for number, clip in enumerate(clips):
            order = WAYS if number % 2 else WAYS[::-1]
            both = {way: await heard(engines, clip, way) for way in order}
            print("\n    ".join([clip.text, *map(_line, both.values())]), file=sys.stderr, flush=True)
            for way, turn in both.items():
                if turn is not None and None not in both.values():
                    told[way].append(turn)
    finally:
        await engines.close()
    return told


def _line(turn: TurnTrace | None) -> str:
    if turn is None:
        return "not heard"
    hidden = {stage: round(ms) for stage, ms in turn.hidden_ms.items()}
    return f"{turn.source}: {turn.answered_by}, {turn.voice_to_voice_ms()} ms, hidden {hidden}, {turn.drafts}"


def hidden(turns: Sequence[TurnTrace], stage: str) -> dict[str, Any]:
    """How much of a stage's work was hidden in the wait."""
    left = [turn.stages_ms()[stage] for turn in turns]
    ahead = [turn.hidden_ms.get(stage, 0.0) for turn in turns]
    whole = sum(ahead) + sum(ms or 0.0 for ms in left)
    share = round(sum(ahead) / whole, 3) if whole else None
    return {"share": share, "hidden_ms": percentiles(ahead, 0), "left_ms": percentiles(left, 0)}


def figures(turns: Sequence[TurnTrace]) -> dict[str, Any]:
    """What the turns of one way come to, with those that a skill answered and those that the model did apart."""
    asked = [turn for turn in turns if turn.tried]
    kinds = {"skills": [turn for turn in turns if not turn.tried], "device": asked}
    drafts = [turn.drafts for turn in turns]
    return {
        "turns": len(turns),
        "recognition": hidden(turns, "transcribe"),
        "first_token": hidden(asked, "answer"),
        "first_sound": hidden(turns, "speak"),
        "voice_to_voice_ms": {kind: percentiles((one.voice_to_voice_ms() for one in some), 0) for kind, some in kinds.items()},
        "drafts": {
            "made": sum(one.made for one in drafts),
            "hits": sum(one.hit for one in drafts),
            "wasted_ms": round(sum(one.wasted_ms for one in drafts)),
            "wasted_tokens": sum(one.wasted_tokens for one in drafts),
            "wasted_usd": sum(one.wasted_usd for one in drafts),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=12, help="half commands, half other speech")
    parser.add_argument("--settings", type=Path, help="TOML in place of a model on this machine and no fillers")
    chosen = parser.parse_args()
    clips = [clip for kind in ("wake_command", "wake_other") for clip in _clean(kind, chosen.clips // 2)]
    with TemporaryDirectory(prefix="ahead-") as folder:
        file = Path(folder) / "settings.toml"
        file.write_text(f'state_dir = "{folder}"\n{chosen.settings.read_text() if chosen.settings else SETTINGS}')
        told = asyncio.run(compared(config.load(file), clips))
    print(json.dumps({"machine": machine(), **{way: figures(turns) for way, turns in told.items()}}))


def _clean(kind: str, count: int) -> list[Clip]:
    """Some clips of a kind without noise."""
    rows = [row for row in corpora.rows(kind, "held_out") if row.condition == "clean"]
    return list(corpora.of_rows(rows[:: max(1, len(rows) // count)][:count]))


if __name__ == "__main__":
    main()
