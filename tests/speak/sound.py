"""What the tests of every synthesiser look at."""

import asyncio
from pathlib import Path

import numpy as np

from voice.speak import Voice

FIXTURES = Path(__file__).parents[2] / "assets" / "fixtures"


def say(voice: Voice, text: str) -> np.ndarray:
    """All of the sound, also where there is none."""

    async def run() -> np.ndarray:
        return np.concatenate([np.empty(0, np.int16), *[chunk async for chunk in voice.synthesise(text)]])

    return asyncio.run(run())
