"""Formulas in LaTeX, said in words."""

import pytest

from voice.english.formulas import spell_formulas
from voice.speak.normalise import normalise


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            r"It is $$x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$$.",
            "It is x equals minus b plus or minus the square root of b squared minus 4ac over 2a.",
        ),
        (r"So \( a^2 + b^2 = c^2 \).", "So a squared plus b squared equals c squared."),
        (r"\[ 3 \times 4 = 12 \]", "3 times 4 equals 12"),
        (r"$\pi \approx 3.14$ and $e^{x}$.", "pi is about 3.14 and e to the power of x."),
        (r"$v = \frac{\text{way}}{\text{time}}$", "v equals way over time"),
        (r"$5 \times 10^{-3}$ or \frac12", "5 times 10 to the power of minus 3 or 1 over 2"),
        (r"$\sum_{i=1}^{n} i$ and \sqrt[3]{8}", "the sum from i equals 1 to n of i and the cube root of 8"),
        (r"$\binom{5}{2} < \alpha + \beta$", "5 choose 2 < alpha plus beta"),
        ("5 * 6 * 7 = 210 and 5*6*7", "5 times 6 times 7 equals 210 and 5 times 6 times 7"),
        (
            "10⁶, 10⁻³, 2⁵, xⁿ and 10^-6",
            "10 to the power of 6, 10 to the power of minus 3, 2 to the power of 5, x to the power of n"
            " and 10 to the power of minus 6",
        ),
        ("x² + y³ ≥ 4 and H₂O", "x squared plus y cubed is at least 4 and H2O"),
        ("5 < 6, x >= 4 and a != b", "5 is less than 6, x is at least 4 and a is not b"),
        ("5 &lt; 6 &amp; 7 &gt; 3&nbsp;it&#39;s", "5 is less than 6 & 7 is greater than 3 it's"),
        ("3 - 2 = 1, 10 / 2 = 5, (3 + 4) × 2", "3 minus 2 equals 1, 10 divided by 2 equals 5, (3 plus 4) times 2"),
        (r"$F = G\frac{m_1 m_2}{r^2}$", "F equals G m one m two over r squared"),
        (r"$\log_2 8 = 3$ and $f'(x) = 2x$", "log base 2 of 8 equals 3 and f prime (x) equals 2x"),
        (r"$\lim_{x \to 0} f(x)$", "the limit as x approaches 0 of f(x)"),
        ("2**10 = 1024, **2** and 5! = 120", "2 to the power of 10 equals 1024, 2 and 5 factorial equals 120"),
        (r"$x_{1} \leq \left( y \right)$ holds.", "x one is at most ( y ) holds."),
    ],
)
def test_formulas_are_said(written: str, said: str) -> None:
    assert normalise(written) == said


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 or $10.", "a<b>c</b> and a_b^2", "US$ and A$ are money", "$2 to $3 a day", "", "C++ and C#",
        "Plan B - I think", "open 9-5, 24/7", "see https://x.com/?a=5&b=3", "*one* and *two*", "Settings > Sound",
    ],
)  # fmt: skip
def test_what_is_no_formula_stays(text: str) -> None:
    assert spell_formulas(text) == text
