"""The messages of satellites with a screen and buttons, such as the web page; `voice.serve.protocol` has all others."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from voice.english.times import Weekday
from voice.serve.told import Told

Name = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=60)]

# from the satellite


class Called(Told):
    """A button was pressed in place of the wake word: somebody is about to speak. A reply that sounds is cut off."""

    type: Literal["called"] = "called"


class Hushed(Told):
    """A button was pressed that ends whatever is said, rings or is listened to."""

    type: Literal["hushed"] = "hushed"


class SetTimer(Told):
    """A timer is wanted; `noted` answers."""

    type: Literal["set_timer"] = "set_timer"
    seconds: int = Field(gt=0)
    name: Name = ""


class SetAlarm(Told):
    """An alarm is wanted; `noted` answers."""

    type: Literal["set_alarm"] = "set_alarm"
    time: str = Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    """It rings today, or tomorrow where this has passed, by the clock of the server."""
    name: Name = ""
    every: tuple[Weekday, ...] = Field((), max_length=7)
    """The days on which it rings, again and again; none: it rings once."""


class Cancel(Told):
    """A timer, an alarm or a reminder is wanted no longer; `noted` answers."""

    type: Literal["cancel"] = "cancel"
    id: str = Field(max_length=64)
    """That of `timers`."""


class SpeakAs(Told):
    """Another voice is wanted, from the next reply on; `voices` answers."""

    type: Literal["speak_as"] = "speak_as"
    name: str = Field(max_length=100)
    """One of `voices`."""


class Recall(Told):
    """Turns of earlier are wanted; `past` answers."""

    type: Literal["recall"] = "recall"
    before: int | None = Field(None, ge=1, lt=2**53)
    """The number of the oldest turn that is shown already; None: the newest are wanted."""


class Forget(Told):
    """A turn, or every turn of this satellite, is to be forgotten, also in the server's history; `forgotten` answers."""

    type: Literal["forget"] = "forget"
    id: str | None = Field(None, max_length=64)
    """That of the turn; None: every one."""


# to the satellite


class Pending(Told):
    """A timer, an alarm or a reminder that is set."""

    id: str
    kind: Literal["timer", "alarm", "reminder"]
    name: str
    """Its name, or what the reminder is about; "" for none."""
    rings: str
    """When, as it is said: "7 am tomorrow"."""
    left_s: float
    """Seconds until it rings, at the time of the message."""
    seconds: float | None
    """How long a timer was set for."""
    paused: bool


class Timers(Told):
    """All that is set in this place: behind `welcome`, and whenever it has changed."""

    type: Literal["timers"] = "timers"
    entries: tuple[Pending, ...]


class Noted(Told):
    """The answer to what was wanted by hand."""

    type: Literal["noted"] = "noted"
    text: str
    """For people."""
    failed: bool
    """Nothing was done; the text says why."""


class Routed(Told):
    """It is decided who will answer."""

    type: Literal["routed"] = "routed"
    tier: Literal["skill", "device", "lan", "cloud"]
    asked: str
    """The skill, or the tier that is asked first; "" where there is none."""
    why: str
    """For people."""


class Saying(Told):
    """A piece of the reply is given to the voice: its words, before they are heard."""

    type: Literal["saying"] = "saying"
    text: str


class Offered(Told):
    """A voice that may be chosen."""

    name: str
    title: str
    """For people: "Heart, American"."""


class Voices(Told):
    """The voices of the engine that speaks, where it has several: behind `welcome`, and whenever another one was chosen."""

    type: Literal["voices"] = "voices"
    voices: tuple[Offered, ...]
    chosen: str
    """The one that says the next reply."""


class Stage(Told):
    """How long a stage of a turn took."""

    stage: Literal["wake", "endpoint", "transcribe", "route", "answer", "speak"]
    ms: float
    hidden_ms: float
    """Work for which nobody waited, beside `ms`."""
    allowed_ms: float
    """Its ceiling in the budget, and what earlier stages left over."""
    verdict: str
    """"met", "missed" or "saved by …"."""


class Figures(Told):
    """What is told of a turn that is over, beside its words."""

    id: str
    """The turn in the traces."""
    by: str | None
    """The skill or the tier; None: nobody could."""
    interrupted: bool
    voice_to_voice_ms: float | None
    verdict: Literal["met", "saved", "missed"] | None
    """Whether it kept the latency budget."""
    error: str | None
    why: str = ""
    """Who answered and why, for people: "Stayed here because it contains a phone number."."""
    stages: tuple[Stage, ...] = ()
    """Those that happened, in their order."""
    compute_ms: float | None = None
    """What the work behind the wait for the end took."""
    allowed_ms: float | None = None
    """What it may take."""
    actions: tuple[str, ...] = ()
    """What the budget did to keep the turn in time, for people."""


class PastTurn(Figures):
    """A turn that the history keeps."""

    number: int
    """Its place in the history: later ones have higher numbers."""
    time: float
    """When it began, in seconds since 1970."""
    heard: str | None
    """None: what was said is not kept."""
    reply: str | None


class Past(Told):
    """The answer to `recall`: some turns of this satellite, the newest first."""

    type: Literal["past"] = "past"
    turns: tuple[PastTurn, ...]
    more: bool
    """There are older ones."""


class Forgotten(Told):
    """The answer to `forget`, once it is done."""

    type: Literal["forgotten"] = "forgotten"
    id: str | None
    """That of `forget`."""
    turns: int
    """How many were in the history."""
