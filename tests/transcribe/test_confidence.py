from dataclasses import replace

import pytest

from voice.transcribe.confidence import Evidence, confidence

PLAIN = Evidence(score_ratio=-3.0, rank=0.2, weakest=-2.0)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("score_ratio", [-40.0, -8.0, -4.0, -1.0, 0.0, 5.0]),
        ("rank", [1.0, 0.7, 0.3, 0.1, 0.0]),
        ("weakest", [-6.9, -4.0, -1.0, -0.1, 0.0]),
    ],
)
def test_better_evidence_is_trusted_more(name: str, values: list[float]) -> None:
    found = [confidence(replace(PLAIN, **{name: value})) for value in values]
    assert all(0 <= one <= 1 for one in found)
    assert found == sorted(set(found))


@pytest.mark.parametrize("ratio", [-1e9, 1e9, float("-inf"), float("inf")])
def test_no_evidence_is_too_strong(ratio: float) -> None:
    assert confidence(replace(PLAIN, score_ratio=ratio)) == pytest.approx(float(ratio > 0), abs=1e-6)


def test_the_best_evidence_makes_sure_and_the_worst_does_not() -> None:
    assert confidence(Evidence(0.0, 0.0, 0.0)) > 0.8
    assert confidence(Evidence(-20.0, 1.0, -6.9)) < 0.2
