"""The language model of a conversation: a stand-in that answers as far away as the cloud is."""

from collections.abc import Iterator
from contextlib import contextmanager

from voice.bench.scenario import Model as Like
from voice.bench.stand_in import StandIn
from voice.bench.stand_in import served as serving

FAR_S = 0.08 + 0.25
"""Seconds to the first token of a large model in the cloud: the network there and back, and reading the question."""

Model = StandIn


@contextmanager
def served() -> Iterator[StandIn]:
    """Serve the model for as long as the block runs."""
    with serving(Like(name="far", where="cloud", first_token_ms=FAR_S * 1e3)) as model:
        yield model
