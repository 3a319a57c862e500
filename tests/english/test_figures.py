"""Figures as they are said; most of them are tested with all that speech needs, in `tests/speak/test_normalise.py`."""

import pytest

from voice.english.figures import year


@pytest.mark.parametrize(
    ("digits", "spoken"),
    [
        ("1984", "19 84"),
        ("1905", "19 oh 5"),
        ("1900", "19 hundred"),
        ("2000", "2000"),
        ("2007", "2007"),
        ("2026", "20 26"),
    ],
)
def test_years(digits: str, spoken: str) -> None:
    assert year(digits) == spoken
