"""The settings of a fleet, and which of its machines' settings a fleet may set."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from voice.config.hours import HOURS
from voice.config.places import Url, is_local
from voice.config.section import Section

STATE = "fleet.json"
"""The file in the state folder that says what this machine has taken of its fleet."""


class Fleet(Section):
    """Nothing of this is done unless it is set, nor with `offline`. The collector's token is VOICE_FLEET_TOKEN."""

    report: Url | None = None
    """Where summaries go, an OTLP collector: "https://otel.example.com/v1/metrics". No words, no names, no sound."""
    release: Url | None = None
    """Where the newest shared settings and models are: "https://example.com/kiosks.toml", and beside it, with ".minisig" behind
    its name, their signature."""
    key: str | None = Field(None, pattern=r"^[A-Za-z0-9+/]{56}$")
    """The public key, minisign's, of whoever signs them."""

    @model_validator(mode="after")
    def _is_checked(self) -> Self:
        if self.release and not self.key:
            raise ValueError("release needs the key that its signature is checked with: `voice fleet sign` shows it")
        if self.report and not (self.report.startswith("https:") or is_local(self.report)):
            raise ValueError("report: what leaves the home network is encrypted, so write https://")
        return self


Bound = tuple[float, float] | frozenset[str] | re.Pattern[str] | type[bool]
"""What a value may be: within two numbers, one of some words, like a pattern, or true and false."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
"""No way to a file: neither a slash nor a dot in front."""

MAY: dict[str, Bound] = {
    "endpoint.complete_ms": (150, 2000),
    "endpoint.default_ms": (300, 5000),
    "endpoint.digits_ms": (300, 5000),
    "endpoint.unfinished_ms": (300, 10_000),
    "endpoint.no_speech_s": (2, 15),
    "endpoint.max_speech_s": (5, 60),
    "wake.threshold": (0.3, 0.9),
    "wake.refractory_s": (0, 10),
    "wake.gated": bool,
    "transcribe.engine": frozenset({"auto", "sphinx", "whisper"}),
    "transcribe.model": NAME,
    "transcribe.audio_context": frozenset({"auto", "full"}),
    "transcribe.min_confidence": (0.3, 1),
    "transcribe.ask_below": (0.5, 1),
    "speak.engine": frozenset({"auto", "espeak", "piper", "kokoro", "kokoro-onnx"}),
    "speak.model": NAME,
    "speak.voice": NAME,
    "speak.rate_wpm": (80, 450),
    "speak.late_ms": (200, 10_000),
    "speak.volume": (10, 100),
    "skills.clock": (12, 24),
    "skills.temperature": frozenset({"C", "F"}),
    "signals.earcons": bool,
    "do_not_disturb.hours": re.compile(rf"({HOURS})?"),
    "do_not_disturb.reminders": frozenset({"wait", "silent"}),
    "budget.act": bool,
    "serve.slots": (1, 64),
}
"""All that a fleet may set, whoever signed it. What is not here is its owner's alone: what wakes it and when it listens without
that, who is asked and what they may be told, what is kept and where, who may come in, what is spent, what programs run.
A threshold that would wake it at everything, or keep it from asking back, is none."""


def outside(settings: Mapping[str, Any]) -> list[str]:
    """The keys in shared settings that a fleet may not set, or not to that value."""
    return [key for key, value in _flat(settings) if key not in MAY or not _fits(value, MAY[key])]


def taken(state_dir: Path) -> dict[str, Any]:
    """The shared settings that this machine has taken; none where there are none, or any is not a fleet's to set."""
    try:
        settings = json.loads((state_dir / STATE).read_bytes())["taken"]["settings"]
        return settings if not outside(settings) else {}
    except (OSError, ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return {}


def _flat(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for section, values in settings.items():
        if not isinstance(values, dict):
            yield section, values
        else:
            yield from ((f"{section}.{key}", value) for key, value in values.items())


def _fits(value: Any, bound: Bound) -> bool:
    match bound:
        case (low, high):
            return isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high
        case frozenset():
            return value in bound if isinstance(value, str) else False
        case re.Pattern():
            return isinstance(value, str) and bound.fullmatch(value) is not None
    return isinstance(value, bool)
