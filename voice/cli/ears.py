"""`voice doctor --mic`: what the microphone gives and what is made of it, live."""

import math
import re
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.live import Live
from rich.text import Text

from voice import endpoint, transcribe, wake
from voice.clock import WallClock, stopwatch
from voice.config import Config
from voice.listen.microphone import Microphone
from voice.messages import FRAME_S, Frame, Samples, Transcript, WakeHeard
from voice.privacy.gate import EgressGate
from voice.skills import Skills
from voice.wake.gate import WakeGate

LISTEN_S = 8.0
"""Long enough to say the wake word and a command twice."""

DRAW_EVERY = 5
"""Frames between two drawings of the meter: ten a second."""

LEAD_S = 0.3
"""Sound from before the first voice that the recogniser is given: a soft "h" is not voiced."""

QUIETEST_DB = -60.0
"""Level at which the meter is empty, dB of full scale."""

METER = 30
"""Width of the meter in columns."""

TOO_QUIET_DB, TOO_LOUD_DB = -40.0, -1.0
"""Peak levels in dB of full scale between which words are heard well."""


@dataclass(frozen=True, slots=True)
class MicrophoneCheck:
    peak_db: float
    """Loudest sample, in dB of full scale."""
    voice_s: float
    """Seconds in which there was voice activity."""
    phrase: str | None
    """The wake word, if it was heard, and its best score."""
    score: float | None
    words: str


def wake_gate(chosen: Config) -> tuple[WakeGate, endpoint.VoiceActivity]:
    """Load what hears the wake word, and the voice activity that it is fed with. Raises VoiceError."""
    model, activity = wake.create(chosen.wake), endpoint.VoiceActivity(chosen.endpoint.aggressiveness)
    model.load()
    activity.load()
    return wake.gated(chosen.wake, model), activity


async def listen(chosen: Config, out: Console) -> MicrophoneCheck:
    """Show level and wake word for `LISTEN_S`, then the words. Raises VoiceError."""
    phrase = chosen.wake.said[0].replace("_", " ")
    out.print(f'Say "{phrase}, what time is it", now.', style="bold")
    gate, activity = wake_gate(chosen)
    taken: list[Frame] = []
    best: WakeHeard | None = None
    voiced = 0
    with Live(console=out, auto_refresh=False, transient=True) as live:
        async with aclosing(Microphone(WallClock(), chosen.listen.device).frames()) as frames:
            async for frame in frames:
                taken.append(frame)
                speaking = activity.voiced(frame)
                voiced += speaking
                heard = gate.feed(frame, speaking)
                best = max(filter(None, (best, heard)), key=lambda wake: wake.score, default=None)
                if len(taken) % DRAW_EVERY == 0:
                    live.update(_meter(frame, speaking, best), refresh=True)
                if len(taken) * FRAME_S >= LISTEN_S:
                    break
    words, _ = await hear(chosen, taken, chosen.wake.said)
    made = MicrophoneCheck(
        peak_db=round(max(peak_db(frame.samples) for frame in taken), 1),
        voice_s=round(voiced * FRAME_S, 2),
        phrase=best.phrase if best else None,
        score=round(best.score, 2) if best else None,
        words=words.text,
    )
    _show(made, out)
    return made


def peak_db(samples: Samples) -> float:
    """Measure the peak, dB of full scale."""
    return 20 * math.log10(max(1, int(np.abs(samples.astype(np.int32)).max(initial=0))) / 32768)


def _meter(frame: Frame, speaking: bool, best: WakeHeard | None) -> Text:
    level = peak_db(frame.samples)
    filled = round(max(0.0, 1 - level / QUIETEST_DB) * METER)
    return Text.assemble(
        ("█" * filled, "green" if speaking else "dim"),
        ("·" * (METER - filled), "dim"),
        f"  {level:6.1f} dB  {'voice' if speaking else '     '}",
        f"  {best.phrase} {best.score:.2f}" if best else "",
    )


async def hear(chosen: Config, frames: Sequence[Frame], wake_phrases: Iterable[str]) -> tuple[Transcript, float]:
    """Transcribe a recording that may begin with a wake phrase; returns its words and how long they took after its end, ms."""
    clock = WallClock()
    gate = EgressGate.of(chosen, clock)
    skills = Skills(chosen, clock, gate)
    skills.load()
    recogniser = transcribe.create(chosen.transcribe, skills, wake_phrases, clock, gate)
    await recogniser.load()
    try:
        hearing = await recogniser.open()
        await hearing.feed(np.concatenate([frame.samples for frame in _spoken(chosen, frames)]))
        watch = stopwatch()
        return await hearing.finish(), watch() * 1e3
    finally:
        await recogniser.close()


def word_errors(heard: str, said: str) -> int:
    """The fewest words to change, add and leave out, so that what was heard is what was said (Levenshtein's distance)."""
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(re.findall(r"[\w']+", heard.casefold()), said.split()))


def _spoken(chosen: Config, frames: Sequence[Frame]) -> Sequence[Frame]:
    """Cut a recording to the part in which somebody speaks, with as much silence around it as a turn has."""
    activity = endpoint.VoiceActivity(chosen.endpoint.aggressiveness)
    activity.load()
    voiced = [number for number, frame in enumerate(frames) if activity.voiced(frame)] or [0, len(frames)]
    before, behind = round(LEAD_S / FRAME_S), round(chosen.endpoint.complete_ms / 1000 / FRAME_S)
    return frames[max(0, voiced[0] - before) : voiced[-1] + behind]


def _show(heard: MicrophoneCheck, out: Console) -> None:
    level = f"{heard.peak_db} dB at most, {heard.voice_s} s of voice{_advice(heard.peak_db)}"
    wake = f"{heard.phrase}, score {heard.score}" if heard.phrase else "not heard: speak closer, or lower wake.threshold"
    for label, text in (("level", level), ("wake word", wake), ("words", heard.words or "none")):
        out.print(f"  {label:<10} {text}", markup=False)


def _advice(peak: float) -> str:
    if peak < TOO_QUIET_DB:
        return "; too quiet: turn the microphone up, or is it muted?"
    return "; too loud: turn the microphone down" if peak > TOO_LOUD_DB else ""
