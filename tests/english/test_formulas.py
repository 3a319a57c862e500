"""Formulas in LaTeX, said in words."""

import pytest

from voice.english.formulas import spell_formulas
from voice.speak.normalise import normalise


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            r"It is $$x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$$.",
            "It is x = -b plus or minus the square root of b squared - 4ac over 2a.",
        ),
        (r"So \( a^2 + b^2 = c^2 \).", "So a squared + b squared = c squared."),
        (r"\[ 3 \times 4 = 12 \]", "3 times 4 = 12"),
        (r"$\pi \approx 3.14$ and $e^{x}$.", "pi is about 3.14 and e to the power of x."),
        (r"$v = \frac{\text{way}}{\text{time}}$", "v = way over time"),
        (r"$x_{1} \leq \left( y \right)$ holds.", "x 1 is at most ( y ) holds."),
    ],
)
def test_formulas_are_said(written: str, said: str) -> None:
    assert normalise(written) == said


@pytest.mark.parametrize("text", ["It costs $5 or $10.", "5 < 6 and a_b^2", "US$ and A$ are money", "$2 to $3 a day", ""])
def test_what_is_no_formula_stays(text: str) -> None:
    assert spell_formulas(text) == text
