"""Every setting (those of a tier are in `tier`) with its default, its unit and its reason. Keys and tokens are in `secrets`."""

import re
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

import platformdirs
from pydantic import BeforeValidator, Field, IPvAnyAddress, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import PydanticBaseSettingsSource as Source

from voice.config.budget import Budget
from voice.config.do_not_disturb import DoNotDisturb
from voice.config.fleet import Fleet
from voice.config.history import History
from voice.config.places import TcpUrl, Url, is_local
from voice.config.remote import Remote
from voice.config.section import Section, printable
from voice.config.tier import Tier


class Listen(Section):
    device: str | None = None
    """Microphone, by any part of its name; the system's default when absent."""
    give_up_s: float | None = Field(None, ge=0)
    """Seconds without a microphone after which `voice run` ends with exit code 2; it waits for ever when absent."""
    echo: Literal["cancel", "headphones", "off"] = "cancel"
    """How it is kept from hearing itself, so that it can be interrupted by what is said to it: its voice is taken out of what
    the microphone hears, or only heard in headphones; "off": while it speaks, only the wake word interrupts."""
    record_mb: float = Field(500, gt=0)
    """Megabytes that `voice run --record` keeps at most, three hours; the assistant goes on without it."""


class Wake(Section):
    engine: Literal["openwakeword", "keyphrase"] = "openwakeword"
    phrases: tuple[str, ...] = ("hey_jarvis",)
    """Bundled models ("alexa", "hey_jarvis", "hey_mycroft", "hey_marvin"), paths of ONNX models, or, for the keyphrase
    engine, any words in its dictionary."""
    threshold: float = Field(0.45, gt=0, lt=1)
    """The lowest score that wakes it. Measured: lower hears more through noise but takes "hey service" for "hey jarvis"."""
    refractory_s: float = Field(1.0, ge=0)
    gated: bool = True
    """Run the detector only while voice activity is heard."""

    @property
    def said(self) -> tuple[str, ...]:
        """What is said to wake it: the phrases, and the name of the file ("hey_computer") of one that is a path."""
        return tuple(re.sub(r"_v\d[\d.]*$", "", Path(one).stem) if one.endswith(".onnx") else one for one in self.phrases)


class Endpoint(Section):
    aggressiveness: int = Field(2, ge=0, le=3)
    """webrtcvad's mode."""
    model: str = "auto"
    """The end-of-turn model, which hears in the voice whether somebody has finished: a path, "none", or "auto" for
    "smart-turn" where that was pulled."""
    onset_ms: int = Field(60, ge=20)
    hangover_ms: int = Field(80, ge=20)
    complete_ms: int = Field(220, ge=100)
    """Silence that ends a turn whose words are a whole command: 300 ms less a microphone's block and the way to the speaker."""
    default_ms: int = Field(800, ge=100)
    """Silence that ends any other turn. Where the words or the voice tell whether more is to come it is two fifths of that,
    up to `unfinished_ms`; where neither does it is longer behind few words."""
    digits_ms: int = Field(900, ge=100)
    """Silence behind a command that ends in a number which may grow ("twenty"); half of it where only something is told."""
    unfinished_ms: int = Field(2000, ge=100)
    no_speech_s: float = Field(5.0, gt=0)
    """Silence after the wake word that ends the turn."""
    max_speech_s: float = Field(20.0, gt=0)


SMALLEST = "whisper-tiny.en"
"""The smallest of Whisper's models, which every machine can run: enough beside the command grammar."""


HEARD_BY = {"auto": SMALLEST, "wyoming": "", "remote": ""}
"""Engine → its model when the settings name none, where that is not Whisper base: a service takes its own."""


class Transcribe(Section, Remote):
    engine: Literal["auto", "sphinx", "whisper", "wyoming", "remote"] = "auto"
    """"whisper" hears any words, beside the command grammar; "sphinx" is the grammar and plain dictation; "auto" is Whisper
    as soon as `model` is here, and "sphinx" until then. "wyoming" and "remote" ask a service at `url`, beside the command
    grammar; when that cannot, what "auto" would be reads alone."""
    model: str = Field(default_factory=lambda given: HEARD_BY.get(given.get("engine", ""), "whisper-base.en"))
    """Whisper's: a name that `voice models list` shows, or a folder in CTranslate2's format. A service's: what it calls it."""
    audio_context: Literal["auto", "full"] = "auto"
    """Sound that Whisper's encoder is given: what was said, and 30 s only if the words look wrong; "full": always 30 s."""
    min_confidence: float = Field(0.5, ge=0, le=1)
    """Below it a reading is not taken for a command."""
    ask_below: float = Field(0.8, ge=0, le=1)
    """Below it a command that the grammar and Whisper read differently is asked back ("Eight minutes?"), if it changes
    something; 0: never. On the tuning split that is one command in seventy, and ten of 23 that were read wrong."""
    late_ms: int = Field(2500, ge=50)
    """Longest wait for a service elsewhere; then an engine here reads. It begins at the pause, most of a second before the turn
    is over. If it is longer, people ask again; if it is shorter, a busy moment there costs the better reading."""


SPOKEN_BY = {"auto": "piper-joe", "piper": "piper-joe", "kokoro": "kokoro", "kokoro-onnx": "kokoro-onnx"}
"""Engine → its model when the settings name none."""


class Speak(Section, Remote):
    takes_strangers: ClassVar[bool] = True
    engine: Literal["auto", "espeak", "piper", "kokoro", "kokoro-onnx", "wyoming", "remote"] = "auto"
    """Piper sounds human, needs a model, and is quick on any machine; Kokoro sounds best where a machine carries it, and
    "kokoro-onnx" is the same for small machines and for Python 3.13. "auto" is Piper once its model is here, until then (and
    where `voice` is set) espeak-ng. "wyoming" and "remote" ask a service at `url`; what "auto" would
    be speaks when that cannot, and says what is private for a "remote" one that is not trusted."""
    voice: str = "en-gb"
    """A language, "en-gb" or "en-us", or a voice of the engine's: "en-gb+f3", "af_heart". Piper's voice is its model. A
    service elsewhere is asked for a voice only where this is set."""
    model: str = Field(default_factory=lambda given: SPOKEN_BY.get(given.get("engine", ""), ""))
    """Piper's or Kokoro's: a name that `voice models list` shows, or a folder (Piper's also an .onnx file). A remote service's:
    what it calls it."""
    rate_wpm: int = Field(170, ge=80, le=450)
    """Words a minute, about."""
    late_ms: int = Field(1000, ge=50)
    """Longest wait for the first sound of a reply. If the voice is predicted to take longer, or does, espeak-ng says the
    whole reply. If it is longer, people ask again; if it is shorter, a slow moment of the machine changes the voice."""
    volume: int = Field(80, ge=0, le=100)
    """Per cent, of what the assistant plays."""
    device: str | None = None
    """Speaker, by any part of its name; the system's default when absent."""

class Home(Section):
    """Home Assistant. The token is VOICE_HOME_TOKEN in the environment."""

    url: Url | None = None
    trusted: bool = Field(default_factory=lambda given: is_local(given.get("url") or ""))
    """Private words may go there; when absent, if its address is of the home network."""
    timeout_s: float = Field(3.0, gt=0)
    area: str | None = None
    """The room that this machine is in, as Home Assistant calls it: "turn on the lights" is then said of that one."""


class Skills(Section):
    clock: Annotated[Literal[12, 24], BeforeValidator(lambda given: {"12": 12, "24": 24}.get(str(given), given))] = 12
    temperature: Literal["C", "F"] = "C"
    """Scale of degrees that are said without one."""
    rooms: tuple[str, ...] = ("kitchen", "living room", "bedroom", "bathroom", "office", "hall")
    own: Path | None = None
    """TOML file of the user's own skills; skills.toml beside the settings file when absent."""
    disabled: tuple[str, ...] = ()


class Privacy(Section):
    detectors: tuple[Literal["rules", "presidio"], ...] = Field(("rules",), min_length=1)
    """What looks for private data: the rules of the package, and presidio-analyzer where the extra is installed."""
    residency: tuple[str, ...] = ()
    """Only tiers with one of these tags, and trusted ones, are asked; any when empty."""
    household: bool = False
    """Tiers that are not trusted may be told what skills tell of the home: reminders, names of timers, lists, lights."""


class Conversation(Section):
    """When a conversation goes on without the wake word, and when it is over."""

    follow_up: Literal["off", "question", "always"] = "question"
    """After which replies the next words need no wake word: all, or those that ask something. "off": only a yes or a no to
    "Eight minutes?". Where people talk to each other, or a television is on, "always" now and then takes a sentence of theirs
    for a request; a question waits for words anyway."""
    follow_up_s: float = Field(6.0, gt=0, le=30)
    """Seconds, from the end of the reply, in which they may begin: people answer within two, or after they have looked."""
    forget_s: float = Field(300.0, gt=0)
    """Silence after which what was said is forgotten: who comes into the kitchen later begins a new conversation."""


class Signals(Section):
    """Short tones that say what cannot be seen."""

    earcons: bool = True
    """After the wake word if nothing follows in the same breath, after a question whose reply takes longer than 150 ms, after a
    failure, and when the microphone is switched off or on."""
    away: bool = False
    """Another one whenever words leave the house."""


class Serve(Section):
    """`voice serve`: one assistant for many rooms."""

    slots: int = Field(8, ge=0)
    """Satellites that may be here at a time; the next one is asked to come again later. Each takes half a per cent of a core in
    a quiet room and 6 while people talk there, so that eight leave room on two cores for the replies."""
    wyoming: TcpUrl | None = None
    """Where Home Assistant finds wake word, transcription, speech and answers by the Wyoming protocol: "tcp://127.0.0.1:10300",
    or "tcp://0.0.0.0:10300" for other machines. Nowhere when absent: the protocol has neither password nor encryption."""
    wyoming_from: tuple[IPvAnyAddress, ...] = ()
    """The only machines that may use it, by their addresses; when empty, any of the home network that reaches it."""


class Routing(Section):
    """Thresholds of the router's signals."""

    query_tokens: int = Field(50, gt=0)
    """A longer request goes to the larger tier: where the answers of 7B models fall behind in the reference case study."""
    device_tokens: int = Field(512, gt=0)
    """Request, what it refers to, and reply together: what a small model reads and writes in the time of a spoken answer."""
    sure: float = Field(0.7, ge=0.5, le=1)
    """How sure the classifier must be to decide alone. On new requests 96% of such decisions are right; one in fifteen
    requests is less sure, and the predicted latency decides."""
    confidence: float = Field(0.0, ge=0, le=1)
    """Probability of the device model's first tokens below which a larger tier is asked too; 0: never. `voice eval`
    suggests one."""


class Cost(Section):
    """What an answer costs at home, and what may be spent elsewhere, in US dollars."""

    hardware_usd: float = Field(300.0, ge=0)
    """What the machine cost: a small computer that runs a 7B model."""
    hardware_years: float = Field(5.0, gt=0)
    """How long it lasts."""
    hours_a_day: float = Field(8.0, gt=0, le=24)
    """How long it is at work a day, for whatever purpose."""
    watts: float = Field(30.0, ge=0)
    """What it draws while it answers, beyond its idling."""
    kwh_usd: float = Field(0.30, ge=0)
    day_usd: float | None = Field(None, ge=0)
    """The most that a day's requests may cost; no limit when absent."""
    month_usd: float | None = Field(None, ge=0)


class Answer(Section):
    hedge: Literal["never", "trusted", "always"] = "trusted"
    """Ask a second tier when the first is late: one that is marked trusted, or any. The question goes to both."""
    cache_s: float = Field(0.0, ge=0)
    """How long the answer to a general question may be said again; 0: never."""
    bridge_ms: float = Field(900.0, ge=0)
    """Silence after the question, real or predicted, that brings a filler ("One moment."); 0: never. People take a second
    for a sign that they were not heard."""
    ahead: Literal["never", "home", "trusted", "always"] = "home"
    """Begin a reply at a short pause, before it is certain that the question is over; it is dropped if more is said. "home": by
    skills that only tell something and by trusted tiers at home that cost nothing; "trusted", "always": by such tiers anywhere,
    or by any; what is dropped is paid for too."""
    ahead_waste: float = Field(0.5, ge=0, le=1)
    """The share of such replies that may be dropped. Where it was more, words of that kind are waited out for a while."""
    draft: bool = False
    """Say the device model's first sentence at once; the larger tier is told of it and continues the answer."""


class Config(BaseSettings):
    """All settings. Build it with `load()`; `Config()` alone reads nothing but the environment."""

    model_config = SettingsConfigDict(env_prefix="VOICE_", env_nested_delimiter="__", extra="forbid", frozen=True)

    _printable = field_validator("*", mode="before")(printable)

    profile: str = "embedded"
    offline: bool = False
    """Nothing leaves the home network."""
    keep_words: bool = False
    """Keep what was said in the history too (a file readable by its owner alone)."""
    state_dir: Path = Field(default_factory=lambda: platformdirs.user_state_path("voice"))
    listen: Listen = Listen()
    wake: Wake = Wake()
    endpoint: Endpoint = Endpoint()
    transcribe: Transcribe = Transcribe()
    speak: Speak = Speak()
    skills: Skills = Skills()
    home: Home = Home()
    tiers: tuple[Tier, ...] = ()
    conversation: Conversation = Conversation()
    signals: Signals = Signals()
    do_not_disturb: DoNotDisturb = DoNotDisturb()
    privacy: Privacy = Privacy()
    routing: Routing = Routing()
    cost: Cost = Cost()
    answer: Answer = Answer()
    budget: Budget = Budget()
    serve: Serve = Serve()
    history: History = History()
    fleet: Fleet = Fleet()

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: Source, env_settings: Source, dotenv_settings: Source,
        file_secret_settings: Source,
    ) -> tuple[Source, ...]:  # fmt: skip
        return env_settings, init_settings

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [tier.name for tier in self.tiers]
        if len(names) != len(set(names)):
            raise ValueError("two tiers have the same name")
        return self


class Given(Config):
    """All settings as they are given: the environment has no part in them."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: Source, env_settings: Source, dotenv_settings: Source,
        file_secret_settings: Source,
    ) -> tuple[Source, ...]:  # fmt: skip
        return (init_settings,)
