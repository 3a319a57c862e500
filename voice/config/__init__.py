"""The settings, and where they are read from."""

from voice.config.budget import Budget, Stage
from voice.config.do_not_disturb import DoNotDisturb
from voice.config.files import PROFILES, config_path, origin, skills_path
from voice.config.fleet import Fleet
from voice.config.history import History
from voice.config.locations import BUDGET_PATHS, FARTHEST, LOCATIONS, NEAREST, BudgetPath, budget_path, is_away, is_owned
from voice.config.places import is_local, is_local_address, runs_on_the_internet
from voice.config.reading import load, shipped
from voice.config.secrets import FLEET_TOKEN, HOME_TOKEN, SERVE_TOKEN, secret
from voice.config.settings import (
    Answer,
    Config,
    Cost,
    Endpoint,
    Home,
    Routing,
    Skills,
    Speak,
    Transcribe,
    Wake,
)
from voice.config.tier import Policy, Tier

__all__ = [
    "BUDGET_PATHS", "FARTHEST", "FLEET_TOKEN", "HOME_TOKEN", "LOCATIONS", "NEAREST", "PROFILES", "SERVE_TOKEN", "Answer",
    "Budget", "BudgetPath", "Config", "Cost", "DoNotDisturb", "Endpoint", "Fleet", "History", "Home", "Policy", "Routing",
    "Skills", "Speak", "Stage", "Tier", "Transcribe", "Wake",
    "budget_path", "config_path", "is_away", "is_local", "is_local_address", "is_owned", "load", "origin",
    "runs_on_the_internet", "secret", "shipped", "skills_path",
]  # fmt: skip
