"""Wake: recall, false accepts and response, with the voice activity gate and without."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.corpora import Clip, Size, Split, clips
from benchmarks.listening.figures import counted, percentiles
from voice import wake
from voice.config import Config
from voice.endpoint import VoiceActivity
from voice.messages import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, WakeHeard

KINDS = ("wake_alone", "wake_gap", "wake_breath")


@dataclass(frozen=True)
class Woken:
    """What a detector made of one clip."""

    clip: Clip
    wakes: tuple[WakeHeard, ...]
    compute_ms: float
    """Time that the frame on which the first wake word was heard took."""

    @property
    def response_ms(self) -> float | None:
        """From the last sample of the wake word to its being heard; negative where heard before its end."""
        if self.clip.wake_end is None or not self.wakes:
            return None
        return (self.wakes[0].time - self.clip.wake_end) * 1e3 + self.compute_ms


def measure(config: Config, split: Split, size: Size, out: Path | None = None) -> dict[str, Any]:
    """Every figure of the stage, gated and not."""
    return {
        "gated": _measure(config, True, split, size, out),
        "ungated": _measure(config, False, split, size, out),
    }


def frames(samples: Samples) -> Iterator[Frame]:
    """20 ms frames, timed from the first sample."""
    for n in range(len(samples) // FRAME_SAMPLES):
        yield Frame(samples[n * FRAME_SAMPLES : (n + 1) * FRAME_SAMPLES], (n + 1) * FRAME_S)


class Ear:
    """A wake gate and its voice activity detection, as the assistant wires them."""

    def __init__(self, config: Config, phrases: tuple[str, ...], gated: bool) -> None:
        settings = config.wake.model_copy(update={"phrases": phrases, "gated": gated})
        model = wake.create(settings)
        model.load()
        self._gate = wake.gated(settings, model)
        self._aggressiveness = config.endpoint.aggressiveness
        self.audio_s = self.cpu_s = 0.0

    def listen(self, clip: Clip) -> Woken:
        self._gate.reset()
        activity = VoiceActivity(self._aggressiveness)
        activity.load()
        found: list[WakeHeard] = []
        compute_ms = 0.0
        cpu = process_time()
        for frame in frames(clip.samples):
            began = perf_counter()
            if heard := self._gate.feed(frame, activity.voiced(frame)):
                compute_ms = compute_ms if found else (perf_counter() - began) * 1e3
                found.append(heard)
        self.cpu_s += process_time() - cpu
        self.audio_s += len(clip.samples) / SAMPLE_RATE
        return Woken(clip, tuple(found), compute_ms)


def _measure(config: Config, gated: bool, split: Split, size: Size, out: Path | None) -> dict[str, Any]:
    ear = Ear(config, ("hey_jarvis",), gated)
    positive = [clip for kind in KINDS for clip in clips(kind, split, size, out)]
    jarvis = [ear.listen(clip) for clip in positive if clip.phrase == "hey_jarvis"]
    speech = [ear.listen(clip) for clip in clips("other", split, size, out)]
    near = [ear.listen(clip) for clip in clips("near_miss", split, size, out)]
    cpu = ear.cpu_s / ear.audio_s
    return {
        "recall": counted(bool(heard.wakes) for heard in jarvis),
        "recall_by_kind": _by(jarvis, "kind"),
        "recall_by_voice": _by(jarvis, "voice"),
        "recall_by_condition": _by(jarvis, "condition"),
        "more_than_once": counted(len(heard.wakes) > 1 for heard in jarvis),
        "response_ms": percentiles(heard.response_ms for heard in jarvis),
        "false_accepts": _false_accepts(speech),
        "false_accepts_recordings": _false_accepts([h for h in speech if h.clip.condition == "recording"]),
        "near_miss_accepts": counted(bool(heard.wakes) for heard in near),
        "other_phrases": _other_phrases(config, gated, positive),
        "cpu_percent_of_a_core": round(100 * cpu, 2),
    }


def _other_phrases(config: Config, gated: bool, positive: list[Clip]) -> dict[str, Any]:
    found = {}
    for phrase in sorted({clip.phrase for clip in positive if clip.phrase} - {"hey_jarvis"}):
        ear = Ear(config, (phrase,), gated)
        found[phrase] = counted(bool(ear.listen(clip).wakes) for clip in positive if clip.phrase == phrase)
    return found


def _by(heard: list[Woken], what: str) -> dict[str, Any]:
    groups = defaultdict(list)
    for one in heard:
        groups[getattr(one.clip, what)].append(bool(one.wakes))
    return {name: counted(outcomes) for name, outcomes in sorted(groups.items())}


def _false_accepts(speech: list[Woken]) -> dict[str, Any]:
    hours = sum(heard.clip.speech[1] - heard.clip.speech[0] for heard in speech) / 3600
    count = sum(len(heard.wakes) for heard in speech)
    return {"count": count, "hours": round(hours, 3), "per_hour": round(count / hours, 2) if hours else None}
