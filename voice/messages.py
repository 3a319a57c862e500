"""Every type that crosses a stage. Times are clock seconds (see `voice.clock`), audio is int16, mono, shape [n].

Events are past-tense facts; the rest are values. Nothing here does anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000
"""Hz; everything that listens works at this rate."""

FRAME_SAMPLES = 320
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE
"""Length of a frame, s: one that webrtcvad accepts."""

Samples = npt.NDArray[np.int16]
"""int16, mono, shape [n]."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A sound that is played as it is."""

    samples: Samples
    rate: int
    """Hz."""


# listen


@dataclass(frozen=True, slots=True)
class Frame:
    """20 ms of sound: int16, mono, 16 kHz, shape [320]."""

    samples: Samples
    time: float
    """When its last sample was taken."""
    echo_db: float = float("-inf")
    """Level up to which it may be what is left of the assistant's own voice, dB of full scale."""
    muted: bool = False
    """The microphone is switched off."""


# wake, endpoint


@dataclass(frozen=True, slots=True)
class WakeHeard:
    time: float
    phrase: str
    """The model's or keyphrase's name, words joined by "_": "hey_jarvis"."""
    score: float
    """0..1"""
    wake_end: float
    """Last sample of the wake word; an estimate."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    time: float
    first_voice: float


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    time: float
    last_voice: float


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    time: float


EndReason = Literal["complete", "default", "digits", "unfinished", "too_long", "no_speech", "budget"]


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The turn is declared over."""

    time: float
    last_voice: float
    """Clock time of the last voiced sample, or of the wake word's end when nothing was said."""
    reason: EndReason


SpeechEvent = SpeechStarted | SpeechPaused | SpeechResumed | SpeechEnded

Completeness = Literal["complete", "digits", "telling", "unfinished", "unknown"]
"""How complete the words are. "complete": a command; "digits": one that ends in a number that may grow; "telling": the same,
where only something is told; "unfinished": the beginning of a command; "unknown": none of these."""

WHOLE: Sequence[Completeness] = ("complete", "digits", "telling")
"""What a command may be."""


# transcribe


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One engine's reading of a turn's sound."""

    text: str
    """Lower case words as spoken, the wake word removed."""
    engine: str
    """"grammar", "dictation", "whisper", "wyoming" or "remote"."""
    logprob: float | None
    """Natural logarithm of its score, on the engine's own scale; None where the engine tells none."""
    begin: int
    """Index of the first sample that was read, counted from the first one fed."""
    end: int
    """Index of the sample behind the last one read, counted likewise."""


@dataclass(frozen=True, slots=True)
class Transcript:
    text: str
    """Lower case words as spoken, the wake word removed; "" when nothing was said."""
    confidence: float
    """0..1: how likely the text is what was said."""
    is_command: bool
    """True when it is a whole command of a skill, from an engine that is trusted with it."""
    engine: str
    """"grammar", "dictation", "whisper", "fused" (Whisper was asked which command it was), "wyoming" (a service read it, or
    whoever asked had it read), "remote" (a service read it) or "typed"."""
    wake_end: float | None = None
    """Seconds from the first sample fed to the end of the wake word, where the recogniser found one."""
    note: str = ""
    """How it was read and why, for the trace, without any of the words."""
    hypotheses: tuple[Hypothesis, ...] = ()
    """All that the engines read, the one that was taken first."""
    language: str = "en"
    """What it was read as, by its ISO 639-1 code."""
    instead_of: str = ""
    """The engine elsewhere that an engine here took the place of: `note` tells why."""


# route

TierKind = Literal["skill", "device", "lan", "cloud"]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing the router looked at."""

    name: str
    value: Any
    verdict: str
    """What it says, in a word or two: "skill", "cloud", "no objection", …"""
    ms: float


@dataclass(frozen=True, slots=True)
class Match:
    """The skill that can do a request, and its slots."""

    skill: str
    slots: Mapping[str, Any]
    """Values, not words, in SI or plain units; the keys are part of the machine-readable contract."""
    text: str = field(default="", compare=False)
    """The whole request, of which perhaps only a part was said."""
    also: "tuple[Match, ...]" = ()
    """What else was asked in the same breath, to be done afterwards."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is private in a request."""

    kinds: tuple[str, ...] = ()
    """Kinds of `voice.privacy`, each once; empty when nothing is private."""
    redactable: bool = True
    """Nothing private would be left if placeholders stood for what identifies somebody."""
    reasons: tuple[str, ...] = ()
    """Why, for people; none of the user's words."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What it would take to send a request to one of the configured tiers."""

    tier: str
    where: str
    """"device", "lan", "edge" or "cloud"."""
    ms: float
    """Predicted time to the first token."""
    usd: float
    """Predicted cost of the whole reply."""
    removed: str = ""
    """Why it may not be asked, for people; "" where it may."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes and why."""

    tier: TierKind
    """The kind chosen by policy, as if every kind were configured and up."""
    reason: str
    """One line for people."""
    skill: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    """Names of the configured tiers to try, in order; empty for a skill, or when none is there."""
    signals: tuple[Signal, ...] = ()
    private: tuple[str, ...] = ()
    """Kinds of personal data found."""
    alternatives: tuple[Alternative, ...] = ()
    """All configured tiers, also those that are not asked."""
    ms: float = 0.0
    said: str = ""
    """The whole request that the skill does, of which perhaps only a part was said."""
    also: tuple[Match, ...] = ()
    """What else the skills are to do, afterwards."""

    @property
    def deeds(self) -> tuple[Match, ...]:
        """All that the skills are to do, in the order in which it was said."""
        return (Match(self.skill, self.slots, self.said), *self.also) if self.skill else ()

    @property
    def skills(self) -> str:
        """Names of the skills that do it; "" for none."""
        return ", ".join(dict.fromkeys(deed.skill for deed in self.deeds))


# answer


@dataclass(frozen=True, slots=True)
class SkillReply:
    """What a skill says once it has done its work."""

    text: str
    """Fit to be spoken; "" to stay silent."""
    failed: bool = False
    """Nothing was done; the text says why."""
    remedy: str = ""
    """What to do about that, with the names of settings: to be read, never spoken."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something a tier may ask to be done: a skill."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON schema of its arguments, an object."""
    any_tier: bool = True
    """A tier that is not trusted may be told of it, and call it."""


Tools = Sequence[Tool]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tier asks for a tool."""

    id: str
    name: str
    arguments: str
    """JSON as the tier wrote it: to be validated."""
    trusted: bool = True
    """The tier is trusted."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of a tool that a tier asked for."""

    text: str
    """A reply fit to be spoken; for a call that was wrong, what was wrong with it."""
    understood: bool = True
    acted: bool = False
    """It was a skill with an effect, whose reply says all: nothing needs to be made of it."""
    private: tuple[str, ...] = ()
    """Kinds of private data that it counts as, by where it comes from."""


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the conversation so far."""

    role: Literal["system", "user", "assistant", "tool"]
    """"system": fixed lines of a program that asks through the gateway."""
    text: str
    calls: tuple[ToolCall, ...] = ()
    call_id: str = ""
    """The call that a tool's line is the result of."""
    private: tuple[str, ...] = ()
    """Kinds of private data that it counts as, whatever its words look like."""


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """How a program wants its reply written, where it is not one to be spoken: without our prompt. None: as the tier likes."""

    max_tokens: int | None = None
    temperature: float | None = None
