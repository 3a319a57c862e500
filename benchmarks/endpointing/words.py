"""Words: how often whole questions are taken for unfinished, and unfinished ones for whole, by their words alone."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpora import Split
from benchmarks.listening.figures import counted, percentiles
from benchmarks.slurp import split
from voice.config import Endpoint
from voice.endpoint import finished, odds
from voice.endpoint.wait import Evidence, wait

SAID = tomllib.loads((Path(__file__).parent / "whole.toml").read_text())

LIKELY = 0.5
"""Words that are likelier whole than this are taken for whole."""


def measure(settings: Endpoint, wanted: Split) -> dict[str, Any]:
    whole, begun = (list(_likely(kind, wanted)) for kind in ("whole", "begun"))
    return {
        "whole ones taken for unfinished": counted(chance < LIKELY for chance in whole),
        "unfinished ones taken for whole": counted(chance >= LIKELY for chance in begun),
        "wait behind whole ones": percentiles((_wait_ms(chance, settings) for chance in whole), 0),
        "wait behind unfinished ones": percentiles((_wait_ms(chance, settings) for chance in begun), 0),
    }


def _likely(kind: str, wanted: Split) -> Iterator[float]:
    """How likely each text is whole."""
    return (finished(odds(text), None) or 0.0 for text in SAID[kind] if split(text) == wanted)


def _wait_ms(chance: float, settings: Endpoint) -> float:
    return wait(Evidence(finished=chance), settings).seconds * 1e3
