"""The end-of-turn decision, a state machine driven by frames.

    idle ──start──▶ waiting ──onset──▶ speaking ──hangover──▶ paused ──wait──▶ idle
                                           ▲───────onset────────┘

How long the wait is, `voice.endpoint.wait` tells: short for a whole command, long for an unfinished one.
"""

from collections import deque
from dataclasses import replace
from typing import Literal

from voice.config import Endpoint
from voice.endpoint.completeness import LEAST_S
from voice.endpoint.wait import EPSILON, Evidence, Wait, least_s, wait
from voice.messages import (
    FRAME_S,
    WHOLE,
    Completeness,
    EndReason,
    SpeechEnded,
    SpeechEvent,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)

TAIL_S = 0.3
"""Voice this soon after the estimated end of the wake word may still be the wake word, unless it paused."""

TAIL_FRAMES = 2
"""Silent frames that end the wake word."""

SLACK_FRAMES = 2
"""Frames that may be missing from an onset: in noise, voice activity flickers."""

LATEST_S = 0.5
"""A wake word that the recogniser finds to have ended this long after the estimate was found in the words behind it."""

MEMORY_S = 1.0
"""How much voice activity from before `start` is kept: a wake word may be heard that late."""


class Endpointer:
    """Turns voice activity into speech events. Deterministic, without a clock; feed it every frame."""

    def __init__(self, settings: Endpoint) -> None:
        self._settings = settings
        self._onset_frames = max(1, round(settings.onset_ms / 1000 / FRAME_S))
        self._onset: deque[tuple[float, bool]] = deque(maxlen=self._onset_frames + SLACK_FRAMES)
        self._hangover = settings.hangover_ms / 1000
        self._memory: deque[tuple[float, bool]] = deque(maxlen=round(MEMORY_S / FRAME_S))
        self._state: Literal["idle", "waiting", "speaking", "paused"] = "idle"

    def start(self, time: float, wake_end: float | None = None, speaks: bool = False) -> None:
        """Begin a turn at `time`. `wake_end`: when the wake word just heard ended; None if there was none. `speaks`: speech has
        been heard since then.

        Voice fed since `wake_end` belongs to the turn: its words may follow in the same breath.
        """
        self._began = time
        self._wake_end = self._last_voice = time if wake_end is None else wake_end
        self._tail_until = time if wake_end is None else wake_end + TAIL_S
        self._gap = 0
        self._onset.clear()
        self._voice: list[float] = []
        """Times of the voiced frames since the wake word."""
        self._longest_pause = 0.0
        self._asked = self._hurried = False
        self._wait = Wait(self._settings.no_speech_s, "no_speech")
        self.evidence: Evidence | None = None
        """What the wait that goes on, or that ended the turn, was judged by; None without one."""
        self._state = "waiting"
        for at, voiced in self._memory:
            if at > self._wake_end + EPSILON:
                self._hear(at, voiced)
        if speaks:
            self._state = "speaking"
            self._first_voice = self._stretch = self._wake_end

    def woken(self, wake_end: float) -> None:
        """The recogniser has found when the wake word ended. If no speech followed, wait for it: what seemed to be was the rest
        of the wake word."""
        if wake_end <= self._wake_end + LATEST_S:
            self._tail_until = max(self._tail_until, wake_end)
            self._wake_end = max(self._wake_end, wake_end)
        if self._state == "paused" and self.voiced_s + EPSILON < self._onset_frames * FRAME_S:
            self._state, self._asked = "waiting", True

    @property
    def voiced_s(self) -> float:
        """Seconds of voice so far behind the wake word, by the later one of both estimates of its end."""
        return FRAME_S * sum(time > self._wake_end + EPSILON for time in self._voice)

    def least_left_s(self, time: float) -> float:
        """How much longer, s, the silence that lasts at `time` must at least last to end a turn whose words are no command."""
        return max(0.0, least_s(self._settings) - (time - self._last_voice))

    def hurry(self) -> None:
        """End the turn as soon as the silence is as long as a whole command needs, unless the words or the voice sound
        unfinished."""
        self._hurried = True

    def feed(
        self, time: float, voiced: bool, completeness: Completeness = "unknown", finished: float | None = None
    ) -> SpeechEvent | None:
        """Take one frame: when its last sample was taken, whether it is voiced, what the words so far are, and how likely the
        voice sounds finished at this pause (0..1; None: unknown).

        Before `start` it only remembers. At most one event a frame. While no speech is certain yet, one `SpeechPaused` asks
        for the words, if there was voice enough for any; a whole command then counts as speech.
        """
        self._memory.append((time, voiced))
        if self._state == "idle":
            return None
        self._hear(time, voiced)
        if self._state == "waiting":
            return self._wait_for_speech(time, completeness)
        if time - self._first_voice + EPSILON >= self._settings.max_speech_s:
            return self._end(time, "too_long")
        if self._state == "speaking":
            return self._listen(time)
        return self._wait_for_more(time, completeness, finished)

    def allowed_ms(self, reason: EndReason) -> float | None:
        """The silence, ms, that `reason` required at the end of the turn, plus one frame; for "budget", what would have been
        waited else. None for a whole command and for reasons without a wait.
        """
        waited = self._wait
        if reason == "budget" and self.evidence:
            waited = wait(replace(self.evidence, hurried=False), self._settings)
        elif reason != waited.reason or reason == "complete":
            return None
        return (waited.seconds + FRAME_S) * 1e3

    def _hear(self, time: float, voiced: bool) -> None:
        self._gap = 0 if voiced else self._gap + 1
        if self._gap == TAIL_FRAMES:
            self._tail_until = min(self._tail_until, time)
        self._onset.append((time, voiced and time > self._tail_until + EPSILON))
        if voiced:
            self._voice.append(time)
        if voiced and self._state != "paused":
            self._last_voice = time

    def _begun(self) -> list[float]:
        """Times of the voiced frames of an onset; empty while there is none."""
        times = [time for time, voiced in self._onset if voiced]
        return times if len(times) >= self._onset_frames else []

    def _wait_for_speech(self, time: float, completeness: Completeness) -> SpeechEvent | None:
        if begun := self._begun():
            self._state = "speaking"
            self._first_voice = self._stretch = begun[0] - FRAME_S
            return SpeechStarted(time, self._first_voice)
        if not self._asked and self.voiced_s + EPSILON >= LEAST_S and self._silent(time, self._hangover):
            self._asked = True
            return SpeechPaused(time, self._last_voice)
        if self._asked and completeness in WHOLE:
            self._state = "paused"
            self._first_voice = self._stretch = self._wake_end
            return self._wait_for_more(time, completeness, None)
        if self._gap and time - self._began + EPSILON >= self._settings.no_speech_s:
            self._last_voice = self._wake_end
            return self._end(time, "no_speech")
        return None

    def _listen(self, time: float) -> SpeechEvent | None:
        if not self._silent(time, self._hangover):
            return None
        self._state = "paused"
        self._onset.clear()
        return SpeechPaused(time, self._last_voice)

    def _wait_for_more(self, time: float, completeness: Completeness, finished: float | None) -> SpeechEvent | None:
        if begun := self._begun():
            self._state = "speaking"
            self._stretch = begun[0] - FRAME_S
            self._longest_pause = max(self._longest_pause, self._stretch - self._last_voice)
            self._last_voice = begun[-1]
            return SpeechResumed(time)
        speech_s = self._last_voice - self._stretch
        self.evidence = Evidence(completeness, finished, speech_s, self._longest_pause, self._hurried)
        self._wait = wait(self.evidence, self._settings)
        return self._end(time, self._wait.reason) if self._gap and self._silent(time, self._wait.seconds) else None

    def _silent(self, time: float, seconds: float) -> bool:
        return time - self._last_voice + EPSILON >= seconds

    def _end(self, time: float, reason: EndReason) -> SpeechEvent:
        self._state = "idle"
        return SpeechEnded(time, self._last_voice, reason)
