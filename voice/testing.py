"""Fakes that ship with the product: a whole conversation without a microphone, an engine, a network or a second of waiting.

Sound is made of words. A `FakeMicrophone` says each word as 300 ms of samples that hold the word's number; the other fakes
read the words back. With a `VirtualClock` thirty seconds of dialogue take milliseconds and are the same each time.
"""

import asyncio
import math
import selectors
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any, TypeVar, TypeVarTuple

import numpy as np

from voice.clock import AudioClock, Clock, WallClock
from voice.errors import EngineError, TierError
from voice.messages import (
    FRAME_S,
    FRAME_SAMPLES,
    Frame,
    GenerationOptions,
    Message,
    Samples,
    Tool,
    ToolCall,
    Transcript,
    WakeHeard,
)
from voice.tiers import FIRST_TOKENS, StreamResult

WORD_FRAMES = 15
"""300 ms: 200 words a minute, a brisk speaker."""

WAKE_WORD = "jarvis"

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class VirtualClock(AudioClock):
    """A clock whose time passes only in steps: those of a sound source and, in `run()`, those of whoever waits.

    No time passes in computing, so a conversation is the same each time, down to its last mark.
    """

    def __init__(self, start: datetime | None = None) -> None:
        super().__init__(None, start)
        self._jumps = False

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to its end. Whenever all tasks and threads wait, time jumps to the end of the shortest sleep.

        Nothing in it may wait for a socket or another process meanwhile: only the loop's own threads are waited for.
        """
        self._jumps = True
        try:
            with asyncio.Runner(loop_factory=lambda: _JumpingLoop(self._jump)) as runner:
                return runner.run(work)
        finally:
            self._jumps = False

    async def step(self, seconds: float) -> float:
        if not self._jumps:
            return await super().step(seconds)
        await self.sleep(seconds)
        return self.now()

    @contextmanager
    def working(self) -> Iterator[None]:
        with nullcontext() if self._jumps else super().working():
            yield

    def _jump(self) -> bool:
        """To the end of the shortest sleep, if anybody sleeps; whether it did."""
        if not self._sleepers:
            return False
        self._advance(self._sleepers[0][0])
        return True


class _JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop that calls `jump` when it would have to wait, and does wait where that returns False."""

    def __init__(self, jump: Callable[[], bool]) -> None:
        self._threads = 0
        super().__init__(_JumpingSelector(lambda: not self._threads and jump()))

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        future = super().run_in_executor(executor, func, *args)
        self._threads += 1
        future.add_done_callback(self._returned)
        return future

    def _returned(self, _: asyncio.Future[Any]) -> None:
        self._threads -= 1


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, jump: Callable[[], bool]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        return ready if ready or timeout == 0 or self._jump() else super().select(timeout)


class FakeMicrophone:
    """A source whose sound is words. It is silent between them, and until `hang_up`."""

    def __init__(self, clock: AudioClock) -> None:
        self.words: list[str] = []
        """All words said; sample value n + 1 is word n."""
        self._clock = clock
        self._frames: deque[int] = deque()
        self._hung_up = False

    def say(self, text: str) -> None:
        """Queue the words of `text`."""
        for word in text.split():
            self.words.append(word)
            self._frames.extend([len(self.words)] * WORD_FRAMES)

    def pause(self, seconds: float) -> None:
        """Queue silence."""
        self._frames.extend([0] * round(seconds / FRAME_S))

    def hang_up(self) -> None:
        """End once all that is queued has been heard."""
        self._hung_up = True

    @property
    def ended(self) -> bool:
        return self._hung_up and not self._frames

    async def frames(self) -> AsyncGenerator[Frame]:
        while True:
            value = self._frames.popleft() if self._frames else 0
            time = await self._clock.step(FRAME_S)
            yield Frame(np.full(FRAME_SAMPLES, value, np.int16), time)

    def heard_in(self, samples: Samples) -> list[str]:
        """The words of a piece of its sound."""
        numbers = dict.fromkeys(int(n) for n in samples if n)
        return [self.words[n - 1] for n in numbers]


class FakeActivity:
    """Voice is whatever is not silence."""

    def load(self) -> None: ...

    def voiced(self, frame: Frame) -> bool:
        return bool(frame.samples.any())


class FakeDetector:
    """Hears the wake word on its last frame."""

    def __init__(self, microphone: FakeMicrophone) -> None:
        self._microphone = microphone
        self._frames = 0

    def load(self) -> None: ...

    def reset(self) -> None:
        self._frames = 0

    def feed(self, frame: Frame) -> WakeHeard | None:
        said = self._microphone.heard_in(frame.samples)
        self._frames = self._frames + 1 if said == [WAKE_WORD] else 0
        return WakeHeard(frame.time, "hey_jarvis", 1.0, frame.time) if self._frames == WORD_FRAMES else None


class FakeTranscriber:
    """Hears every word right; a command is what `commands` holds. `fails` at a step: "start" or "finish"."""

    def __init__(self, microphone: FakeMicrophone, commands: Sequence[str] = (), fails: str = "") -> None:
        self._microphone = microphone
        self._commands = commands
        self._fails = fails
        self._fed: list[Samples] = []

    async def load(self) -> None: ...

    async def start(self) -> None:
        self._at("start")
        self._fed = []

    async def feed(self, samples: Samples) -> None:
        self._fed.append(samples)

    async def partial(self) -> Transcript:
        return self._words()

    async def finish(self) -> Transcript:
        self._at("finish")
        return self._words()

    async def close(self) -> None: ...

    def _at(self, step: str) -> None:
        if step == self._fails:
            raise EngineError("the recogniser died", "Try again.")

    def _words(self) -> Transcript:
        words = self._microphone.heard_in(np.concatenate(self._fed)) if self._fed else []
        command = words[words.index(WAKE_WORD) + 1 :] if WAKE_WORD in words else words
        text = " ".join(command)
        return Transcript(text, 1.0, text in self._commands, "fake")


class FakeVoice:
    """Says a sentence as 100 ms of tone a word."""

    sample_rate = 16_000
    identity = "fake"

    def load(self) -> None: ...

    async def synthesise(self, text: str) -> AsyncGenerator[Samples]:
        for _ in text.split():
            await asyncio.sleep(0)
            yield np.full(1600, 8000, np.int16)


Piece = str | float | ToolCall | TierError


class ScriptedTier:
    """Answers with the pieces it was given: text, seconds of silence, tools it asks for; an exception is raised in its place.

    A list of pieces is one answer, the next question gets the next of them.
    """

    def __init__(
        self, name: str, *pieces: Piece | list[Piece], clock: Clock | None = None, sure: float | None = None
    ) -> None:
        """`sure`: probability of each of its first tokens, a piece of text being one; None: it tells none."""
        self.name = name
        self.sure = sure
        self.asked: list[list[Message]] = []
        self.offered: list[Sequence[Tool]] = []
        self.read: list[str] = []
        """Questions it was told of while they were being spoken."""
        self.state: tuple[float, float | None] = 0.0, None
        self.finished = 0
        """Streams that were neither given up nor broken off."""
        self._clock = clock or WallClock()
        self._answers = deque(piece for piece in pieces if isinstance(piece, list))
        self._always = [piece for piece in pieces if not isinstance(piece, list)]

    async def warm(self) -> None: ...

    async def prefill(self, messages: Sequence[Message]) -> None:
        self.read.append(messages[-1].text)

    async def stream(
        self,
        messages: Sequence[Message],
        result: StreamResult,
        tools: Sequence[Tool] = (),
        options: GenerationOptions | None = None,
    ) -> AsyncGenerator[str]:
        self.asked.append(list(messages))
        self.offered.append(tools)
        for piece in self._answers.popleft() if self._answers else self._always:
            await asyncio.sleep(0)
            match piece:
                case TierError():
                    raise piece
                case ToolCall():
                    result.calls.append(piece)
                case str():
                    result.tokens_out += 1
                    if self.sure is not None and len(result.logprobs) < FIRST_TOKENS:
                        result.logprobs.append(math.log(self.sure))
                    yield piece
                case _:
                    await self._clock.sleep(piece)
        self.finished += 1

    def cost_usd(self, result: StreamResult) -> float:
        return result.tokens_out * 1e-6

    async def close(self) -> None: ...
