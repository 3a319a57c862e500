"""The end-of-turn decision, a state machine driven by frames.

    idle ──start──▶ waiting ──onset──▶ speaking ──hangover──▶ paused ──wait──▶ idle
                                           ▲───────onset────────┘

The wait depends on what the words heard so far are: short for a whole command, long for an unfinished one. For words that are
no command it depends on how likely the voice sounds finished, where a model tells that, and on the pauses heard before.
"""

from collections import deque
from typing import Literal

from voice.config import Endpoint
from voice.endpoint.completeness import LEAST_S
from voice.messages import (
    FRAME_S,
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

SHORT_S, SHORT_WAIT = 1.0, 1.5
"""Behind less speech in one go than this the wait is so many times the default: short sentences follow one another, and few
questions are that short. Measured on hesitant speech: 8 of 40 turns are cut off instead of 19, for 150 ms more on average."""

FINISHED_WAIT = 0.9
"""The wait, as a share of the default, where the model is sure that the voice sounds finished."""

MEMORY_S = 1.0
"""How much voice activity from before `start` is kept: a wake word may be heard that late."""

EPSILON = 1e-6
"""Frame times are sums of 0.02; a wait of 15 frames must not become one of 16."""

REASONS: dict[Completeness, EndReason] = {
    "complete": "complete",
    "digits": "digits",
    "unfinished": "unfinished",
    "unknown": "default",
}


def may_hurry(completeness: Completeness, finished: float | None) -> bool:
    """Whether a wait may be cut short for the sake of the budget: not where the words or the voice sound unfinished."""
    return completeness != "unfinished" and (finished is None or finished >= 0.5)


class Endpointer:
    """Turns voice activity into speech events. Deterministic, without a clock; feed it every frame."""

    def __init__(self, settings: Endpoint) -> None:
        self._settings = settings
        self._waits: dict[EndReason, float] = {
            "complete": settings.complete_ms / 1000,
            "digits": settings.digits_ms / 1000,
            "default": settings.default_ms / 1000,
            "unfinished": settings.unfinished_ms / 1000,
            "no_speech": settings.no_speech_s,
        }
        """Reason for the end of a turn → seconds of silence that it requires."""
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
        self._longest_pause = self._wait = 0.0
        self._asked = self._hurried = False
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
        """The silence, ms, that `reason` required at the end of the turn, plus one frame; None for "complete" and for reasons
        without a wait.
        """
        wait = self._wait if reason == "default" else self._waits.get(reason)
        return None if wait is None or reason == "complete" else (wait + FRAME_S) * 1e3

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
        if self._asked and completeness in ("complete", "digits"):
            self._state = "paused"
            self._first_voice = self._stretch = self._wake_end
            return self._wait_for_more(time, completeness, None)
        if self._gap and time - self._began + EPSILON >= self._waits["no_speech"]:
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
        reason = REASONS[completeness]
        self._wait = self._free_wait(finished) if completeness == "unknown" else self._waits[reason]
        if self._gap and self._silent(time, self._wait):
            return self._end(time, reason)
        hurried = self._hurried and may_hurry(completeness, finished)
        if self._gap and hurried and self._silent(time, self._waits["complete"]):
            return self._end(time, "budget")
        return None

    def _free_wait(self, finished: float | None) -> float:
        """Seconds to wait behind words that are no command, between the default and the wait behind unfinished ones."""
        default, longest = self._waits["default"], self._waits["unfinished"]
        if finished is not None:
            return longest - finished * (longest - min(longest, FINISHED_WAIT * default))
        short = self._last_voice - self._stretch + EPSILON < SHORT_S
        heard = self._longest_pause + FRAME_S  # who has paused that long before may do so again
        return min(longest, max(SHORT_WAIT * default if short else default, heard))

    def _silent(self, time: float, seconds: float) -> bool:
        return time - self._last_voice + EPSILON >= seconds

    def _end(self, time: float, reason: EndReason) -> SpeechEvent:
        self._state = "idle"
        return SpeechEnded(time, self._last_voice, reason)
