import pytest

from voice.evaluate.match import holds


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The capital of France is Paris.", "paris"),
        ("It's the Eiffel Tower!", "Eiffel tower"),
        ("A cafe\u0301 in Zu\u0308rich", "caf\u00e9"),
        ("It was William Shakespeare's.", "William Shakespeares"),
        ("About 384,000 kilometres.", "three hundred and eighty-four thousand"),
        ("Three hundred eighty four thousand kilometres", "384000"),
        ("Twenty percent of it", "20%"),
        ("It is 3.0 metres", "3"),
        ("minus five degrees", "-5"),
        ("Either of the two: two.", "a two"),
    ],
)
def test_what_holds_the_expected_answer(answer: str, expected: str) -> None:
    assert holds(answer, ["something else", expected])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Parisian", "Paris"),
        ("It is 50", "5"),
        ("It is 5.5", "5"),
        ("Five degrees", "-5"),
        ("William and Shakespeare", "William Shakespeare"),
        ("", "Paris"),
        ("anything", "?!"),
        ("the", "the"),
    ],
)
def test_what_does_not(answer: str, expected: str) -> None:
    assert not holds(answer, [expected])


def test_nothing_expected_is_never_held() -> None:
    assert not holds("Paris", [])
