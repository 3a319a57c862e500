"""`voice ask`: typed requests and sound files, each a conversation of its own, through the whole pipeline."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from voice import config, wiring
from voice.answer.history import History
from voice.cli import output, turns
from voice.clock import AudioClock, Clock, WallClock
from voice.errors import UsageError
from voice.listen.files import SoundFile
from voice.listen.recording import Recording, save
from voice.messages import FRAME_S, SAMPLE_RATE, Transcript
from voice.trace import TurnTrace
from voice.turn import TurnEnded


@dataclass(slots=True)
class Heard:
    """The turns of all conversations, shown as they end."""

    out: Console
    traces: list[TurnTrace] = field(default_factory=list)

    def notify(self, event: Any) -> None:
        output.warned(event)
        if isinstance(event, TurnEnded):
            if self.traces:
                self.out.print()
            self.traces.append(event.trace)
            self.out.print(turns.table(event.trace))


def main(
    settings: Path | None,
    arguments: Sequence[str],
    files: Sequence[Path],
    need_wake: bool,
    fast: bool,
    speak: Path | None,
    as_json: bool,
) -> int:
    if arguments and files:
        raise UsageError("both text and --audio were given", "Give one of them.")
    chosen = config.load(settings)
    for file in files:
        SoundFile(file, WallClock()).check()
    if speak:
        output.check_writable(speak)
    heard = Heard(output.console(as_json))
    if files:
        replies = asyncio.run(_listen(chosen, files, need_wake, fast, heard))
    else:
        replies = asyncio.run(_read(chosen, output.requests(arguments), speak is not None, heard))
    if speak:
        _save(replies, speak)
        heard.out.print(f"Replies written to {speak}", markup=False, soft_wrap=True)
    if files and not heard.traces:
        heard.out.print("No wake word was heard." if need_wake else "Nothing was said.")
    if as_json:
        verdict = turns.worst(turns.verdict_of(trace) for trace in heard.traces)
        output.emit({"turns": [trace.as_dict() for trace in heard.traces], "verdict": verdict})
    return 1 if any(turns.failed(trace) for trace in heard.traces) else 0


async def _listen(
    chosen: config.Config, files: Sequence[Path], need_wake: bool, fast: bool, heard: Heard
) -> list[Recording]:
    """Hear every file; what was replied to each."""
    replies: list[Recording] = []
    for file in files:
        clock: Clock = AudioClock() if fast else WallClock()

        def sink(rate: int, clock: Clock = clock) -> Recording:
            replies.append(Recording(clock, rate, chosen.speak.volume))
            return replies[-1]

        source = SoundFile(file, clock)
        assistant = await wiring.assistant(
            chosen, clock, source, sink, heard.notify, source_name=str(file), need_wake=need_wake
        )
        await assistant.run()
    return replies


async def _read(chosen: config.Config, texts: Iterator[str], aloud: bool, heard: Heard) -> list[Recording]:
    """Answer every text; what was replied, if aloud."""
    replies: list[Recording] = []
    clock = AudioClock()

    def sink(rate: int) -> Recording:
        replies.append(Recording(clock, rate, chosen.speak.volume))
        return replies[-1]

    replier = wiring.replier(chosen, clock, sink if aloud else None, heard.notify)
    for text in texts:
        replier.history = History()
        complete = replier.skills.completeness(text) in ("complete", "digits")
        trace = TurnTrace(clock.today(), "typed")
        trace.marks.transcribed = clock.now()
        words = Transcript(text, 1.0, complete, "typed")
        await _stepped(clock, replier.run(trace, words, replier.budget.turn()))
    await replier.close()
    return replies


async def _stepped(clock: AudioClock, work: Coroutine[Any, Any, None]) -> None:
    """Do `work` on a clock that nobody listens by: it is stepped until the work is done."""
    task = asyncio.create_task(work)
    await asyncio.sleep(0)  # it holds the clock from here on
    while not task.done():
        await clock.step(FRAME_S)
    await task


def _save(replies: Sequence[Recording], file: Path) -> None:
    """All replies in one sound file."""
    sound = [reply.take() for reply in replies]
    rate = replies[0].sample_rate if replies else SAMPLE_RATE
    save(file, np.concatenate([*sound, np.empty(0, np.int16)]), rate)
