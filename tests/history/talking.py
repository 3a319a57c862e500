"""Holds four conversations without a pause, in processes that are to be killed.

For each line on standard input a process is forked that talks until it is killed. It prints "pid N", then "room id" for each
turn that is over; when it is dead, "dead" is printed. `python -m tests.history.talking STATE_FOLDER`
"""

import asyncio
import os
import sys
import tempfile
from itertools import cycle
from pathlib import Path

from voice.clock import WallClock
from voice.config import Config
from voice.conversation import Conversation
from voice.engines import Engines
from voice.events import TurnEnded
from voice.messages import Transcript
from voice.skills import Context
from voice.turn import Turn

LINES = (
    "set a pasta timer for ten minutes", "add milk to my shopping list", "what is two plus two", "cancel the pasta timer",
    "remove milk from my shopping list", "what time is it",
)  # fmt: skip
ROOMS = ("kitchen", "hall", "office", "attic")


def said(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def talk(engines: Engines, room: str) -> None:
    def told(event: object) -> None:
        if isinstance(event, TurnEnded):
            said(room, event.trace.id)

    conversation = Conversation(told, context=Context(room, will_ring=True))
    for line in cycle(LINES):
        turn = Turn(engines, conversation, room)
        turn.trace.marks.transcribed = engines.clock.now()
        turn.draft(Transcript(line, 1.0, True, "typed"))
        await turn.speak()
        await asyncio.to_thread(engines.writer.flush)  # nobody asks two things within the milliseconds that this takes


async def live(state: Path, for_ever: bool = True) -> None:
    config = Config(state_dir=state, keep_words=True, history={"mb": 1})  # type: ignore[arg-type]
    engines = Engines(config, WallClock(), lambda text: said("warned", text))
    await engines.load()
    if for_ever:
        await asyncio.gather(*(talk(engines, room) for room in ROOMS))
    await engines.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as elsewhere:  # what is compiled once is there for all that are forked
        asyncio.run(live(Path(elsewhere), for_ever=False))
    for _ in sys.stdin:
        if not (pid := os.fork()):
            said("pid", os.getpid())
            asyncio.run(live(Path(sys.argv[1])))
        os.waitpid(pid, 0)
        said("dead")


if __name__ == "__main__":
    main()
