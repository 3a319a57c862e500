"""`python -m benchmarks.refusals`: lines asked of a device without a language model; how often one is named rightly.

right      one is named for what it would help with, or not named for all else (done, or refused for another reason)
wrong      one is named where it would not help, or not where it would

The last line on stdout is one JSON document. Failures are shown of the half that may be tuned on, never of the other.
"""

import argparse
import asyncio
import json
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.listening.figures import counted
from voice.clock import AudioClock
from voice.config import Config
from voice.conversation import Conversation
from voice.engines import Engines
from voice.messages import Transcript
from voice.skills import Context
from voice.turn import Turn

LINES = Path(__file__).with_name("lines.toml")
NAMED = "language model"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.refusals", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", choices=["tune"], help="print what was said, and what of it is wrong")
    parser.add_argument("--file", type=Path, default=LINES, help="other lines, in TOML: lists `model` and `none`")
    options = parser.parse_args()
    lines = tomllib.loads(options.file.read_text(encoding="utf-8"))
    report = {}
    for split, first in (("tune", 0), ("held_out", 1)):
        asked = [(kind, line) for kind in ("model", "none") for line in lines[kind][first::2]]
        replies = asyncio.run(replied(line for _, line in asked))
        rows = zip(asked, replies, strict=True)
        judged = [(kind, line, reply, (NAMED in reply) == (kind == "model")) for (kind, line), reply in rows]
        report[split] = {kind: counted(right for one, _, _, right in judged if one == kind) for kind in ("model", "none")}
        for kind, line, reply, right in judged if options.show == split else ():
            print(f"{'' if right else 'WRONG':6}{kind:6} {line}\n{'':13}{reply}", file=sys.stderr)
    print(json.dumps(report))


async def replied(lines: Iterable[str]) -> list[str]:
    """What is said to each line, all of them in conversations and places of their own."""
    with TemporaryDirectory() as folder:
        clock = AudioClock()
        engines = Engines(Config(state_dir=Path(folder)), clock, lambda text: None)
        await engines.load()
        replies = [await _reply(engines, clock, line, f"place {at}") for at, line in enumerate(lines)]
        await engines.close()
        return replies


async def _reply(engines: Engines, clock: AudioClock, line: str, place: str) -> str:
    turn = Turn(engines, Conversation(lambda event: None, None, Context(place=place)), "typed")
    turn.trace.marks.transcribed = clock.now()
    turn.draft(Transcript(line, 1.0, False, "typed"))
    await turn.speak()
    return turn.trace.reply


if __name__ == "__main__":
    main()
