"""Config: the settings, and where they are read from."""

from voice.config.places import is_local, is_local_address, runs_on_the_internet
from voice.config.reading import HOME_TOKEN, PROFILES, config_path, load, origin, secret
from voice.config.settings import (
    Answer,
    Budget,
    Config,
    Cost,
    Endpoint,
    Home,
    Policy,
    Privacy,
    Routing,
    Skills,
    Speak,
    Stage,
    Tier,
    Transcribe,
    Wake,
)

__all__ = [
    "HOME_TOKEN",
    "PROFILES",
    "Answer",
    "Budget",
    "Config",
    "Cost",
    "Endpoint",
    "Home",
    "Policy",
    "Privacy",
    "Routing",
    "Skills",
    "Speak",
    "Stage",
    "Tier",
    "Transcribe",
    "Wake",
    "config_path",
    "is_local",
    "is_local_address",
    "load",
    "origin",
    "runs_on_the_internet",
    "secret",
]
