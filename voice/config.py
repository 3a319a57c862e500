"""Settings: a profile shipped with the package, the user's TOML file over it, `VOICE_…` environment variables over both.

Every setting lives here with its default, unit and reason. Secrets come from the environment alone.
"""

import contextlib
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from voice.errors import ConfigError

PROFILES = Path(__file__).parent / "profiles"

HOME_TOKEN = "VOICE_HOME_TOKEN"
"""The environment variable that holds Home Assistant's token."""

VARIABLES = {"VOICE_CONFIG", "VOICE_MODELS_DIR", "VOICE_DEVICE_FILE", HOME_TOKEN} | {
    f"VOICE_{where}_{what}" for where in ("DEVICE", "CLOUD") for what in ("URL", "MODEL", "KEY")
}
"""Environment variables beside those of the settings."""


HOURS = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"
"""A span of the day: "22:00-06:30"."""


def _url(text: str) -> str:
    """The URL as it is. Raises ValueError, which does not repeat it: it may hold a password."""
    with contextlib.suppress(ValueError):  # urlsplit's own repeats a part of it
        parts = urlsplit(text)
        spaced = any(letter.isspace() for letter in text)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not spaced:
            return text
    raise ValueError("not a URL such as http://localhost:8080/v1")


Url = Annotated[str, AfterValidator(_url)]


def runs_on_the_internet(model: str) -> bool:
    """One of Ollama's models that it only passes on, from whichever machine it is asked."""
    return model.endswith(("-cloud", ":cloud"))


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
    """How much sound Whisper's encoder is given: what was said, and 30 s only where the words then look wrong; or always 30 s,
    at several times the wait."""
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
    timeout_s: float = Field(3.0, gt=0)


class Skills(Section):
    clock: Literal[12, 24] = 12
    temperature: Literal["C", "F"] = "C"
    """Scale of degrees that are said without one."""
    rooms: tuple[str, ...] = ("kitchen", "living room", "bedroom", "bathroom", "office", "hall")
    own: Path | None = None
    """TOML file of the user's own skills; skills.toml beside the settings file when absent."""
    disabled: tuple[str, ...] = ()


class Tier(Section):
    """A place that can answer (an OpenAI-compatible endpoint)."""

    name: str
    where: Literal["device", "lan", "edge", "cloud"]
    base_url: Url = ""
    model: str = ""
    model_file: Path | None = None
    """A GGUF file, or the name of a pulled model: it runs here, in a process of its own, and needs no `base_url`."""
    threads: int | None = Field(None, gt=0)
    """Of a model that runs here; what suits the processor when absent."""
    key_env: str | None = Field(None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """Name of the environment variable that holds the API key."""
    trusted: bool = False
    residency: str | None = None
    price_in: float = Field(0.0, ge=0)
    """US dollars for a million tokens read."""
    price_out: float = Field(0.0, ge=0)
    """US dollars for a million tokens written."""
    logprobs: bool = False
    """Ask for the log-probability of the first token; some servers refuse a request that does."""
    tools: bool = False
    """It may call the skills."""
    context_tokens: int = Field(8192, gt=0)
    ttft_budget_ms: float = Field(300.0, gt=0)
    connect_s: float = Field(1.5, gt=0)
    """To reach it: a lost packet is sent again after one second, and a handshake across an ocean takes 0.4."""
    first_token_s: float = Field(4.0, gt=0)
    """From the question to the first token, whatever else keeps the connection alive: about then people ask again."""
    next_token_s: float = Field(3.0, gt=0)
    """From one token to the next: what the player has in hand before it runs dry."""
    total_s: float = Field(60.0, gt=0)
    """Waiting in all: 300 tokens of the slowest model that keeps up with speech, five a second."""
    cold_start_s: float = Field(0.0, ge=0)
    """For a tier that sleeps when unused: what waking takes. Until then it is starting, not failed."""
    warm_hours: tuple[Annotated[str, Field(pattern=HOURS)], ...] = ()
    """When such a tier is kept awake, from one cold start ahead: "07:00-22:30"."""

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if self.model_file is None and not (self.base_url and self.model):
            raise ValueError("a tier needs base_url and model, or model_file")
        if self.model_file is not None and (self.base_url or self.where != "device"):
            raise ValueError('model_file is for where = "device", without base_url')
        if runs_on_the_internet(self.model) and (self.trusted or self.where in ("device", "lan")):
            raise ValueError('Ollama answers with this model on the internet: where = "cloud", not trusted')
        return self


class Answer(Section):
    hedge: Literal["never", "trusted", "always"] = "trusted"
    """Ask a second tier when the first is late: one that is marked trusted, or any. The question goes to both."""
    cache_s: float = Field(0.0, ge=0)
    """How long the answer to a general question may be said again; 0: never."""


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


class Config(BaseSettings):
    """All settings. Build it with `load()`; `Config()` alone reads nothing but the environment."""

    model_config = SettingsConfigDict(
        env_prefix="VOICE_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    profile: str = "embedded"
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
    answer: Answer = Answer()
    budget: Budget = Budget()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [tier.name for tier in self.tiers]
        if len(names) != len(set(names)):
            raise ValueError("two tiers have the same name")
        return self


def config_path() -> Path:
    """The user's settings file: `VOICE_CONFIG`, or config.toml in the platform's configuration directory."""
    return Path(os.environ.get("VOICE_CONFIG") or platformdirs.user_config_path("voice") / "config.toml")


def load(path: Path | None = None) -> Config:
    """Read the settings. `path` replaces the user's own file and must exist; the user's own may be absent.

    Raises ConfigError, which names the key and the file.
    """
    file = path or config_path()
    if (path or os.environ.get("VOICE_CONFIG")) and not file.is_file():
        raise ConfigError(f"no settings file at {file}", "Check the path, or leave it out to use the defaults.")
    user = _read(file) if file.is_file() else {}
    profile_file = _profile_file(user)
    if not profile_file.is_file():
        known = ", ".join(sorted(p.stem for p in PROFILES.glob("*.toml")))
        where = "VOICE_PROFILE or --profile" if os.environ.get("VOICE_PROFILE") else file
        raise ConfigError(f"profile: there is no profile {profile_file.stem!r} (from {where})", f"Profiles: {known}.")
    values = _merged(_read(profile_file), user)
    tiers = values.get("tiers", [])
    values["tiers"] = [*tiers, *_environment_tiers(os.environ)] if isinstance(tiers, list) else tiers
    try:
        chosen = Config(**values)
    except SettingsError:
        raise ConfigError(
            "a VOICE_… environment variable that holds a list is not JSON (from the environment)",
            """Write lists like VOICE_WAKE__PHRASES='["alexa", "hey_jarvis"]'.""",
        ) from None
    except ValidationError as error:
        raise _explained(error, file) from None
    _check_variables(os.environ, VARIABLES | {tier.key_env.upper() for tier in chosen.tiers if tier.key_env})
    return chosen


def origin(key: tuple[int | str, ...], path: Path | None = None) -> str:
    """Where the value of a setting comes from: an environment variable, a file, or "default"."""
    held = {name.upper() for name in os.environ}
    for length in range(len(key), 0, -1):
        variable = "VOICE_" + "__".join(str(part) for part in key[:length]).upper()
        if variable in held:
            return f"environment variable {variable}"
    inside = "VOICE_" + "__".join(str(part) for part in key).upper() + "__"
    if within := sorted(name for name in held if name.startswith(inside)):
        return f"environment variable {within[0]}"
    file = path or config_path()
    user = _read(file) if file.is_file() else {}
    if _holds(user, key):
        return str(file)
    profile = _profile_file(user)
    return str(profile) if _holds(_read(profile), key) else "default"


def secret(name: str | None) -> SecretStr | None:
    """The value of an environment variable that holds a secret; None when unset or empty."""
    value = os.environ.get(name or "", "")
    return SecretStr(value) if value else None


def _profile_file(user: Mapping[str, Any]) -> Path:
    name = os.environ.get("VOICE_PROFILE") or str(user.get("profile", "embedded"))
    return PROFILES / f"{name}.toml"


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{file} cannot be read as TOML: {error}", "Mend the line it names.") from None


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {**base, **over}
    for key in base.keys() & over.keys():
        if isinstance(base[key], dict) and isinstance(over[key], dict):
            both[key] = _merged(base[key], over[key])
    return both


def _environment_tiers(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Tiers without a file: VOICE_CLOUD_URL makes a cloud tier, VOICE_DEVICE_URL or VOICE_DEVICE_FILE a device tier."""
    tiers: list[dict[str, Any]] = []
    for where in ("device", "cloud"):
        prefix = f"VOICE_{where.upper()}_"
        if url := environment.get(prefix + "URL"):
            model = environment.get(prefix + "MODEL")
            if not model:
                raise ConfigError(
                    f"{prefix}URL is set but {prefix}MODEL is not (from the environment)",
                    f"Set {prefix}MODEL to the model's name at that endpoint.",
                )
            try:
                _url(url)
            except ValueError as error:
                raise ConfigError(f"{prefix}URL: {error} (from the environment)", "Correct it there, or unset it.") from None
            needs_key = where == "cloud" or environment.get(prefix + "KEY")
            tiers.append(
                {
                    "name": where,
                    "where": where,
                    "base_url": url,
                    "model": model,
                    "key_env": prefix + "KEY" if needs_key else None,
                    "trusted": where == "device",
                }
            )
    if file := environment.get("VOICE_DEVICE_FILE"):
        tiers.append({"name": "device", "where": "device", "model_file": file, "trusted": True})
    return tiers


def _explained(error: ValidationError, file: Path) -> ConfigError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "settings"
    unknown = first["type"] == "extra_forbidden"
    what = "unknown setting" if unknown else first["msg"].removeprefix("Value error, ")
    known = [".".join(at) for at in _keys(Config)]
    remedy = _nearest(key, known) if unknown else "Correct it there, or remove it."
    return ConfigError(f"{key}: {what} (from {origin(first['loc'], file)})", remedy)


def _check_variables(there: Iterable[str], others: Iterable[str]) -> None:
    """Refuse a variable that is neither a setting nor one of `others`: a misspelt section would go unnoticed."""
    known = {"VOICE_" + "__".join(key).upper() for key in _keys(Config)}.union(others)
    for name in sorted(there):
        if name.upper().startswith("VOICE_") and name.upper() not in known:
            raise ConfigError(f"{name}: unknown setting (from the environment)", _nearest(name.upper(), sorted(known)))


def _keys(section: type[BaseModel], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every setting below `section`, and every section."""
    for name, field in section.model_fields.items():
        yield (*at, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation, (*at, name))


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f"Did you mean {near[0]}? Correct it, or remove it." if near else "Check its spelling, or remove it."


def _holds(values: Any, loc: tuple[int | str, ...]) -> bool:
    for part in loc:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True
