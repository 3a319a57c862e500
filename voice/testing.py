"""Fakes that ship with the product: a whole conversation without a microphone, an engine, a network or a second of waiting.

Sound is made of words. A `FakeMicrophone` says each word as 300 ms of samples that hold its number in a `Vocabulary`; the other
fakes read the words back from the same one. With a `VirtualClock` thirty seconds of dialogue take milliseconds and are the
same each time.
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, Sequence

import numpy as np

from voice.clock import AudioClock, Clock, WallClock
from voice.errors import EngineError, TierError
from voice.messages import (
    FRAME_S,
    FRAME_SAMPLES,
    Frame,
    GenerationOptions,
    Hypothesis,
    Message,
    Samples,
    ToolCall,
    Tools,
    Transcript,
    WakeHeard,
)
from voice.tiers import FIRST_TOKENS, StreamResult

WORD_FRAMES = 15
"""300 ms: 200 words a minute, a brisk speaker."""

WAKE_WORD = "jarvis"


class Vocabulary:
    """The words that fakes can say and hear. Microphones and engines that share one understand each other."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def number(self, word: str) -> int:
        """A new number for a word that is said once more: the value of its samples, above 0."""
        self._words.append(word)
        return len(self._words)

    def heard_in(self, samples: Samples) -> list[str]:
        """The words of a piece of sound, in their order."""
        return [self._words[n - 1] for n in dict.fromkeys(int(n) for n in samples if n)]


class FakeMicrophone:
    """A source whose sound is words. It is silent between them, and until `hang_up`."""

    def __init__(self, clock: AudioClock, vocabulary: Vocabulary) -> None:
        self._clock = clock
        self._vocabulary = vocabulary
        self._frames: deque[int] = deque()
        self._hung_up = False

    def say(self, text: str) -> None:
        for word in text.split():
            self._frames.extend([self._vocabulary.number(word)] * WORD_FRAMES)

    def pause(self, seconds: float) -> None:
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


class FakeActivity:
    """Takes whatever is not silence for voice."""

    def load(self) -> None: ...

    def voiced(self, frame: Frame) -> bool:
        return bool(frame.samples.any())


class FakeWakeModel:
    """Opens detectors that hear the wake word on its last frame."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def load(self) -> None: ...

    def open(self) -> "FakeDetector":
        return FakeDetector(self._vocabulary)


class FakeDetector:
    """Hears the wake word of one stream."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._frames = 0

    def reset(self) -> None:
        self._frames = 0

    def feed(self, frame: Frame) -> WakeHeard | None:
        said = self._vocabulary.heard_in(frame.samples)
        self._frames = self._frames + 1 if said == [WAKE_WORD] else 0
        return WakeHeard(frame.time, "hey_jarvis", 1.0, frame.time) if self._frames == WORD_FRAMES else None


class FakeRecogniser:
    """Hears every word right; a command is what `commands` holds. `fails` at a step: "open" or "finish"."""

    def __init__(self, vocabulary: Vocabulary, commands: Sequence[str] = (), fails: str = "") -> None:
        self.hearings: list[FakeHearing] = []
        self.commands = commands
        self.unsure: dict[str, float] = {}
        """Commands that two engines read differently → the confidence in them."""
        self._vocabulary = vocabulary
        self._fails = fails

    async def load(self) -> None: ...

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> "FakeHearing":
        self.at("open")
        self.hearings.append(FakeHearing(self))
        return self.hearings[-1]

    async def close(self) -> None: ...

    def at(self, step: str) -> None:
        """Raise EngineError if this is the step to fail at."""
        if step == self._fails:
            raise EngineError("the recogniser died", "Try again.")

    def words(self, samples: Samples) -> Transcript:
        """What was said after the wake word, or all of it where there was none."""
        words = self._vocabulary.heard_in(samples)
        command = words[words.index(WAKE_WORD) + 1 :] if WAKE_WORD in words else words
        text = " ".join(command)
        reading = Hypothesis(text, "fake", 0.0, 0, len(samples))
        if text in self.unsure:
            return Transcript(text, self.unsure[text], True, "fused", hypotheses=(reading,))
        return Transcript(text, 1.0, text in self.commands, "fake", hypotheses=(reading,))


class FakeHearing:
    """One turn of a `FakeRecogniser`."""

    def __init__(self, recogniser: FakeRecogniser) -> None:
        self.closed = False
        self._recogniser = recogniser
        self._sound = np.empty(0, np.int16)

    async def feed(self, samples: Samples) -> None:
        self._sound = np.concatenate([self._sound, samples])

    async def likely(self) -> Transcript | None:
        return None

    async def partial(self) -> Transcript:
        return self._recogniser.words(self._sound)

    async def finish(self) -> Transcript:
        self._recogniser.at("finish")
        return self._recogniser.words(self._sound)

    async def close(self) -> None:
        self.closed = True


class FakeVoice:
    """Says a sentence as 100 ms of tone a word."""

    sample_rate = 16_000
    first_words: int | None = None
    identity = "fake"

    def load(self) -> None: ...

    async def synthesise(self, text: str) -> AsyncGenerator[Samples]:
        for _ in text.split():
            await asyncio.sleep(0)
            yield np.full(1600, 8000, np.int16)

    def close(self) -> None: ...


Piece = str | float | ToolCall | TierError


class ScriptedTier:
    """Answers with the pieces it was given: text, seconds of silence, tools it asks for; an exception is raised in its place.

    A list of pieces is one answer, the next question gets the next of them.
    """

    def __init__(self, name: str, *pieces: Piece | list[Piece], clock: Clock | None = None, sure: float | None = None) -> None:
        """`sure`: probability of each of its first tokens, a piece of text being one; None: it tells none."""
        self.name = name
        self.sure = sure
        self.asked: list[list[Message]] = []
        self.offered: list[Tools] = []
        self.read: list[str] = []
        """Questions passed to `prefill` while they were being spoken."""
        self.state: tuple[float, float | None] = 0.0, None
        self.finished = 0
        """Streams that were neither given up nor broken off."""
        self.clock = clock or WallClock()
        self._answers = deque(piece for piece in pieces if isinstance(piece, list))
        self._always = [piece for piece in pieces if not isinstance(piece, list)]

    async def warm(self) -> None: ...

    async def prefill(self, messages: Sequence[Message]) -> None:
        self.read.append(messages[-1].text)

    async def stream(
        self, messages: Sequence[Message], result: StreamResult, tools: Tools = (), options: GenerationOptions | None = None
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
                    await self.clock.sleep(piece)
        self.finished += 1

    def cost_usd(self, result: StreamResult) -> float:
        return result.tokens_out * 1e-6

    async def close(self) -> None: ...
