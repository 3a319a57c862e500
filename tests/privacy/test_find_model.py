"""The classifier of statements: its features, its weights."""

import pytest

from voice.privacy import STATEMENTS
from voice.privacy.find_model import BUCKETS, WEIGHTS, Model, features, rows, subjects, tokens


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("i'm um not well", "i am not well"),
        ("my son's fever won't drop", "my son 's fever will not drop"),
        ("twenty three thousand pounds", "0 pounds"),
        ("dont tell them ive moved", "do not tell them i have moved"),
        ("[phone 1] is his", "[phone 1] is his"),
    ],
)
def test_words_are_taken_apart(said: str, plain: str) -> None:
    words = said.replace("phone 1", "phone_1").split()
    assert " ".join(tokens(words)).replace("phone_1", "phone 1") == plain


def test_a_phrase_has_a_subject() -> None:
    assert "drug" in subjects("birth control")
    assert "illness" in subjects("diabetes")
    assert not subjects("banana")


def test_what_is_said_of_whom_is_a_feature() -> None:
    _, chains, order, _ = features(["my", "mum", "has", "diabetes"])
    assert "@kin>@illness" in order
    assert any("@kin has @illness" in chain for chain in chains)


def test_rows_lie_in_the_weights() -> None:
    found, counts = rows(["my", "mum", "has", "diabetes"])
    assert found.shape == counts.shape
    assert found.max() < BUCKETS


def test_the_weights_are_small_and_their_shares_a_whole() -> None:
    assert WEIGHTS.stat().st_size < 1_000_000
    shares = Model.load(WEIGHTS).shares(["what", "is", "the", "capital", "of", "peru"])
    assert set(shares) == {"none", *STATEMENTS}
    assert sum(shares.values()) == pytest.approx(1)


def test_nothing_said_is_borne() -> None:
    assert 0 <= Model.load(WEIGHTS).shares([])["none"] <= 1
