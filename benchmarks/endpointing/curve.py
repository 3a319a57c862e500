"""The curve: turns cut off against the wait, on hesitant speech, for voice activity alone and ours: with the end-of-turn model,
with what Whisper reads at each pause, and with both. The endpointer is told that the words are no command.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from benchmarks.corpora import LEAD_S, RECORDED, RECORDINGS, Clip, Split, sound
from benchmarks.corpora.plan import chance
from benchmarks.corpora.synthesis import heard
from benchmarks.endpointing.clips import TAIL_S, WAKE, Cast, hesitant
from benchmarks.listening.endpoint import WAITS_MS, Ended, activity
from benchmarks.listening.figures import counted, percentiles
from voice.config import Config, Endpoint
from voice.endpoint import Endpointer, SmartTurn, finished, odds
from voice.messages import SAMPLE_RATE, Samples, SpeechEnded, SpeechPaused, SpeechResumed
from voice.transcribe.sound_alikes import SoundAlikes
from voice.transcribe.whisper_model import Model
from voice.transcribe.whisper_reader import WhisperReader

Flags = Sequence[tuple[float, bool]]
"""Time of each frame, and whether it is voiced."""

Judge = Callable[[Samples], float | None]
"""Says how likely somebody has finished, from the turn's sound up to a pause."""

WOKEN = "hey_jarvis"

TAKES = 2
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


def measure(config: Config, spoken: Sequence[Clip], model: SmartTurn | None, whisper: Model | None) -> dict[str, Any]:
    """Voice activity alone at fixed waits, ours, and ours with what tells whether somebody has finished."""

    voiced = [(clip, activity(config, clip)) for clip in spoken]

    def point(settings: Endpoint, judge: Callable[[Clip], Judge] | None = None) -> dict[str, Any]:
        return summary([Ended.of(clip, _ends(settings, clip, flags, judge and judge(clip))) for clip, flags in voiced])

    found = {f"voice activity alone, {wait} ms": point(_fixed(config.endpoint, wait)) for wait in WAITS_MS}
    found["ours"] = point(config.endpoint)
    return found | {f"ours with {name}": point(config.endpoint, judge) for name, judge in judges(model, whisper).items()}


def judges(model: SmartTurn | None, whisper: Model | None) -> dict[str, Callable[[Clip], Judge]]:
    """What may tell whether somebody has finished, for each clip."""
    reader = whisper and WhisperReader(whisper, lambda text: "unknown", SoundAlikes(()), ("hey jarvis",), 0.5, "auto")

    @cache
    def read(clip: str, samples: bytes) -> float | None:
        """The odds of the words of a clip's sound so far; two of the judges ask."""
        assert reader
        text = reader.read(np.frombuffer(samples, np.int16), WOKEN).transcript.text
        return odds(text) if text else None

    def by_words(clip: Clip) -> Judge:
        return lambda samples: finished(read(clip.id, samples.tobytes()), None)

    def by_voice(clip: Clip) -> Judge:
        return lambda samples: finished(None, model and model.finished(samples))

    def by_both(clip: Clip) -> Judge:
        return lambda samples: finished(read(clip.id, samples.tobytes()), model and model.finished(samples))

    found = {"the model": by_voice} if model else {}
    found |= {"the words": by_words} if whisper else {}
    return found | ({"both": by_both} if model and whisper else {})


def _fixed(settings: Endpoint, wait_ms: int) -> Endpoint:
    waits = dict.fromkeys(("complete_ms", "default_ms", "digits_ms", "unfinished_ms"), wait_ms)
    return Endpoint(**{**settings.model_dump(), **waits})


def summary(ended: Sequence[Ended]) -> dict[str, Any]:
    recorded = [one for one in ended if one.clip.kind == "recording"]
    return {
        "cut_off": counted(one.cut_off for one in ended),
        "recordings_cut_off": counted(one.cut_off for one in recorded),
        "wait_ms": percentiles((one.wait_ms for one in ended), 0),
        "cut": sorted(one.clip.id for one in ended if one.cut_off and one.clip.split == "tune"),
    }


def _ends(settings: Endpoint, clip: Clip, flags: Flags, judge: Judge | None) -> list[SpeechEnded]:
    """The ends of the turn behind the wake word, as a session drives the endpointer."""
    assert clip.wake_end is not None
    endpointer = Endpointer(settings)
    ends: list[SpeechEnded] = []
    begun, done = False, None
    for time, voiced in flags:
        event = endpointer.feed(time, voiced, "unknown", done)
        match event:
            case SpeechPaused() if judge:
                done = judge(clip.samples[round(LEAD_S * SAMPLE_RATE) : round(time * SAMPLE_RATE)])
            case SpeechResumed():
                done = None
            case SpeechEnded():
                ends.append(event)
        if not begun and time >= clip.wake_end:
            endpointer.start(time, clip.wake_end)
            begun = True
    return ends
