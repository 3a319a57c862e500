"""Drift: what is planted is found, what is not is found in one of twenty at most, as scipy finds it too."""

import numpy as np
import pytest

from voice.fleet.drift import ENOUGH, compare

stats = pytest.importorskip("scipy.stats")

SHAPES = {
    "confidence": lambda draw, size: draw.beta(8, 2, size),
    "latency": lambda draw, size: draw.lognormal(-1.2, 0.5, size),
    "nothing": lambda draw, size: (draw.random(size) < 0.1).astype(float),
    "rounded": lambda draw, size: draw.beta(8, 2, size).round(1),
}
PLANTED = {
    "confidence": lambda draw, size: draw.beta(5, 3, size),
    "latency": lambda draw, size: draw.lognormal(-0.7, 0.5, size),
    "nothing": lambda draw, size: (draw.random(size) < 0.4).astype(float),
    "rounded": lambda draw, size: draw.beta(5, 3, size).round(1),
}


@pytest.mark.parametrize("size", [20, 50, 300])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_has_not_changed_is_found_in_one_of_twenty_at_most(shape: str, size: int) -> None:
    draw = np.random.default_rng(1)
    found = [compare(SHAPES[shape](draw, 300), SHAPES[shape](draw, size)) for _ in range(400)]
    assert sum(drift is not None and drift.found for drift in found) <= 400 / 20


def test_nor_is_it_where_four_measures_are_looked_at_together() -> None:
    draw = np.random.default_rng(2)
    looks = [[compare(of(draw, 300), of(draw, 100), len(SHAPES)) for of in SHAPES.values()] for _ in range(400)]
    assert sum(any(drift and drift.found for drift in look) for look in looks) <= 400 / 20


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_planted_is_found_with_its_direction(shape: str) -> None:
    draw = np.random.default_rng(3)
    found = [compare(SHAPES[shape](draw, 300), PLANTED[shape](draw, 100), 4) for _ in range(100)]
    assert sum(drift is not None and drift.found for drift in found) >= 90
    assert {drift.distance > 0 for drift in found if drift} == {shape in ("latency", "nothing")}


def test_a_trifle_is_none_however_certain() -> None:
    draw = np.random.default_rng(4)
    drift = compare(draw.normal(0, 1, 20_000), draw.normal(0.1, 1, 20_000))
    assert drift
    assert drift.chance < 1e-6
    assert not drift.found


@pytest.mark.parametrize("sizes", [(20, 20), (50, 300), (1000, 700)])
def test_distance_and_chance_are_those_of_scipy(sizes: tuple[int, int]) -> None:
    draw = np.random.default_rng(5)
    before, now = draw.normal(0, 1, sizes[0]), draw.normal(0.3, 1, sizes[1])
    ours, theirs = compare(before, now), stats.ks_2samp(before, now)
    assert ours
    assert abs(ours.distance) == pytest.approx(theirs.statistic)
    assert ours.chance == pytest.approx(theirs.pvalue, abs=0.02)


def test_few_values_say_nothing() -> None:
    assert compare([0.0] * 1000, [1.0] * (ENOUGH - 1)) is None
    assert compare([1.0] * ENOUGH, [1.0] * ENOUGH) is not None
