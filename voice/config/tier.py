"""The settings of a tier."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from voice.config.hours import Hours
from voice.config.locations import FARTHEST, LOCATIONS, NEAREST, Location, LocationName, is_owned
from voice.config.places import Url, is_local, runs_on_the_internet
from voice.config.section import Section

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
    """Longest wait between two such tokens: about as much sound as the player has in store."""
    total_s: float = Field(60.0, gt=0)
    """Longest time of a whole request, while more of the reply is asked for: 300 tokens at the five a second of speech."""
    cold_start_s: float = Field(0.0, ge=0)
    """How long a tier that sleeps when unused takes to wake. Until then it counts as starting, not as failed."""
    warm_hours: tuple[Hours, ...] = ()
    """Times of day when such a tier is kept awake; it is woken one cold start earlier: "07:00-22:30"."""

    @property
    def location(self) -> Location:
        """Its location, with all that follows from it."""
        return LOCATIONS[self.where]

    @property
    def tells_confidence(self) -> bool:
        """True if it is a small model that reports the probabilities of its tokens."""
        return self.location.small and (self.logprobs or self.model_file is not None)

    @property
    def is_at_home(self) -> bool:
        """True if it is on this machine or in the home network, by its `where` and its address."""
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
