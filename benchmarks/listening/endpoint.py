"""Endpoint: false cut-offs against the wait, of voice activity alone at fixed waits and of the assistant.

A cut-off is a turn declared over after its speech began and before its last word ended. Two corpora, because
their shares are arbitrary: commands spoken in one go, and commands with a breath of 0.6 to 1.2 s inside.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.corpora import Clip
from benchmarks.listening.figures import counted, percentiles
from benchmarks.listening.turns import Outcome
from benchmarks.listening.wake import frames
from voice.config import Config, Endpoint
from voice.endpoint import Endpointer, VoiceActivity
from voice.messages import SpeechEnded

WAITS_MS = (200, 300, 400, 500, 600, 800, 1000, 1200, 1600, 2000)

LAST_S = 0.1
"""The end of speech may be too soft to be taken for voice: a turn declared over within it is no cut-off."""


@dataclass(frozen=True)
class Ended:
    """How one clip's turn was declared over."""

    clip: Clip
    cut_off: bool
    wait_ms: float | None
    """From the last sample of speech to the declaration; None where cut off or never over."""
    reason: str | None

    @classmethod
    def of(cls, clip: Clip, ends: Iterable[SpeechEnded]) -> "Ended":
        begin, end = clip.speech
        during = [one for one in ends if one.time > begin]
        if not during:
            return cls(clip, False, None, None)
        first = during[0]
        if first.time < end - LAST_S:
            return cls(clip, True, None, first.reason)
        return cls(clip, False, (first.time - end) * 1e3, first.reason)


def fixed(config: Config, spoken: Sequence[Clip]) -> list[dict[str, Any]]:
    """The curve of voice activity alone: one point a wait."""
    voiced = [(clip, activity(config, clip)) for clip in spoken]
    return [
        {"wait_ms": wait, **summary([Ended.of(clip, _ends(config, wait, flags)) for clip, flags in voiced])}
        for wait in WAITS_MS
    ]


def adaptive(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """The assistant's own endpointer, which asks what the words so far are; and why it ended turns."""
    ended = [Ended.of(outcome.clip, outcome.ends) for outcome in outcomes]
    waits = defaultdict(list)
    for one in ended:
        waits[one.reason or "never"].append(one.wait_ms)
    return {
        **summary(ended),
        "reasons": dict(Counter(one.reason or "never" for one in ended)),
        "after_speech_ms_by_reason": {name: percentiles(of, 0) for name, of in sorted(waits.items())},
    }


def summary(ended: list[Ended]) -> dict[str, Any]:
    """Cut-offs in commands spoken in one go and in those with a breath inside, and the wait of the others."""
    return {
        "cut_off": counted(one.cut_off for one in ended if one.clip.kind != "pause"),
        "cut_off_with_pause": counted(one.cut_off for one in ended if one.clip.kind == "pause"),
        "after_speech_ms": percentiles((one.wait_ms for one in ended), 0),
        "never_over": sum(not one.cut_off and one.wait_ms is None for one in ended),
    }


def activity(config: Config, clip: Clip) -> list[tuple[float, bool]]:
    activity = VoiceActivity(config.endpoint.aggressiveness)
    activity.load()
    return [(frame.time, activity.voiced(frame)) for frame in frames(clip.samples)]


def _ends(config: Config, wait_ms: int, flags: list[tuple[float, bool]]) -> list[SpeechEnded]:
    """Every turn's end at one fixed wait; a turn begins with voice, as where no wake word is needed."""
    same = dict.fromkeys(("complete_ms", "default_ms", "digits_ms", "unfinished_ms"), wait_ms)
    endpointer = Endpointer(Endpoint(**{**config.endpoint.model_dump(), **same}))
    ends: list[SpeechEnded] = []
    listening = False
    for time, voiced in flags:
        event = endpointer.feed(time, voiced)
        if isinstance(event, SpeechEnded):
            ends.append(event)
            listening = False
        elif voiced and not listening:
            endpointer.start(time)
            listening = True
    return ends
