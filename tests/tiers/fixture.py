"""The local model that tests use."""

from pathlib import Path

import pytest

from voice.config import Tier
from voice.tiers.local import LocalTier

GGUF = Path(__file__).parents[2] / "assets" / "fixtures" / "llama" / "fixture.gguf"


def settings(**changes: object) -> Tier:
    given = {"name": "device", "where": "device", "model_file": GGUF, "context_tokens": 1024, "threads": 1, "logprobs": True}
    return Tier(**(given | changes))


def local(**changes: object) -> LocalTier:
    """Skips the test without the engine."""
    pytest.importorskip("llama_cpp")
    return LocalTier(settings(**changes))
