"""The trace of a turn: what happened in it, noted from outside the stages. `voice.history` keeps it, as JSON.

Words are left out of what is kept unless `keep_words` is set.
"""

import os
import platform
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from voice.messages import EndReason, Hypothesis, Route, Transcript, WakeHeard

WORDS = ("heard", "reply")
"""Keys of a turn that hold what was said; the slots and the values of signals may too."""

SHOWN_HYPOTHESES = 5
"""Hypotheses of each engine in a record, the best ones: a grammar gives up to a hundred, many of them alike."""

Doubted = Literal["asked", "done", "left", "yes", "no", "corrected"]
"""It was asked back; done, with the reply saying how to undo it; left, as it could not be undone. The answer was yes, no, or
another value."""

DEVICE = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
"""The machine the turn ran on, so that figures of two machines are never mixed up."""

STAGES = ("wake", "endpoint", "transcribe", "route", "answer", "speak")
"""The stages of a turn that take time, in their order."""


@dataclass(slots=True)
class Marks:
    """When things happened in a turn, clock seconds; None for what did not happen."""

    wake_end: float | None = None
    wake_heard: float | None = None
    last_voice: float | None = None
    endpoint: float | None = None
    transcribed: float | None = None
    routed: float | None = None
    acknowledged: float | None = None
    """The voice was given a filler, for the answer was late."""
    answer_first_token: float | None = None
    first_sentence: float | None = None
    speech_first_audio: float | None = None
    audible: float | None = None
    reply_end: float | None = None
    estimated: set[str] = field(default_factory=lambda: {"wake_end"})


@dataclass(slots=True)
class Drafted:
    """The replies that were begun before the turn was over."""

    made: int = 0
    hit: bool = False
    """The last of them was said; the others were dropped."""
    wasted_ms: float = 0.0
    """Work on those that were dropped, of tiers and of the voice."""
    wasted_tokens: int = 0
    wasted_usd: float = 0.0


@dataclass(slots=True)
class TurnTrace:
    """One turn, filled in as it happens."""

    time: datetime
    """Local time of the wake word, or of the typed question."""
    source: str
    """Where the turn came from: a file's path, "microphone", "typed"."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """Which program and settings it comes from, as `voice.provenance` tells it."""
    visitor: str = ""
    """Which browser or other screen asked, where one did: it is shown its own past turns, and no others."""
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    marks: Marks = field(default_factory=Marks)
    wake: WakeHeard | None = None
    ended: EndReason | None = None
    """Why the turn was taken to be over; None when it was typed or lost."""
    finished: float | None = None
    """Probability that somebody had finished at the last pause behind words that are no command, by the words and the voice;
    None: not judged."""
    pause: dict[str, Any] | None = None
    """What was known at the pause that ended the turn (`voice.endpoint.wait.Evidence`)."""
    transcript: Transcript | None = None
    route: Route | None = None
    tried: list[str] = field(default_factory=list)
    answered_by: str | None = None
    """The tier that replied, or the skill; None when nothing could."""
    called: list[str] = field(default_factory=list)
    doubt: Doubted | None = None
    """What was done about a command that was not heard for sure, or what was answered when one was asked back."""
    reply: str = ""
    interrupted: bool = False
    hidden_ms: dict[str, float] = field(default_factory=dict)
    """Stage → ms of work that nobody waited for: done before the turn was over or, for an answer, while an acknowledgement
    or a draft was being said."""
    drafts: Drafted = field(default_factory=Drafted)
    budget: dict[str, Any] | None = None
    actions: list[dict[str, str]] = field(default_factory=list)
    cost_usd: float = 0.0
    usage: dict[str, dict[str, float]] = field(default_factory=dict)
    """Tier → tokens "in" and "out", whether they are "estimated", how much of the answer could not be read and was "skipped",
    "seconds" of work and the "usd" they cost; those of tiers that lost or failed count too."""
    declined: bool = False
    """Whether a skill did not do what was asked, as the reply says."""
    remedy: str = ""
    """What to do where nothing was done, with the names of settings: shown, never spoken."""
    error: str | None = None
    """The kind of failure that the listener was told about, without words."""

    def hide(self, stage: str, ms: float) -> None:
        """Count work of a stage that nobody waited for."""
        self.hidden_ms[stage] = self.hidden_ms.get(stage, 0.0) + ms

    def stages_ms(self) -> dict[str, float | None]:
        """Duration of each stage in ms; None for a stage that did not happen.

        That of an answer ends with an acknowledgement, where there was one: what is left of it kept nobody waiting.
        """
        m = self.marks
        given = min((mark for mark in (m.answer_first_token, m.acknowledged) if mark is not None), default=None)
        return {
            "wake": _ms(m.wake_end, m.wake_heard),
            "endpoint": _ms(m.last_voice, m.endpoint),
            "transcribe": _ms(m.endpoint, m.transcribed),
            "route": _ms(m.transcribed, m.routed),
            "answer": _ms(m.routed, given),
            "speak": _ms(given, m.speech_first_audio),
        }

    def voice_to_voice_ms(self) -> float | None:
        return _ms(self.marks.last_voice, self.marks.audible)

    def as_dict(self) -> dict[str, Any]:
        """The turn with its words, in the machine-readable form of `voice ask --json`."""
        words, route = self.transcript, self.route
        return {
            "id": self.id,
            "time": self.time.isoformat(timespec="milliseconds"),
            "source": self.source,
            "device": DEVICE,
            **self.origin,
            **({"visitor": self.visitor} if self.visitor else {}),
            "wake": {"phrase": self.wake.phrase, "score": round(self.wake.score, 3)} if self.wake else None,
            "heard": words.text if words else "",
            "confidence": round(words.confidence, 3) if words else None,
            "complete": words.is_command if words else False,
            "engine": words.engine if words else None,
            "engine_note": words.note if words else "",
            "hypotheses": [asdict(one) for one in _best(words.hypotheses)] if words else [],
            "ended": self.ended,
            "finished": None if self.finished is None else round(self.finished, 3),
            "pause": self.pause,
            "route": route_as_dict(route, self.tried) if route else None,
            "answered_by": self.answered_by,
            "called": self.called,
            "doubt": self.doubt,
            "reply": self.reply,
            "interrupted": self.interrupted,
            "stages_ms": self.stages_ms(),
            "hidden_ms": {stage: round(ms, 3) for stage, ms in self.hidden_ms.items()},
            "drafts": asdict(self.drafts),
            "voice_to_voice_ms": self.voice_to_voice_ms(),
            "budget": self.budget,
            "actions": self.actions,
            "cost_usd": self.cost_usd,
            "usage": self.usage,
            "error": self.error,
            "marks": {f.name: getattr(self.marks, f.name) for f in fields(Marks) if f.name != "estimated"},
            "estimated": sorted(self.marks.estimated),
        }


def route_as_dict(route: Route, tried: list[str] | None = None) -> dict[str, Any]:
    """Turn a route into its machine-readable form; `fallbacks` are the tiers tried, or to try, `also` further deeds, if any."""
    return {
        "tier": route.tier,
        "reason": route.reason,
        "skill": route.skill,
        "slots": dict(route.slots),
        "private": list(route.private),
        "fallbacks": list(route.candidates if tried is None else tried),
        "signals": {s.name: {"value": s.value, "verdict": s.verdict, "ms": round(s.ms, 4)} for s in route.signals},
        "alternatives": [
            {"tier": a.tier, "where": a.where, "ms": round(a.ms, 1), "usd": round(a.usd, 9), "removed": a.removed}
            for a in route.alternatives
        ],
        "ms": round(route.ms, 4),
    } | ({"also": [{"skill": one.skill, "slots": dict(one.slots)} for one in route.also]} if route.also else {})


def _best(hypotheses: Sequence[Hypothesis]) -> Iterator[Hypothesis]:
    """The first few hypotheses of each engine, in their order."""
    seen: Counter[str] = Counter()
    for one in hypotheses:
        seen[one.engine] += 1
        if seen[one.engine] <= SHOWN_HYPOTHESES:
            yield one


def without_words(turn: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a turn's dictionary without anything that could repeat what was said."""
    bare = {key: None if key in WORDS else value for key, value in turn.items()}
    if hypotheses := bare.get("hypotheses"):
        bare["hypotheses"] = [{**one, "text": None} for one in hypotheses]
    if route := bare.get("route"):
        signals = {name: {**signal, "value": None} for name, signal in route["signals"].items()}
        also = {"also": [{**one, "slots": {}} for one in route["also"]]} if "also" in route else {}
        bare["route"] = {**route, **also, "slots": {}, "signals": signals}
    return bare


def _ms(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else round((end - start) * 1000, 3)


def kept(verdict: str) -> str:
    """Call a verdict by words: a budget was "saved" where it was met because something was done in time."""
    return "met by acting in time" if verdict == "saved" else verdict


def number(ms: float) -> str:
    """Milliseconds with as many digits as mean something, for people."""
    size = abs(ms)
    return f"{ms:,.0f}" if size >= 9.95 else f"{ms:.1f}" if size >= 0.995 else f"{ms:.2f}" if ms else "0"
