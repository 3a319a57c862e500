"""Skills for a test, with a clock and a gate of their own."""

from datetime import UTC, datetime
from pathlib import Path

from voice.clock import Clock, VirtualClock
from voice.config import Config
from voice.privacy.gate import EgressGate
from voice.skills import Skills

NOW = datetime(2026, 11, 11, 10, 15, tzinfo=UTC)
"""A Wednesday. What a time means depends on the hour, so no test goes by that of the machine."""
SATURDAY = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def make_skills(config: Config, clock: Clock | None = None) -> Skills:
    """Not yet loaded."""
    clock = clock or VirtualClock(start=NOW)
    return Skills(config, clock, EgressGate.of(config, clock))


def skills_in(folder: Path, start: datetime = SATURDAY, **settings: object) -> Skills:
    """Loaded, with their files in a folder."""
    made = make_skills(Config(state_dir=folder, **settings), VirtualClock(start=start))  # type: ignore[arg-type]
    made.load()
    return made


def in_two_rooms(folder: Path) -> Skills:
    """Loaded, of a house with a kitchen and a bedroom."""
    made = make_skills(Config.model_validate({"state_dir": folder, "skills": {"rooms": ["kitchen", "bedroom"]}}))
    made.load()
    return made
