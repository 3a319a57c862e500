"""Skills for a test, with a clock and a gate of their own."""

from voice.clock import Clock, VirtualClock
from voice.config import Config
from voice.privacy.gate import EgressGate
from voice.skills import Skills


def make_skills(config: Config, clock: Clock | None = None) -> Skills:
    """Not yet loaded."""
    clock = clock or VirtualClock()
    return Skills(config, clock, EgressGate.of(config, clock))
