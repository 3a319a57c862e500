"""Transcribing: which Whisper reads the words, and where; most of it is done in the wait for the end of the turn."""

from collections.abc import Iterator

from voice.plan.answers import rented_month_usd
from voice.plan.device import described
from voice.plan.place import HERE, Place, by_compliance
from voice.plan.shapes import HEARERS, Hearer
from voice.plan.speeds import Speeds, speeds_of
from voice.plan.stage import NEAR, PROGRAM_GB, WAIT_MS, Stage
from voice.plan.use import UTTERANCE_S, Use

CONTEXT_S = 5.0
"""Seconds of sound that Whisper is given to read at least."""

WAITED = f"the {WAIT_MS:.0f} ms that a question's end is waited for"


def transcribe(speeds: Speeds, use: Use) -> Stage:
    """Make the stage at the nearest place that may hear the sound and is in time; if none is, on the device."""
    allowed = use.allowed_ms("transcribe", NEAR)
    for place in _open_to(use):
        if found := _in_time(place, speeds, allowed):
            name, ms, half = found
            which = "the ablest that leaves half of the wait to the answer" if half else "the quickest"
            not_here = "too slow" if any(_took(HERE, speeds)) else "too large"
            where = "" if place is HERE else f"{not_here} on the device; {place.title} is the nearest in time; "
            month = 0.0 if place is HERE else rented_month_usd(place, use.turns_per_day * ms / 1e3)
            why = f"{where}{which}: {ms:.0f} ms of work, begun at the pause and hidden in {WAITED}"
            return Stage("transcribe", place, name, max(0.0, ms - WAIT_MS), allowed, why, ms, month)
    if (smallest := next(_took(HERE, speeds), None)) is None:
        return Stage("transcribe", HERE, "the command grammar", 0.0, allowed, "no Whisper fits, and no other place may hear it")
    name, ms = smallest
    why = f"even the smallest takes {ms:,.0f} ms, {WAIT_MS:.0f} of them in the wait, and no other place may hear it"
    return Stage("transcribe", HERE, name, ms - WAIT_MS, allowed, why, ms)


def _open_to(use: Use) -> list[Place]:
    """Whether sound may go to a place: out of the house only if nothing is private, as nobody knows before it is read."""
    leaves = use.may_leave and by_compliance("raw", regulated=use.privacy != "open") is not HERE
    return [place for place in use.places if leaves or place.location.owned]


def _in_time(place: Place, device: Speeds, allowed_ms: float) -> tuple[str, float, bool] | None:
    """The best Whisper that is in time at a place, how long it takes, and whether that is at most half of the wait."""
    took = list(_took(place, device))
    if half := [(name, ms) for name, ms in took if ms <= WAIT_MS / 2]:
        return (*half[-1], True)
    return next(((name, ms, False) for name, ms in took if ms - WAIT_MS <= allowed_ms), None)


def _took(place: Place, device: Speeds) -> Iterator[tuple[str, float]]:
    """Every Whisper that fits and how long it takes at a place, the quickest first."""
    there = speeds_of(described(place.machine)) if place.machine else device
    for hearer in HEARERS.values():
        if hearer.size_gb + PROGRAM_GB <= there.device.memory_gb:
            yield hearer.name, place.network_ms + reading_ms(there, hearer)


def reading_ms(speeds: Speeds, hearer: Hearer) -> float:
    return speeds.reading_aloud_ms(hearer, max(CONTEXT_S, UTTERANCE_S + 1.0))
