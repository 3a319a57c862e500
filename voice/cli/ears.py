"""`voice doctor --mic`: what the microphone gives and what is made of it, live."""

import math
from contextlib import aclosing

import numpy as np
from rich.console import Console
from rich.live import Live
from rich.text import Text

from voice import endpoint, transcribe, wake
from voice.clock import WallClock
from voice.config import Config
from voice.listen.microphone import Microphone
from voice.messages import FRAME_S, Frame, Samples, WakeHeard
from voice.skills import Skills

LISTEN_S = 8.0
"""Long enough to say the wake word and a command twice."""

DRAW_EVERY = 5
"""Frames between two drawings of the meter: ten a second."""

QUIETEST_DB = -60.0
"""Where the meter begins."""

METER = 30
"""Columns of the meter."""

TOO_QUIET_DB, TOO_LOUD_DB = -40.0, -1.0
"""Peak levels outside of which words are lost."""


async def listen(chosen: Config, out: Console) -> None:
    """Show level and wake word for `LISTEN_S`, then the words. Raises VoiceError."""
    phrase = chosen.wake.phrases[0].replace("_", " ")
    out.print(f'Say "{phrase}, what time is it", now.', style="bold")
    gate, activity = wake.create(chosen.wake), endpoint.VoiceActivity(chosen.endpoint.aggressiveness)
    gate.load()
    activity.load()
    taken: list[Samples] = []
    best: WakeHeard | None = None
    voiced = 0
    with Live(console=out, auto_refresh=False, transient=True) as live:
        async with aclosing(Microphone(WallClock(), chosen.listen.device).frames()) as frames:
            async for frame in frames:
                taken.append(frame.samples)
                speaking = activity.voiced(frame)
                voiced += speaking
                heard = gate.feed(frame, speaking)
                best = max(filter(None, (best, heard)), key=lambda wake: wake.score, default=None)
                if len(taken) % DRAW_EVERY == 0:
                    live.update(_meter(frame, speaking, best), refresh=True)
                if len(taken) * FRAME_S >= LISTEN_S:
                    break
    words = await _words(chosen, np.concatenate(taken))
    _conclude(out, _db(np.concatenate(taken)), voiced * FRAME_S, best, words)


def _db(samples: Samples) -> float:
    """Peak in dB of full scale."""
    return 20 * math.log10(max(1, int(np.abs(samples.astype(np.int32)).max())) / 32768)


def _meter(frame: Frame, speaking: bool, best: WakeHeard | None) -> Text:
    level = _db(frame.samples)
    filled = round(max(0.0, 1 - level / QUIETEST_DB) * METER)
    return Text.assemble(
        ("█" * filled, "green" if speaking else "dim"),
        ("·" * (METER - filled), "dim"),
        f"  {level:6.1f} dB  {'voice' if speaking else '     '}",
        f"  {best.phrase} {best.score:.2f}" if best else "",
    )


async def _words(chosen: Config, samples: Samples) -> str:
    skills = Skills(chosen, WallClock())
    skills.load()
    recogniser = transcribe.ENGINES[chosen.transcribe.engine](chosen, skills.sentences)
    await recogniser.load()
    try:
        await recogniser.start()
        await recogniser.feed(samples)
        return (await recogniser.finish()).text
    finally:
        await recogniser.close()


def _conclude(out: Console, peak: float, voiced_s: float, best: WakeHeard | None, words: str) -> None:
    out.print(f"  level       {peak:.1f} dB at most, {voiced_s:.1f} s of voice{_advice(peak)}", markup=False)
    wake = (
        f"{best.phrase}, score {best.score:.2f}"
        if best
        else "not heard: speak closer, or lower wake.threshold"
    )
    out.print(f"  wake word   {wake}", markup=False)
    out.print(f"  words       {words or 'none'}", markup=False)


def _advice(peak: float) -> str:
    if peak < TOO_QUIET_DB:
        return "; too quiet: turn the microphone up, or is it muted?"
    return "; too loud: turn the microphone down" if peak > TOO_LOUD_DB else ""
