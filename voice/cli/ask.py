"""`voice ask`: typed requests and sound files, each a conversation of its own, through the whole pipeline."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from voice import config, wiring
from voice.assistant import Assistant
from voice.cli import interrupt, output, turns
from voice.clock import AudioClock, Clock, WallClock
from voice.errors import UsageError
from voice.listen.files import SoundFile
from voice.listen.recording import Recording, save
from voice.messages import FRAME_S, SAMPLE_RATE, Frame, Samples, Transcript
from voice.models.watch import Watch
from voice.skills import Context
from voice.tiers.chat import import_client
from voice.trace import TurnTrace
from voice.turn import Replier, TurnEnded, Warned


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
    clock: Clock = WallClock() if files and not fast else AudioClock()
    asked = Conversations(chosen, clock, output.console(as_json))
    if files:
        asyncio.run(asked.listen(files, need_wake))
    else:
        asyncio.run(asked.read(output.requests(arguments), aloud=speak is not None))
    if speak:
        asked.save(speak)
    if as_json:
        verdict = turns.worst(turns.verdict_of(trace) for trace in asked.traces)
        output.emit({"turns": [trace.as_dict() for trace in asked.traces], "verdict": verdict})
    return 1 if any(turns.failed(trace) for trace in asked.traces) else 0


@dataclass(slots=True)
class Conversations:
    """Has one conversation after the other, all with the same engines, and shows each turn as it ends."""

    settings: config.Config
    clock: Clock
    out: Console
    traces: list[TurnTrace] = field(default_factory=list)
    replies: list[Samples] = field(default_factory=list)
    """What was said in each turn."""
    recording: Recording | None = None
    _watch: Watch = field(init=False)
    _task: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self._watch = Watch(self.settings, lambda text: output.warned(Warned(text)))

    async def read(self, texts: Iterable[str], aloud: bool) -> None:
        """Answer typed requests."""
        assert isinstance(self.clock, AudioClock)
        self._task = asyncio.current_task()
        with interrupt.at_once(self.out):
            replier = await self._watch.loaded(partial(self._replier, aloud))
        for typed in texts:
            text = output.unwoken(typed, self.settings.wake.phrases)
            self._begin(replier)
            if self.settings.tiers and not replier.skills.match(text):
                await asyncio.to_thread(import_client)  # an assistant that runs has done that long before
            complete = replier.skills.completeness(text) in ("complete", "digits")
            trace = TurnTrace(self.clock.today(), "typed")
            trace.marks.transcribed = self.clock.now()
            words = Transcript(text, 1.0, complete, "typed")
            await stepped(self.clock, replier.run(trace, words, replier.budget.turn()))
        await replier.close()
        await self._watch.settled()

    async def _replier(self, aloud: bool) -> Replier:
        return wiring.replier(self.settings, self.clock, self._sink if aloud else None, self._notify)

    async def listen(self, files: Sequence[Path], need_wake: bool) -> None:
        """Hear sound files."""
        self._task = asyncio.current_task()
        with interrupt.at_once(self.out), self.out.status("Waking up …"):
            source = Files(files, self.clock)
            assistant = await self._watch.loaded(
                partial(wiring.assistant, self.settings, self.clock, source, self._sink, self._notify, need_wake=need_wake)
            )
        source.connect(assistant, lambda: self._begin(assistant.replier))
        await assistant.run()
        await self._watch.settled()
        if not self.traces:
            self.out.print("No wake word was heard." if need_wake else "Nothing was said.")

    def save(self, file: Path) -> None:
        """Write all replies, one after the other."""
        rate = self.recording.sample_rate if self.recording else SAMPLE_RATE
        save(file, np.concatenate([*self.replies, np.empty(0, np.int16)]), rate)
        self.out.print(f"Replies written to {file}", markup=False, soft_wrap=True)

    def _begin(self, replier: Replier) -> None:
        """Forget the conversation before."""
        replier.history.forget()
        replier.context = Context(volume=self.recording)
        if self.recording:
            self.recording.volume = self.settings.speak.volume

    def _sink(self, rate: int) -> Recording:
        self.recording = Recording(self.clock, rate)
        return self.recording

    def _notify(self, event: Any) -> None:
        if self._task and self._task.cancelling():
            return  # Ctrl-C: what it cut off is no answer
        output.warned(event)
        if isinstance(event, TurnEnded):
            if self.traces:
                self.out.print()
            self.traces.append(event.trace)
            self._watch.note(event.trace)
            self.out.print(turns.table(event.trace))
            if self.recording:
                self.replies.append(self.recording.take())


class Files:
    """Sound files as one source: the next begins when the assistant has nothing more to say to the last."""

    def __init__(self, files: Sequence[Path], clock: Clock) -> None:
        self.ended = False
        self._files = files
        self._clock = clock

    def connect(self, assistant: Assistant, begin: Callable[[], None]) -> None:
        """The assistant that listens; `begin` makes it forget what went before."""
        self._assistant = assistant
        self._begin = begin

    async def frames(self) -> AsyncGenerator[Frame]:
        for number, file in enumerate(self._files, start=1):
            self._begin()
            self._assistant.source_name = str(file)
            self._assistant.activity.load()
            if self._assistant.wake:
                self._assistant.wake.reset()
            source = SoundFile(file, self._clock)
            async with aclosing(source.frames()) as frames:
                async for frame in frames:
                    over = source.ended and self._assistant.idle
                    self.ended = over and number == len(self._files)
                    yield frame
                    if over:
                        break


async def stepped(clock: AudioClock, work: Coroutine[Any, Any, None]) -> None:
    """Do `work` on a clock that nobody listens by: it is stepped until the work is done."""
    task = asyncio.create_task(work)
    try:
        await asyncio.sleep(0)  # it holds the clock from here on
        while not task.done():
            await clock.step(FRAME_S)
        await task
    finally:
        task.cancel()
        await asyncio.wait([task])
