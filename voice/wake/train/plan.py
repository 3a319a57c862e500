"""Plan: how much is said and heard in a training."""

from dataclasses import dataclass

from voice.wake.train.texts import Part


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much one part is given. Clips are by (robots, people): a synthesiser's own voices, and those that sound natural."""

    phrase: tuple[int, int]
    near: tuple[int, int]
    everyday: tuple[int, int]
    phrase_scenes: int
    """Scenes of each clip of the phrase."""
    near_scenes: int
    hours: float
    """How much everyday sound."""


@dataclass(frozen=True, slots=True)
class Plan:
    parts: dict[Part, Amounts]
    sound_alikes: int
    steps: int
    """How many steps each round of training takes."""


FULL = Plan(
    {
        "train": Amounts((900, 300), (1500, 60), (2400, 40), 6, 2, 6.0),
        "tune": Amounts((66, 16), (160, 6), (800, 4), 3, 1, 4.0),
        "check": Amounts((108, 42), (240, 14), (1200, 12), 1, 1, 6.0),
    },
    sound_alikes=150,
    steps=6000,
)
"""What the measured figures are of."""

QUICK = Plan(
    {
        "train": Amounts((200, 40), (300, 30), (300, 20), 3, 2, 0.4),
        "tune": Amounts((33, 8), (60, 8), (100, 5), 2, 1, 0.2),
        "check": Amounts((36, 14), (60, 10), (150, 10), 1, 1, 0.4),
    },
    sound_alikes=80,
    steps=600,
)
"""A try: enough to see whether a phrase can be told apart at all."""
