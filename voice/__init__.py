"""A voice assistant that answers before you notice, keeps private words at home, and can prove both.

    listen → wake → endpoint → transcribe → route → answer → speak

`voice.session` is one conversation: read it first. The names below are the public ones; each is imported when it is used.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "AudioClock": "voice.clock",
    "Budget": "voice.budget",
    "Config": "voice.config",
    "Conversation": "voice.turn",
    "Engines": "voice.engines",
    "Match": "voice.messages",
    "Route": "voice.messages",
    "Router": "voice.route",
    "Session": "voice.session",
    "Skills": "voice.skills",
    "Transcript": "voice.messages",
    "Turn": "voice.turn",
    "TurnTrace": "voice.trace",
    "VoiceError": "voice.errors",
    "WallClock": "voice.clock",
    "load": "voice.config",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'voice' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(_HOME)
