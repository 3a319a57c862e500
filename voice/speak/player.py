"""Plays a reply, sentence by sentence, as soon as its first chunk is there."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass

import numpy as np

from voice.clock import Clock
from voice.messages import Samples, Sound
from voice.sink import Sink
from voice.speak import Voice
from voice.speak.ahead import VoiceAhead
from voice.speak.fallback import ReplyVoice
from voice.speak.normalise import normalise

AHEAD_S = 3.0
"""Seconds of sound made before it is needed: enough to cover a slow sentence, little to throw away when interrupted."""

LOOK_S = 0.2
"""Whether the device still plays is looked at so often."""

PAUSE_S = 0.2
"""Seconds of silence between two sentences."""

LATE_S = 1.0
"""Seconds to wait for the first sound of a reply; then the spare voice says it. If it is longer, people ask again; if it is
shorter, a slow moment of the machine changes the voice."""

WHOLE = re.compile(r"""^[#|>*+-]|[.!?…:]["')\]\u2019\u201d»*_`]*$""")
"""Matches a piece of a reply that is not cut short: a heading, a list item, or a sentence with its end."""

AUDIBLE = 200
"""Amplitude from which a sample can be heard: -44 dB of full scale."""


LETTER_S = 0.07
"""How long a letter takes, about, where it is not known yet how long the sentence takes."""

Synthesise = Callable[[str], AsyncGenerator[Samples, None]]
"""Makes the sound of one sentence."""


@dataclass(slots=True)
class Piece:
    """A sentence that is said."""

    text: str
    begin: float = 0.0
    end: float = 0.0
    """When the last that was made of it will have been heard."""
    whole: bool = False
    """All of it has been made."""

    def note(self, begin: float, end: float) -> None:
        """Some more of it was handed over."""
        self.begin, self.end = self.begin or begin, end

    def heard(self, now: float) -> str:
        """What has been heard of it, up to a whole word: as much of the text as of the sound."""
        if self.whole and now >= self.end:
            return self.text
        lasts = self.end - self.begin if self.whole else max(self.end - self.begin, LETTER_S * len(self.text))
        letters = int(len(self.text) * max(0.0, now - self.begin) / lasts) if self.end else 0
        return self.text[: max(0, self.text.rfind(" ", 0, letters + 1))]


class Player:
    """Says sentences with a voice through a sink, which have to be loaded, open, and of the same sample rate.

    The spare voice, loaded and of any rate, says a reply that the voice is `late_s` late with, or what it failed at and the
    rest of that reply.
    """

    def __init__(
        self, voice: Voice, sink: Sink, clock: Clock, spare: Voice | None = None, late_s: float = LATE_S, strange: bool = False
    ) -> None:
        """`strange`: the voice is a service that may be told nothing private; there is a spare one then."""
        self._voice = VoiceAhead(voice, clock)
        self.sink = sink
        self._clock = clock
        self._spare = spare
        self._late_s = late_s
        self._strange = strange
        self._chosen: Voice | None = None
        """The voice that another one gives way to, from the next reply on."""
        self._dry_at = 0.0
        """Clock seconds when all that was handed over will have been heard."""
        self._pieces: list[Piece] = []
        """What was said of the reply, or is being said."""
        self._stopped: float | None = None
        self._cue_until = 0.0
        """Clock seconds when a sound that gives way to a reply will have been heard."""

    def cue(self, sound: Samples) -> tuple[float, float]:
        """Play a short sound, which a reply does not wait for; return when it is heard, from and to, in clock seconds."""
        begins = self.sink.write(sound)
        self._cue_until = begins + len(sound) / self.sink.sample_rate
        return begins, self._cue_until

    def speak_with(self, voice: Voice) -> None:
        """Say the next reply, and those behind it, with another voice of the same engine."""
        self._chosen = voice

    async def _take_chosen(self) -> None:
        if self._chosen:
            await self.forget()  # it is in the other voice
            self._voice, self._chosen = VoiceAhead(self._chosen, self._clock), None

    @property
    def first_words(self) -> int | None:
        """The most words of a reply's first piece, where the voice needs that for an early start."""
        return self._voice.first_words

    @property
    def has_spare(self) -> bool:
        return self._spare is not None

    async def prepare(self, sentence: str) -> None:
        """Begin to make the sound of what a reply may begin with; it waits for `play`, or for `forget`.

        A service that may not be told everything is told nothing that is not said yet.
        """
        if not self._strange and (text := normalise(sentence)):
            await self._take_chosen()
            await self._voice.prepare(text)

    async def forget(self) -> float:
        """Drop a sound that was prepared and not played; the ms of work on it."""
        return await self._voice.forget()

    @property
    def is_prepared(self) -> bool:
        return self._voice.is_prepared

    @property
    def hidden_ms(self) -> float:
        """How much of the work on a reply's first sound was done before it was wanted, ms."""
        return self._voice.hidden_ms

    def heard(self) -> list[str]:
        """The sentences of the reply that were heard so far; the last perhaps in part, up to a whole word."""
        now = self._clock.now() if self._stopped is None else self._stopped
        return [text for piece in self._pieces if (text := piece.heard(now))]

    async def play(
        self,
        sentences: AsyncIterator[str],
        started: Callable[[float, float], None] | None = None,
        fell_back: Callable[[str], None] = lambda why: None,
        by_spare: bool = False,
        public: Callable[[], bool] = lambda: False,
    ) -> None:
        """Say `sentences`; return when the last has been heard. Cancelling it, or an error, stops the sound.

        `started(speech_first_audio, audible)` is called once, when a sample that can be heard has gone to
        the sink: clock seconds of handing over the first sample, and of hearing the first that is not silent.
        `by_spare`: the spare voice says it all. `fell_back(why)` is called when the spare voice takes over. `public` tells
        before each sentence whether anybody may know it.
        The clock is held while sound is being made, so `sentences` must not sleep by it.
        """
        await self._take_chosen()
        first_audio: float | None = None
        audible: float | None = None
        self._dry_at = 0.0
        self._pieces, self._stopped = [], None
        say = self._synthesiser(fell_back, by_spare, public)
        async with aclosing(self._sound(sentences, say)) as chunks:
            try:
                while (chunk := await self._next(chunks)) is not None:
                    now = self._clock.now()
                    if first_audio is None and now < self._cue_until:
                        self.sink.stop()
                    at = self.sink.write(chunk)
                    self._dry_at = at + len(chunk) / self.sink.sample_rate
                    self._pieces[-1].note(at, self._dry_at)
                    first_audio = now if first_audio is None else first_audio
                    if audible is None and (offset := first_loud(chunk)) is not None:
                        audible = at + offset / self.sink.sample_rate
                        if started is not None:
                            started(first_audio, audible)
                    if audible is not None:
                        await self._let_play()
                if audible is not None:
                    await self.sink.drain()
            except BaseException:
                self._stopped = self._clock.now()
                self.sink.stop()  # before the work is stopped, which may take longer
                raise

    async def play_sound(self, sound: Sound) -> None:
        """Play a sound that is no speech; return when it has been heard. Cancelling it, or an error, stops it."""
        import soxr

        rate, self._pieces = self.sink.sample_rate, []
        samples = sound.samples if sound.rate == rate else soxr.resample(sound.samples, sound.rate, rate)
        try:
            for begin in range(0, len(samples), rate):
                part = samples[begin : begin + rate]
                self._dry_at = self.sink.write(part) + len(part) / rate
                await self._let_play()
            await self.sink.drain()
        except BaseException:
            self.sink.stop()
            raise

    async def _let_play(self) -> None:
        """Wait until little of what was handed over is left. Raises DeviceError when the device is gone."""
        while (early_s := self._dry_at - self._clock.now() - AHEAD_S) > 0:
            await self._clock.sleep(min(early_s, LOOK_S))
            self.sink.open()

    async def _next(self, chunks: AsyncIterator[Samples]) -> Samples | None:
        with self._clock.working():
            return await anext(chunks, None)

    async def _sound(self, sentences: AsyncIterator[str], say: Synthesise) -> AsyncGenerator[Samples, None]:
        begun = pause = False
        async for sentence in sentences:
            if not (text := normalise(sentence)):
                continue
            if pause:
                yield np.zeros(round(PAUSE_S * self.sink.sample_rate), np.int16)
            self._pieces.append(Piece(sentence))
            async with aclosing(say(text)) as chunks:
                async for chunk in chunks:
                    yield chunk
            self._pieces[-1].whole = True
            pause = begun or not self.has_spare or WHOLE.search(sentence) is not None
            begun = True

    def _synthesiser(self, fell_back: Callable[[str], None], by_spare: bool, public: Callable[[], bool]) -> Synthesise:
        """Make what says the sentences of one reply."""
        if self._spare is None:
            return self._voice.synthesise
        voice = ReplyVoice(self._voice, self._spare, self._clock, self._late_s, fell_back)
        if by_spare:
            voice.leave_to_spare()

        def say(text: str) -> AsyncGenerator[Samples, None]:
            if self._strange and not public():
                voice.leave_to_spare("it may be private, and the voice's service is not trusted")
            return voice.synthesise(text, max(0.0, self._dry_at - self._clock.now()))

        return say


def first_loud(chunk: Samples) -> int | None:
    """Find the index of the first sample that can be heard; None where there is none."""
    loud = np.flatnonzero((chunk >= AUDIBLE) | (chunk <= -AUDIBLE))
    return int(loud[0]) if len(loud) else None
