"""An utterance: what somebody is saying to the assistant, its words so far, and how long to wait for more."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace

from voice.attention import Beginning
from voice.clock import stopwatch
from voice.endpoint import Endpointer, finished, may_hurry
from voice.engines import Ears, Engines
from voice.listen.recent import Recent
from voice.messages import Completeness, Samples, SpeechEnded, SpeechEvent, Transcript
from voice.trace import TurnTrace
from voice.transcribe import Hearing

PREROLL_S = 1.2
"""Sound before the wake word's end that the recogniser is given, so that it hears the wake word whole and knows where the
command begins. A slow "hey Mycroft" takes 1.1 s."""

SURE = 0.8
"""A wait is cut short only where somebody has finished with this probability: a question that is cut off costs more than a
wait."""


class Utterance:
    """The utterances of one session, one after the other."""

    def __init__(self, engines: Engines, recent: Recent) -> None:
        """`recent`: the last seconds of sound, fed by the session."""
        self._engines = engines
        self._recent = recent
        self._endpointer = Endpointer(engines.config.endpoint)
        self._hearing: Hearing | None = None
        self._fed_from = 0.0
        """Clock time of the first sample the hearing was given."""
        self._finished: float | None = None
        """Probability that somebody has finished at the pause that lasts."""
        self.completeness: Completeness = "unknown"
        """How complete the words are at the pause that lasts."""

    @property
    def _ears(self) -> Ears:
        assert self._engines.ears is not None, "loaded with ears"
        return self._engines.ears

    @property
    def goes_on(self) -> bool:
        """Whether one is listened to."""
        return self._hearing is not None

    async def begin(self, beginning: Beginning) -> None:
        """Listen to one from just before its beginning."""
        await self.close()  # of an answer that turns out to begin with the wake word
        self.resumed()
        time, woken, since = beginning.time, beginning.woken, beginning.since
        began = woken.wake_end if woken else time
        lead, self._fed_from = self._recent.since(began - PREROLL_S if since is None else since)
        self._hearing = await self._ears.recogniser.open(woken.phrase if woken else "", began - self._fed_from)
        await self._hearing.feed(lead)
        self._endpointer.start(time, woken.wake_end if woken else since, speaks=since is not None)

    def feed(self, time: float, voiced: bool) -> SpeechEvent | None:
        """Take a frame, heard or not: when its last sample was taken, and whether it is voiced."""
        return self._endpointer.feed(time, voiced, self.completeness, self._finished)

    async def hear(self, samples: Samples) -> None:
        """Take a frame's sound. Raises EngineError."""
        assert self._hearing
        await self._hearing.feed(samples)

    def resumed(self) -> None:
        """There is more: what was known of the pause is no longer true."""
        self.completeness, self._finished = "unknown", None

    async def read(self, trace: TurnTrace, begin: Callable[[Transcript], Awaitable[None]]) -> Transcript:
        """Read the words so far at a pause, and judge how complete they are. Raises EngineError.

        `begin` is given the command that they probably are as soon as there is one.
        """
        assert self._hearing
        elapsed = stopwatch()
        if likely := await self._hearing.likely():
            await begin(likely)
        words = await self._hearing.partial()
        trace.hide("transcribe", elapsed() * 1e3)
        if words.wake_end is not None:
            self._endpointer.woken(self._fed_from + words.wake_end)
        found = self._engines.skills.completeness(words.text)
        self.completeness = self._ears.judged(words, found, self._endpointer.voiced_s)
        return words

    async def judge(self, words: Transcript, trace: TurnTrace) -> None:
        """Judge by words that are no command, and by the voice, how likely somebody has finished."""
        if self.completeness != "unknown":
            return
        read = words.text and words.engine != "dictation"  # that hears too much else
        by_words = self._ears.whole(words.text) if read else None
        by_voice = None
        if self._ears.smart_turn:
            sound, _ = self._recent.since(self._fed_from)
            by_voice = await self._ears.smart_turn.hear(sound)
        self._finished = trace.finished = finished(by_words, by_voice)

    def left_ms(self) -> float:
        """How much longer, ms, it stays open at least where its words are no command."""
        return self._endpointer.least_left_s(self._engines.clock.now()) * 1e3

    @property
    def may_hurry(self) -> bool:
        """Whether the wait may be cut short for the sake of the budget."""
        sure = self._finished is not None and self._finished >= SURE
        return sure and may_hurry(self.completeness, self._finished)

    def hurry(self) -> None:
        self._endpointer.hurry()

    async def end(self, event: SpeechEnded, trace: TurnTrace) -> Transcript:
        """The turn is over: its words, and in its trace why. Raises EngineError."""
        assert self._hearing
        trace.marks.last_voice, trace.marks.endpoint = event.last_voice, self._engines.clock.now()
        trace.ended, known = event.reason, self._endpointer.evidence
        trace.pause = asdict(known) if known else None
        words = await self._hearing.finish()
        if words.wake_end is not None and trace.wake:
            trace.marks.wake_end = self._fed_from + words.wake_end
        return replace(words, text="") if event.reason == "no_speech" else words

    def allowed_ms(self, event: SpeechEnded) -> float | None:
        """The silence that the end of the turn required, ms; None where none was."""
        return self._endpointer.allowed_ms(event.reason)

    async def close(self) -> None:
        """Listen to it no longer."""
        hearing, self._hearing = self._hearing, None
        if hearing:
            await hearing.close()
