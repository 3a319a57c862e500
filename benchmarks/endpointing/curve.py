"""The curve: turns cut off against the wait, on hesitant speech, for voice activity alone, ours, and ours with the model."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.corpora import LEAD_S, RECORDED, RECORDINGS, Clip, Split, sound
from benchmarks.corpora.plan import chance
from benchmarks.corpora.synthesis import heard
from benchmarks.endpointing.clips import TAIL_S, WAKE, Cast, hesitant
from benchmarks.endpointing.pauses import hear_all
from benchmarks.listening.endpoint import WAITS_MS, Ended
from benchmarks.listening.figures import counted, percentiles
from benchmarks.listening.turns import Room
from benchmarks.listening.wake import frames
from voice.config import Config, Endpoint
from voice.endpoint import Endpointer, VoiceActivity
from voice.messages import SAMPLE_RATE, SpeechEnded

TAKES = 4
"""Voices for each sentence."""

LONGEST_S = 14.0
"""Recordings are cut into pieces no longer than that, at their quietest moments."""


def clips(cast: Cast) -> list[Clip]:
    """Questions with hesitations, and the recordings of people, each behind the wake word."""
    return [*hesitant(cast, TAKES), *recordings(cast)]


def recordings(cast: Cast) -> Iterator[Clip]:
    speak = cast.said(cast.natural.voices(cast.split)[0] if cast.natural.voices(cast.split) else cast.names[0])
    for name in RECORDED[cast.split]:
        file = RECORDINGS / f"{name}.flac"
        pieces = sound.pieces(heard(file), LONGEST_S / 2, LONGEST_S) if file.is_file() else ()
        for n, piece in enumerate(pieces):
            yield _recorded(f"recording/{cast.split}/{name}/{n}", cast.split, speak(WAKE), sound.trimmed(piece))


def _recorded(name: str, split: Split, wake: Any, piece: Any) -> Clip:
    parts = (sound.silence(LEAD_S), wake, sound.silence(0.35), piece, sound.silence(TAIL_S))
    begin = LEAD_S + len(wake) / SAMPLE_RATE
    return Clip(
        samples=sound.levelled(np.concatenate(parts).astype(np.float64), -12.0, chance(name)),
        text="", voice=name.split("/")[2], condition="recording", skill=None, slots={}, wake_end=begin, split=split,
        kind="recording", id=name, family=name, phrase="hey_jarvis",
        speech=(LEAD_S, begin + 0.35 + len(piece) / SAMPLE_RATE), pause=(begin, begin + 0.35),
    )  # fmt: skip


def fixed(config: Config, spoken: Sequence[Clip]) -> dict[str, Any]:
    """Voice activity alone: a point for each wait."""
    return {f"voice activity alone, {wait} ms": summary([_ended(config, wait, clip) for clip in spoken]) for wait in WAITS_MS}


async def ours(config: Config, spoken: Sequence[Clip]) -> dict[str, Any]:
    """The assistant's own sessions."""
    async with Room(config) as room:
        return summary([Ended.of(one.clip, one.ends) for one in await hear_all(room, spoken) if one.wakes])


def summary(ended: Sequence[Ended]) -> dict[str, Any]:
    recorded = [one for one in ended if one.clip.kind == "recording"]
    return {
        "cut_off": counted(one.cut_off for one in ended),
        "recordings_cut_off": counted(one.cut_off for one in recorded),
        "wait_ms": percentiles((one.wait_ms for one in ended), 0),
        "cut": sorted(one.clip.id for one in ended if one.cut_off and one.clip.split == "tune"),
    }


def _ended(config: Config, wait_ms: int, clip: Clip) -> Ended:
    same = dict.fromkeys(("complete_ms", "default_ms", "digits_ms", "unfinished_ms"), wait_ms)
    endpointer = Endpointer(Endpoint(**{**config.endpoint.model_dump(), **same}))
    activity = VoiceActivity(config.endpoint.aggressiveness)
    activity.load()
    ends: list[SpeechEnded] = []
    begun = False
    for frame in frames(clip.samples):
        event = endpointer.feed(frame.time, activity.voiced(frame))
        ends += [event] if isinstance(event, SpeechEnded) else []
        if not begun and clip.wake_end is not None and frame.time >= clip.wake_end:
            endpointer.start(frame.time, clip.wake_end)
            begun = True
    return Ended.of(clip, ends)
