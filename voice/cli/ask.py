"""`voice ask`: typed requests and sound files through the whole pipeline.

All that is typed is one conversation, also as lines of a pipe, where an empty line begins another; each sound file is one of
its own.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from voice import config
from voice.cli import interrupt, output, turns
from voice.clock import AudioClock, Clock, WallClock
from voice.conversation import Conversation
from voice.engines import Engines
from voice.errors import UsageError
from voice.events import TurnEnded, Warned
from voice.listen.files import SoundFile
from voice.listen.recording import Recording, save
from voice.messages import FRAME_S, SAMPLE_RATE, WHOLE, Samples, Transcript
from voice.models.watch import Watch
from voice.session import Session
from voice.skills import Context
from voice.speak.player import Player
from voice.tiers.chat import import_client
from voice.trace import TurnTrace
from voice.turn import Turn


def main(
    settings: Path | None,
    arguments: Sequence[str],
    files: Sequence[Path],
    needs_wake: bool,
    fast: bool,
    speak: Path | None,
    as_json: bool,
) -> int:
    texts = output.requests(arguments, parted=True)
    if arguments and files:
        raise UsageError("both text and --audio were given", "Give one of them.")
    if not needs_wake and not files:
        raise UsageError("--no-wake is for sound files, and none was given", "Name one: voice ask --no-wake --audio FILE")
    chosen = config.load(settings)
    for file in files:
        SoundFile(file, WallClock()).check()
    if speak and speak.suffix.lower() != ".wav":
        raise UsageError(f"--speak {speak}: this names the file for the replies", 'Write, say: voice ask --speak out.wav "hi"')
    if speak:
        output.check_writable(speak)
    clock: Clock = WallClock() if files and not fast else AudioClock()
    asked = Conversations(chosen, clock, output.console(as_json), keeps_replies=speak is not None)
    if files:
        asyncio.run(asked.listen(files, needs_wake))
    else:
        asked.echoes = not arguments and not sys.stdin.isatty()
        asyncio.run(asked.read(texts, speak is not None))
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
    keeps_replies: bool
    traces: list[TurnTrace] = field(default_factory=list)
    replies: list[Samples] = field(default_factory=list)
    """What was said in each turn, where it is kept: a third of a megabyte each."""
    recording: Recording | None = None
    echoes: bool = False
    """Whether what was asked is shown with each answer."""
    _asked: str = ""
    _taken: str = ""
    """What a request was taken for that holds slips of typing."""
    _watch: Watch = field(init=False)
    _task: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self._watch = Watch(self.settings, self._warn)

    async def read(self, texts: Iterable[str], aloud: bool) -> None:
        """Answer typed requests, in one conversation, or in another behind each ""."""
        async with self._engines(ears=False, voice=aloud) as engines:
            player = engines.player(self._sink) if aloud else None
            conversation = self._conversation(player)
            for typed in texts:
                if not typed:
                    conversation = self._conversation(player)
                    continue
                self._asked = typed if self.echoes else ""
                text = output.unwoken(typed, self.settings.wake.said)
                self._taken = _mended(text, engines, conversation)
                await self._answer(engines, self._taken or text, conversation)

    def _conversation(self, player: Player | None) -> Conversation:
        return Conversation(self._notify, player, Context(volume=self.recording))

    async def _answer(self, engines: Engines, text: str, conversation: Conversation) -> None:
        assert isinstance(self.clock, AudioClock)
        if self.settings.tiers and not engines.skills.match(text):
            await asyncio.to_thread(import_client)  # a session that runs has done that long before
        turn = Turn(engines, conversation, "typed")
        turn.trace.marks.transcribed = self.clock.now()
        complete = engines.skills.completeness(text) in WHOLE
        with self.clock.working():
            turn.draft(Transcript(text, 1.0, complete, "typed"))
        await stepped(self.clock, turn.speak())

    async def listen(self, files: Sequence[Path], needs_wake: bool) -> None:
        """Hear sound files."""
        async with self._engines(ears=True, voice=True) as engines:
            engines.budget.predictor.freeze()
            for file in files:
                source, player = SoundFile(file, self.clock), engines.player(self._sink)
                await Session(engines, source, player, self._notify, name=str(file), needs_wake=needs_wake).run()
        if not self.traces:
            self.out.print("No wake word was heard." if needs_wake else "Nothing was said.")

    @asynccontextmanager
    async def _engines(self, ears: bool, voice: bool) -> AsyncGenerator[Engines]:
        """Load engines, and close them in the end."""
        self._task = asyncio.current_task()
        with interrupt.at_once(self.out), self.out.status("Waking up …"):
            engines = await self._watch.loaded(partial(self._loaded, ears, voice))
        try:
            yield engines
        finally:
            await engines.close()
        await self._watch.settled()

    async def _loaded(self, ears: bool, voice: bool) -> Engines:
        engines = Engines(self.settings, self.clock, self._warn)
        await engines.load(ears=ears, voice=voice)
        return engines

    def save(self, file: Path) -> None:
        """Write all replies, one after the other."""
        rate = self.recording.sample_rate if self.recording else SAMPLE_RATE
        save(file, np.concatenate([*self.replies, np.empty(0, np.int16)]), rate)
        self.out.print(f"Replies written to {file}", markup=False, soft_wrap=True)

    def _sink(self, rate: int) -> Recording:
        """Make a recording for each conversation: none hears of the volume that another has set."""
        self.recording = Recording(self.clock, rate, self.settings.speak.volume)
        return self.recording

    def _warn(self, text: str) -> None:
        if not self._interrupted:
            output.warn(text)

    @property
    def _interrupted(self) -> bool:
        """Whether Ctrl-C came: what it cut off is not shown as an answer."""
        return self._task is not None and bool(self._task.cancelling())

    def _notify(self, event: Any) -> None:
        if self._interrupted:
            return
        if isinstance(event, Warned):
            output.warn(event.text)
        if isinstance(event, TurnEnded):
            if self.traces:
                self.out.print()
            self.traces.append(event.trace)
            self._watch.note(event.trace)
            self.out.print(turns.table(event.trace, self._asked, self._taken))
            if self.recording:
                self.replies += [self.recording.take()] * self.keeps_replies


def _mended(text: str, engines: Engines, conversation: Conversation) -> str:
    """A request without its slips of typing; "" where it makes sense as it is, or none without them."""
    if engines.skills.match(text) or conversation.follow_up(engines.skills, text):
        return ""
    mended = engines.skills.mended(text)
    return mended.text if mended else ""


async def stepped(clock: AudioClock, work: Coroutine[Any, Any, None]) -> None:
    """Step the clock until `work` is done: nobody listens, so there is no need to wait."""
    task = asyncio.create_task(work)
    try:
        await asyncio.sleep(0)  # it holds the clock from here on
        while not task.done():
            await clock.step(FRAME_S)
        await task
    finally:
        task.cancel()
        await asyncio.wait([task])
