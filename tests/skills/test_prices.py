"""Sums with numbers that are said in two parts: "twelve fifty"."""

from pathlib import Path

import pytest

from tests.skills.talking import talk


@pytest.mark.parametrize(("asked", "told"), [
    ("split ninety six fifty three ways", "That's 32.17."),
    ("split eighty four sixty between five people", "That's 16.92."),
    ("sixty four twenty split four ways", "That's 16.05."),
    ("split sixty four ways", "That's 15."),
    ("split one eighty four ways", "That's 45."),
    ("three coffees at two eighty each", "That's 8.40."),
    ("change from twenty for thirteen sixty five", "That's 6.35."),
    ("take three forty off twelve ninety nine", "That's 9.59."),
    ("what is ten percent tip on eighty six fifty", "That's 8.65."),
    ("what are twelve fifty dollars between four people", "That's $3.13."),
    ("split twelve oh five between two people", "That's 6.03."),
])  # fmt: skip
def test_where_something_is_paid_it_is_a_price(tmp_path: Path, asked: str, told: str) -> None:
    assert talk(tmp_path, asked)[-1] == told


@pytest.mark.parametrize(("asked", "told"), [
    ("add twelve fifty and three ninety nine", "With 12.50 and 3.99, that's 16.49."),
    ("what's twelve fifty plus three ninety nine", "With 12.50 and 3.99, that's 16.49."),
    ("twelve fifty times four", "With 12.50, that's 50."),
    ("divide one hundred and twenty forty by four", "With 120.40, that's 30.10."),
    ("half of thirty five fifty", "With 35.50, that's 17.75."),
    ("four ninety nine times six", "With 499, that's 2994."),
    ("nineteen ninety five divided by three", "With 1995, that's 665."),
    ("what's twenty twenty six minus nineteen sixty eight", "With 2026 and 1968, that's 58."),
    ("add twelve fifty and five", "With 12, 50 and 5, that's 67."),
    ("average of ten twenty and thirty", "With 10, 20 and 30, that's 20."),
])  # fmt: skip
def test_what_it_was_read_as_is_told_where_it_may_be_something_else(tmp_path: Path, asked: str, told: str) -> None:
    assert talk(tmp_path, asked)[-1] == told


@pytest.mark.parametrize("asked", ["tip on forty five twenty", "how much should i tip on forty five twenty"])
def test_the_usual_tips_are_told_where_nobody_said_how_much(tmp_path: Path, asked: str) -> None:
    assert talk(tmp_path, asked)[-1] == "10 percent is 4.52, 15 percent is 6.78 and 20 percent is 9.04."


@pytest.mark.parametrize(("asked", "told"), [
    ("if i have three apples and buy five how many do i have", "That's 8."),
    ("i have ten apples and eat four how many are left", "That's 6."),
    ("if you have 12 eggs and lose three how many eggs do you have left", "That's 9."),
])  # fmt: skip
def test_a_sum_that_is_told(tmp_path: Path, asked: str, told: str) -> None:
    assert talk(tmp_path, asked)[-1] == told


def test_what_is_no_sum_keeps_its_words(tmp_path: Path) -> None:
    told = talk(tmp_path, "remind me to pay twelve fifty to tom at six")[-1]
    assert told == "I'll remind you at 6 pm: pay twelve fifty to tom."
