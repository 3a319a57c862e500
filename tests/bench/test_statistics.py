import random

import pytest

from voice.bench import statistics


def test_the_interval_of_a_median_holds_the_true_one_about_nineteen_times_in_twenty() -> None:
    draw = random.Random(1)
    held = 0
    for _ in range(100):
        found = statistics.median([draw.gauss(100, 10) for _ in range(30)])
        held += found.low <= 100 <= found.high
    assert held >= 88


def test_a_share_of_few_is_wide() -> None:
    found = statistics.share(0, 5)
    assert (found.value, found.low) == (0.0, 0.0)
    assert 0.4 < found.high < 0.5


def test_repeats_that_are_dealt_anew_tell_a_difference_from_none() -> None:
    assert statistics.by_chance([([1, 2, 3], [1, 2, 3])] * 4) > 0.5
    assert statistics.by_chance([([1, 2, 3], [11, 12, 13])] * 4) < 0.01


def test_two_repeats_of_ten_clips_are_enough_and_a_clip_that_was_disturbed_hides_nothing() -> None:
    slower = [([1.0, 1.2], [11.0, 11.5])] * 9 + [([500.0, 600.0], [1.0, 2.0])]
    assert statistics.by_chance(slower) < 0.002
    assert statistics.by_chance([([1.0, 1.2], [1.1, 1.15])] * 9 + [([1.0, 2.0], [500.0, 600.0])]) > 0.05


def test_many_looks_are_corrected() -> None:
    assert statistics.holm({"a": 0.01, "b": 0.04, "c": 0.5}) == pytest.approx({"a": 0.03, "b": 0.08, "c": 0.5})
