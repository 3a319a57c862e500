import pytest

from voice.evaluate.score import ENOUGH, ENOUGH_KEPT, REFERENCE, advise, separation, threshold, wilson


@pytest.mark.parametrize(
    ("passed", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (85, 100, 0.7672, 0.9069), (5, 10, 0.2366, 0.7634), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(passed: int, of: int, low: float, high: float) -> None:
    assert wilson(passed, of) == pytest.approx((low, high), abs=1e-4)


def told(good: int, bad: int) -> list[tuple[float, bool]]:
    """Answers whose confidence tells: those that fail are the less confident."""
    return [(0.9 + n / 1000, True) for n in range(good)] + [(0.2 + n / 1000, False) for n in range(bad)]


def test_separation_is_the_share_of_pairs_in_order() -> None:
    assert separation([(0.9, True), (0.1, False)]) == (1.0, False), "one pair proves nothing"
    assert separation([(0.9, True), (0.5, False), (0.1, True)]) == (0.5, False)
    assert separation([(0.5, True), (0.5, False)]) == (0.5, False)
    assert separation(told(20, 20)) == (1.0, True)
    assert separation([(0.9, True)]) is None


def test_the_threshold_lets_the_most_through_that_pass_often_enough() -> None:
    found = threshold(told(34, 16))
    assert found is not None
    assert (found.kept, found.kept_passed) == (40, 34), "the six most confident failures may stay: 34 of 40 are 85%"
    assert 0.209 < found.confidence < 0.210
    assert found.escalated == pytest.approx(0.2)


def test_no_lower_threshold_would_do() -> None:
    trials = told(34, 16)
    found = threshold(trials)
    assert found is not None
    for lower, _ in trials:
        if lower < found.confidence:
            kept = [good for confidence, good in trials if confidence >= lower]
            assert sum(kept) < REFERENCE * len(kept)


def test_answers_of_the_same_confidence_stay_together() -> None:
    trials = [(0.5, False)] * 5 + [(0.5, True)] * 5 + [(0.9, True)] * 12
    found = threshold(trials)
    assert found is not None
    assert (found.kept, found.confidence) == (12, 0.7)


def test_a_lucky_few_make_no_threshold() -> None:
    assert threshold([(0.9 + n / 1000, True) for n in range(ENOUGH_KEPT - 1)] + [(0.1, False)] * 30) is None


def test_advice_for_a_tier_that_tells_no_probabilities() -> None:
    assert "logprobs" in advise([], 50).why


def test_advice_with_too_little_data() -> None:
    advice = advise(told(ENOUGH - 5, 4), 50)
    assert advice.threshold is None
    assert f"{ENOUGH - 1} of 50" in advice.why


def test_advice_where_all_is_well() -> None:
    advice = advise(told(40, 2), 42)
    assert advice.threshold is not None
    assert (advice.threshold.confidence, advice.threshold.escalated) == (0.0, 0.0)


def test_advice_without_a_signal() -> None:
    mixed = [(0.5 + n / 100, n % 2 == 0) for n in range(40)]
    assert advise(mixed, 40).threshold is None
    assert "no signal" in advise(mixed, 40).why


def test_advice_where_nothing_passes() -> None:
    advice = advise([(n / 100, False) for n in range(40)], 40)
    assert advice.threshold is None


def test_advice_where_even_the_most_confident_pass_too_rarely() -> None:
    trials = [(0.5 + n / 100, n % 3 == 0) for n in range(30)] + [(0.1, False)] * 30
    advice = advise(trials, 60)
    assert advice.threshold is None
    assert "most confident" in advice.why


def test_advice_with_a_signal() -> None:
    advice = advise(told(34, 16), 50)
    assert advice.threshold is not None
    assert advice.threshold.confidence > 0
    assert advice.separation == 1.0
