import pytest

from voice.english.spellings import in_full
from voice.english.words import alike


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("i'm", ["i", "am"]),
        ("im", ["i", "am"]),
        ("don't", ["do", "not"]),
        ("wont", ["will", "not"]),
        ("she's", ["she", "'s"]),
        ("gonna", ["going", "to"]),
        ("ill", ["ill"]),
        ("o'clock", ["o'clock"]),
    ],
)
def test_a_contraction_is_taken_apart(word: str, words: list[str]) -> None:
    assert in_full(word) == words


@pytest.mark.parametrize(("one", "other"), [("cookies", "cookie"), ("potato", "potatoes"), ("berries", "berry")])
def test_singular_and_plural_are_alike(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(("one", "other"), [("glass", "glaze"), ("egg", "eggnog"), ("bus", "buck")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert not alike(one, other)
