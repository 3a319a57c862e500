"""The errors that this package raises, each with what to do next.

    VoiceError
    ├── UsageError             the request itself is wrong: exit code 2
    │   ├── AudioError         a sound file that cannot be heard
    │   ├── ConfigError        a setting that is unknown or malformed
    │   └── DeviceError        a microphone, speaker or voice that is not there
    └── WorkError              the request was fine, the work failed: exit code 1
        ├── EngineError        an engine is missing, did not load, or died
        ├── FleetError         what a fleet shares is not taken, or cannot be
        ├── ModelError         a model is not there, or could not be fetched whole
        ├── TierError          a tier that should have answered did not
        │   ├── StartingError  a tier that sleeps when unused is waking up
        │   ├── UnloadedError  a model on this machine that cannot be loaded
        │   ├── UselessError   a tier that said nothing, or the same again and again
        │   └── WithheldError  private words that a place may not be sent
        └── SkillError         a skill could not do what it was asked

An error says what happened and to which input (`str(error)`), and what to do next (`error.remedy`). Neither ever holds a
secret or the user's words.
"""

from collections.abc import Sequence
from typing import Self


class VoiceError(Exception):
    """The base of every error that this package raises on purpose."""

    exit_code = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy


class UsageError(VoiceError):
    """The request itself is wrong."""

    exit_code = 2


class AudioError(UsageError):
    """A sound file is missing, empty, cut short or not sound."""


class ConfigError(UsageError):
    """A setting is unknown or malformed; the text names the key and the file."""


class DeviceError(UsageError):
    """A microphone, speaker or voice is not there."""


class WorkError(VoiceError):
    """The request was fine, the work failed."""


class EngineError(WorkError):
    """An engine is missing, did not load, or died."""


class FleetError(WorkError):
    """What a fleet shares is not taken, or cannot be; what was taken before stays."""


class ModelError(WorkError):
    """A model is not there, or could not be fetched whole; an earlier version stays."""


class TierError(WorkError):
    """A tier was asked and did not answer."""


class StartingError(TierError):
    """A tier that sleeps when unused is waking up; it has not failed."""


class UnloadedError(TierError):
    """A model on this machine cannot be loaded, now or later."""


class UselessError(TierError):
    """A tier answered, and what it said was of no use: nothing at all, or the same again and again."""


class WithheldError(TierError):
    """Words were not sent: they are private, or nothing may be sent to that place."""

    def __init__(self, why: str, kinds: Sequence[str] = (), reasons: Sequence[str] = ()) -> None:
        """`kinds` are those of the private data, if any; `reasons` are shown to people and hold none of the words."""
        super().__init__(why, "`voice privacy check` shows what would go where, and why.")
        self.kinds = tuple(kinds)
        self.reasons = tuple(reasons)

    @property
    def aloud(self) -> str:
        """Why, as it is spoken: without the names of settings."""
        return "that is private" if self.kinds else "the settings keep me from it"

    @classmethod
    def private(cls, kinds: Sequence[str], reasons: Sequence[str] = ()) -> Self:
        return cls(f"private data ({', '.join(kinds).replace('_', ' ')})", kinds, reasons)


class SkillError(WorkError):
    """A skill could not do what it was asked; the text is fit to be spoken."""
