"""Settings: every one of them, with its default, its unit and its reason. Secrets come from the environment alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import PydanticBaseSettingsSource as Source

from voice.config.locations import FARTHEST, LOCATIONS, NEAREST, BudgetPath, Location, LocationName, is_owned
from voice.config.places import Url, is_local, runs_on_the_internet

HOURS = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"
"""A span of the day: "22:00-06:30"."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Listen(Section):
    device: str | None = None
    """Microphone, by any part of its name; the system's default when absent."""


class Wake(Section):
    engine: Literal["openwakeword", "keyphrase"] = "openwakeword"
    phrases: tuple[str, ...] = ("hey_jarvis",)
    """Bundled models ("alexa", "hey_jarvis", "hey_mycroft", "hey_marvin"), paths of ONNX models, or, for the keyphrase
    engine, any words in its dictionary."""
    threshold: float = Field(0.45, gt=0, lt=1)
    """Score that wakes. Measured: lower hears more through noise but takes "hey service" for "hey jarvis"."""
    refractory_s: float = Field(1.0, ge=0)
    gated: bool = True
    """Run the detector only while voice activity is heard."""


class Endpoint(Section):
    aggressiveness: int = Field(2, ge=0, le=3)
    """webrtcvad's mode."""
    onset_ms: int = Field(60, ge=20)
    hangover_ms: int = Field(100, ge=20)
    complete_ms: int = Field(240, ge=100)
    """Silence that ends a turn whose words are a whole command: the 300 ms allowance less one block of a microphone."""
    default_ms: int = Field(800, ge=100)
    digits_ms: int = Field(900, ge=100)
    unfinished_ms: int = Field(2000, ge=100)
    no_speech_s: float = Field(5.0, gt=0)
    """Silence after the wake word that ends the turn."""
    max_speech_s: float = Field(20.0, gt=0)


class Transcribe(Section):
    engine: Literal["sphinx", "whisper"] = "sphinx"
    """"whisper" hears any words, beside the command grammar; "sphinx" is the grammar and plain dictation."""
    model: str = "whisper-base.en"
    """Whisper's: a name that `voice models list` shows, or a folder in CTranslate2's format."""
    audio_context: Literal["auto", "full"] = "auto"
    """Sound that Whisper's encoder is given: what was said, and 30 s only if the words look wrong; "full": always 30 s."""
    min_confidence: float = Field(0.5, ge=0, le=1)
    """Below it a reading is not taken for a command."""


class Speak(Section):
    engine: Literal["espeak", "kokoro", "kokoro-onnx"] = "espeak"
    """Kokoro sounds human and needs a model; "kokoro-onnx" is the same for small machines and for Python 3.13."""
    voice: str = "en-gb"
    """A language, "en-gb" or "en-us", or a voice of the engine's: "en-gb+f3", "af_heart"."""
    model: str = Field(default_factory=lambda given: given.get("engine", "").removeprefix("espeak"))
    """Kokoro's: a name that `voice models list` shows, or a folder; the one named like the engine when absent."""
    rate_wpm: int = Field(170, ge=80, le=450)
    """Words a minute, about."""
    late_ms: int = Field(1000, ge=50)
    """Wait for Kokoro's first sound, after which espeak-ng says the sentence: people begin to ask again, while two voices
    in one reply are worse than half a second."""
    volume: int = Field(80, ge=0, le=100)
    """Per cent, of what the assistant plays."""
    device: str | None = None
    """Speaker, by any part of its name; the system's default when absent."""


class Home(Section):
    """Home Assistant, for the lights. The token is VOICE_HOME_TOKEN in the environment."""

    url: Url | None = None
    trusted: bool = Field(default_factory=lambda given: is_local(given.get("url") or ""))
    """Private words may go there; when absent, if its address is of the home network."""
    timeout_s: float = Field(3.0, gt=0)


class Skills(Section):
    clock: Literal[12, 24] = 12
    temperature: Literal["C", "F"] = "C"
    """Scale of degrees that are said without one."""
    rooms: tuple[str, ...] = ("kitchen", "living room", "bedroom", "bathroom", "office", "hall")
    own: Path | None = None
    """TOML file of the user's own skills; skills.toml beside the settings file when absent."""
    disabled: tuple[str, ...] = ()


Policy = Literal["refuse", "redact", "allow"]


def _is_at_home(tier: Mapping[str, Any]) -> bool:
    """Whether a tier is on this machine or on the home network, by its `where` and by its address."""
    at_home = tier.get("model_file") or is_local(tier.get("base_url", ""))
    return bool(at_home and is_owned(tier.get("where", "")) and not runs_on_the_internet(tier.get("model", "")))


class Tier(Section):
    """A place that can answer (an OpenAI-compatible endpoint)."""

    name: str
    where: LocationName
    base_url: Url = ""
    model: str = ""
    model_file: Path | None = None
    """A GGUF file, or the name of a pulled model: it runs here, in a process of its own, and needs no `base_url`."""
    threads: int | None = Field(None, gt=0)
    """Threads of a model that runs here; as many as suit the processor when absent."""
    key_env: str | None = Field(None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """Name of the environment variable that holds the API key."""
    trusted: bool = Field(default_factory=_is_at_home)
    """Private words may go there; when absent, if it is on this machine or on the home network."""
    privacy: Policy = "refuse"
    """What a tier that is not trusted gets of a private request: nothing; placeholders for what identifies somebody, and
    nothing where more than that is private; or all of it."""
    residency: str | None = None
    """Where it keeps what it is sent, in the words of `privacy.residency`: "eu"."""
    price_in: float = Field(0.0, ge=0)
    """US dollars for a million tokens read."""
    price_out: float = Field(0.0, ge=0)
    """US dollars for a million tokens written."""
    logprobs: bool = False
    """Ask for the log-probabilities of the first tokens, for `routing.confidence`; some servers refuse a request that does. A
    `model_file` tells them anyway."""
    tools: bool = False
    """It may call the skills."""
    context_tokens: int = Field(8192, gt=0)
    """What the model can hold: the oldest exchanges of a conversation that is longer are not sent."""
    ttft_budget_ms: float = Field(default_factory=lambda given: LOCATIONS[given.get("where", FARTHEST.name)].ttft_ms, gt=0)
    """Time to the first token that it is meant to keep, the budget's ceiling when absent; its own past turns count once there
    are enough."""
    connect_s: float = Field(1.5, gt=0)
    """Longest time to connect: a lost packet is sent again after one second, a handshake across an ocean takes 0.4."""
    first_token_s: float = Field(4.0, gt=0)
    """Longest wait for the first token that can be seen or said, whatever else keeps the connection alive: about then
    people ask again. White space and what a model thinks are none; one that thinks for longer needs more here."""
    next_token_s: float = Field(3.0, gt=0)
    """Longest wait from one such token to the next: what the player has in hand before it runs dry."""
    total_s: float = Field(60.0, gt=0)
    """Longest time of a whole request, while more of the reply is asked for: 300 tokens at the five a second of speech."""
    cold_start_s: float = Field(0.0, ge=0)
    """How long a tier that sleeps when unused takes to wake. Until then it counts as starting, not as failed."""
    warm_hours: tuple[Annotated[str, Field(pattern=HOURS)], ...] = ()
    """When such a tier is kept awake, from one cold start ahead: "07:00-22:30"."""

    @property
    def location(self) -> Location:
        """Its location, with all that follows from it."""
        return LOCATIONS[self.where]

    @property
    def tells_confidence(self) -> bool:
        """It is a small model that tells how likely its tokens were."""
        return self.location.small and (self.logprobs or self.model_file is not None)

    @property
    def is_at_home(self) -> bool:
        """On this machine or on the home network, by what it says of itself and by its address."""
        return _is_at_home(dict(self))

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if self.model_file is None and not (self.base_url and self.model):
            raise ValueError("a tier needs base_url and model, or model_file")
        if self.model_file is not None and (self.base_url or self.where != NEAREST.name):
            raise ValueError('model_file is for where = "device", without base_url')
        if runs_on_the_internet(self.model) and (self.trusted or self.location.owned):
            raise ValueError('Ollama answers with this model on the internet: where = "cloud", not trusted')
        return self


class Privacy(Section):
    detectors: tuple[Literal["rules", "presidio"], ...] = Field(("rules",), min_length=1)
    """What looks for private data: the rules of the package, and presidio-analyzer where the extra is installed."""
    residency: tuple[str, ...] = ()
    """Only tiers with one of these tags, and trusted ones, are asked; any when empty."""


class Routing(Section):
    """Thresholds of the router's signals."""

    query_tokens: int = Field(50, gt=0)
    """A longer request goes to the larger tier: where the answers of 7B models fall behind in the reference case study."""
    device_tokens: int = Field(512, gt=0)
    """Request, what it refers to, and reply together: what a small model reads and writes in the time of a spoken answer."""
    sure: float = Field(0.7, ge=0.5, le=1)
    """On requests that the classifier has not learnt from, 96% of those it is so sure of go the right way; one in fifteen
    falls below, and the latency decides."""
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
    """Silence after the question, come or foreseen, in which a word like "One moment." is said; 0: never. People take a second
    for a sign that they were not heard."""
    draft: bool = False
    """Say the device model's first sentence while the larger tier works, which is told what was said and goes on from there."""


class Stage(Section):
    """What one stage may take, ms."""

    target: float | None = None
    ceiling: float


class Budget(Section):
    """Allocations in ms; the defaults are those of the reference case study."""

    wake: Stage = Stage(ceiling=100)
    endpoint: Stage = Stage(target=300, ceiling=300)
    transcribe: Stage = Stage(target=40, ceiling=50)
    route: Stage = Stage(target=0.2, ceiling=1)
    answer_device: Stage = Stage(target=80, ceiling=120)
    answer_cloud: Stage = Stage(target=225, ceiling=300)
    speak: Stage = Stage(target=50, ceiling=50)
    compute_device: Stage = Stage(target=170, ceiling=200)
    compute_cloud: Stage = Stage(target=315, ceiling=500)

    def stage(self, name: str, path: BudgetPath) -> Stage:
        """What a stage ("answer", "compute", "speak", …) may take on a path; only the first two differ by it."""
        limit: Stage = getattr(self, f"{name}_{path}" if name in ("answer", "compute") else name)
        return limit


class Config(BaseSettings):
    """All settings. Build it with `load()`; `Config()` alone reads nothing but the environment."""

    model_config = SettingsConfigDict(env_prefix="VOICE_", env_nested_delimiter="__", extra="forbid", frozen=True)

    profile: str = "embedded"
    offline: bool = False
    """Nothing leaves the home network."""
    keep_words: bool = False
    """Keep what was said in the traces (files readable by their owner alone)."""
    state_dir: Path = Field(default_factory=lambda: platformdirs.user_state_path("voice"))
    listen: Listen = Listen()
    wake: Wake = Wake()
    endpoint: Endpoint = Endpoint()
    transcribe: Transcribe = Transcribe()
    speak: Speak = Speak()
    skills: Skills = Skills()
    home: Home = Home()
    tiers: tuple[Tier, ...] = ()
    privacy: Privacy = Privacy()
    routing: Routing = Routing()
    cost: Cost = Cost()
    answer: Answer = Answer()
    budget: Budget = Budget()

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
